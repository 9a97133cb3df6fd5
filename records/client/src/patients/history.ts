import { equalBytes } from '@etanche/core-wire';
import type { SealedScope } from '@etanche/core-records-protocol';
import {
  pastEntries,
  SealingError,
  verifyHistory,
  verifyPacks,
  type PastEntry,
  type SealedPack,
} from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { fileResource, type FileResource } from '../data/file-resource.ts';
import { authorKeysOf, namedAuthor } from '../scope/author-keys.ts';
import { mostPages } from '../scope/fetch-scope.ts';
import { loadScope } from '../scope/load-scope.ts';
import { openSealed } from '../scope/open-sealed.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { verifyHeads } from '../scope/verify-scope.ts';
import { packFromWire } from '../scope/wire.ts';
import { traced } from '../data/trace.ts';

/**
 * One version of a resource. The author signed `time`, in ms since 1970 by the clock of their device, and the server
 * compared it with its own when it accepted the version. `resource` is null for a deletion, and where `isUnreadable`:
 * the packs that have an earlier version do not open, or a repair found the last one lost.
 */
export type PastVersion = {
  readonly version: number;
  readonly author: string;
  readonly time: number;
  readonly resource: FileResource | null;
  readonly isUnreadable: boolean;
};

/**
 * Reads all versions of a resource, newest first. The heads of their writes name all of them, each contains the hash of
 * the previous one, and the hash of the last is in the head, so that none can be omitted or exchanged.
 *
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function readHistory(
  context: DataContext,
  before: ScopeState,
  resource: string,
): Promise<readonly PastVersion[]> {
  return orCouldNotCheck('history', async () => {
    const read = await fetchPacks(context, before.scope, resource);
    const state = await stateWith(context, before, read.packs);
    await context.keys.unlock(state);
    const first = await openPast(context, state, read, resource).catch((error: unknown) => {
      if (!(error instanceof SealingError)) throw error;
      return null;
    });
    const isWhole = first?.every(({ opened }) => opened !== null) === true;
    // False copies and damaged packs hide nothing that another pack still has (docs/protocol.md 8.3).
    const past = isWhole
      ? first
      : await openPast(context, state, await fetchPacks(context, before.scope, resource, 'all'), resource, []);
    verifyHistory(past);
    requireCurrent(state, resource, past.at(-1));
    return past.toReversed().map(({ version, place, opened }) => ({
      version,
      author: place.author,
      time: place.time,
      resource: opened?.kind === 'resource' ? fileResource(opened) : null,
      isUnreadable: opened === null,
    }));
  });
}

/** @param failed receives packs that do not open; without it, one of them rejects all */
async function openPast(
  context: DataContext,
  state: ScopeState,
  { packs, heads }: Packs,
  resource: string,
  failed?: SealedPack[],
): Promise<PastEntry[]> {
  const authors = await authorKeysOf(context, heads.flatMap(namedAuthor));
  await verifyPacks(packs, await verifyHeads(context, state, heads, authors));
  const known = Array.from(state.opened.values());
  const opened = await traced(context.options.trace, 'decryption', () =>
    openSealed(context, state, state.erasure, packs, [], known, undefined, failed),
  );
  return pastEntries(packs, opened, resource);
}

/** A state that is not older than these packs. Another member may have written since `before`. */
export async function stateWith(
  context: DataContext,
  before: ScopeState,
  packs: readonly SealedPack[],
): Promise<ScopeState> {
  const newest = packs[0]?.place.sequence ?? 0;
  return newest <= before.head.head.sequence ? before : loadScope(context, before, before);
}

type Packs = { readonly packs: readonly SealedPack[]; readonly heads: readonly string[] };

/**
 * Fetches the packs that list a resource, the newest first, and the heads of their writes.
 *
 * @param content `all` for the content of every pack; without it, that of each version of the resource once
 */
export async function fetchPacks(
  { session, practice, options }: DataContext,
  scope: string,
  resource: string,
  content?: 'all',
): Promise<Packs> {
  const pages: Pick<SealedScope, 'packs' | 'heads' | 'seals'>[] = [];
  let before: string | undefined;
  do {
    const query = { ...(before !== undefined && { before }), ...(content !== undefined && { content }) };
    const page = await traced(options.trace, 'network', () =>
      session.call('history', { params: { scope, resource }, query }),
    );
    pages.push(page);
    const isEndless = page.packs.length === 0 || page.next === before || pages.length === mostPages;
    if (page.next !== undefined && isEndless) throw untrusted('an endless history');
    before = page.next;
  } while (before !== undefined);
  const packs = pages.map(({ packs: wire, seals }) =>
    Promise.all(wire.map((pack) => packFromWire(practice.id, scope, pack, seals))),
  );
  const heads = new Set(pages.flatMap((page) => page.heads));
  return { packs: (await Promise.all(packs)).flat(), heads: Array.from(heads) };
}

function requireCurrent(state: ScopeState, resource: string, last: PastEntry | undefined): void {
  const leaf = state.current.get(resource);
  if (last === undefined || leaf === undefined) throw untrusted('a history without its last version');
  if (last.version !== leaf.version || !equalBytes(last.hash, leaf.hash)) {
    throw untrusted('a history whose last hash is not in the head');
  }
  if (last.opened === null && leaf.mark !== 'lost') throw untrusted('a history whose last version does not open');
}
