import { equalBytes } from '@etanche/core-wire';
import type { SealedScope } from '@etanche/core-records-protocol';
import { SealingError, verifyHistory, verifyPacks, type OpenedVersion, type SealedPack } from '@etanche/core-sealing';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { fileResource, type FileResource } from '../data/file-resource.ts';
import { authorKeysOf, namedAuthor } from '../scope/author-keys.ts';
import { loadScope } from '../scope/load-scope.ts';
import { openSealed } from '../scope/open-sealed.ts';
import type { ScopeState } from '../scope/scope-state.ts';
import { verifyHeads } from '../scope/verify-scope.ts';
import { packFromWire } from '../scope/wire.ts';
import { traced } from '../data/trace.ts';

/**
 * One version of a resource. The author signed `time`, in ms since 1970 by the clock of their device, and the server
 * compared it with its own when it accepted the version. `resource` is null for a deletion.
 */
export type PastVersion = {
  readonly version: number;
  readonly author: string;
  readonly time: number;
  readonly resource: FileResource | null;
};

/** The versions of a resource, with the newest verified state of the scope. */
type History = { readonly state: ScopeState; readonly versions: readonly PastVersion[] };

/**
 * Reads all versions of a resource, newest first. Each contains the hash of the previous one, and the hash of the last
 * is in the head, so that none can be omitted or exchanged.
 *
 * @throws DataError `could_not_check`; RecordsClientError
 */
export async function readHistory(context: DataContext, before: ScopeState, resource: string): Promise<History> {
  return orCouldNotCheck('history', async () => {
    const read = await fetchPacks(context, before.scope, resource);
    const state = await stateWith(context, before, read.packs);
    await context.keys.unlock(state);
    const all = await openPast(context, state, read).catch(async (error: unknown) => {
      // False copies hide nothing that the packs that introduced the versions still have (docs/protocol.md 8.3).
      const hasCopies = read.packs.some(({ place, content }) => place.carries && content !== null);
      if (!hasCopies || !(error instanceof SealingError)) throw error;
      return openPast(context, state, await fetchPacks(context, before.scope, resource, 'all'), 'spare');
    });
    const opened = all
      .filter((version) => version.place.resource === resource)
      .sort((a, b) => a.place.version - b.place.version);
    verifyHistory(opened);
    requireCurrent(state, resource, opened.at(-1));
    const versions = opened.reverse().map((version) => ({
      version: version.place.version,
      author: version.place.author,
      time: version.place.time,
      resource: version.kind === 'resource' ? fileResource(version) : null,
    }));
    return { state, versions };
  });
}

async function openPast(
  context: DataContext,
  state: ScopeState,
  { packs, heads }: Packs,
  spare?: 'spare',
): Promise<OpenedVersion[]> {
  const authors = await authorKeysOf(context, heads.flatMap(namedAuthor));
  await verifyPacks(packs, await verifyHeads(context, state, heads, authors));
  const known = Array.from(state.opened.values());
  return traced(context.options.trace, 'decryption', () =>
    openSealed(context, state, state.erasure, packs, [], known, undefined, spare !== undefined),
  );
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

/** Greatest number of pages: a page has 500 packs, or some megabytes. */
const mostPages = 200;

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

function requireCurrent(state: ScopeState, resource: string, last: OpenedVersion | undefined): void {
  const leaf = state.current.get(resource);
  if (last === undefined || leaf === undefined) throw untrusted('a history without its last version');
  if (last.place.version !== leaf.version || !equalBytes(last.hash, leaf.hash)) {
    throw untrusted('a history whose last hash is not in the head');
  }
}
