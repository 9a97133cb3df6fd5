import { equalBytes } from '@etanche/core-wire';
import type { CurrentLeaf, SealedScope } from '@etanche/core-records-protocol';
import { SealingError, type OpenedVersion, type SealedPack } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { fetchScope } from './fetch-scope.ts';
import { isLinkInPlace } from './read-links.ts';
import { openSealed } from './open-sealed.ts';
import type { ScopeId, ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';
import { recallHead, type SeenHead } from './seen-heads.ts';
import { verifyScope } from './verify-scope.ts';

/**
 * Reads a scope, or its changes, and verifies everything of docs/protocol.md 8.3: the head's signature, its freshness,
 * that it is not older than the one that this device saw, its root over all current versions, for each pack that this
 * member opens the head of its write, which proves the author, and the seal and hash of each version. A missing version
 * makes the whole answer invalid.
 *
 * @param known the previous state, to read only the changes; null to read everything
 * @throws DataError; RecordsClientError `not_found`, `erased`, `locked`
 */
export async function loadScope(
  context: DataContext,
  name: ScopeId,
  known: ScopeState | null,
  quota?: 'emergency',
): Promise<ScopeState> {
  // After the restoration of a destroyed resource, the changes alone are not enough.
  const changed = known === null ? null : await loadFrom(context, name, known, quota);
  const state = changed ?? (await loadFrom(context, name, null, quota));
  if (state === null) throw untrusted('current versions are not those of the head');
  return state;
}

async function loadFrom(
  context: DataContext,
  name: ScopeId,
  known: ScopeState | null,
  quota?: 'emergency',
): Promise<ScopeState | null> {
  return orCouldNotCheck('scope', async () => {
    const seen = await recallHead(context, name.scope);
    // The element to evaluate is known if this device has seen the scope; otherwise the head names it.
    const expected = known ?? (seen === null ? null : nameOf(name, seen.element));
    const [answer] = await Promise.all([
      fetchScope(context, name.scope, known?.head.head.sequence ?? 0),
      expected === null ? undefined : context.keys.unlock(expected, quota),
      // In parallel, refresh the member list from the vaults if the cached one is stale.
      context.practice.state(),
    ]);
    return openScope(context, name, known, answer, seen, quota);
  });
}

/**
 * Reads a whole scope that may not exist.
 *
 * @returns null if the server has no such scope
 * @throws DataError; RecordsClientError `erased`, `locked`
 */
export async function loadScopeIfStored(context: DataContext, name: ScopeId): Promise<ScopeState | null> {
  try {
    return await loadScope(context, name, null);
  } catch (error) {
    if (error instanceof RecordsClientError && error.code === 'not_found') return null;
    throw error;
  }
}

/**
 * Reads a whole scope and opens nothing in it, for a restoration or a repair: false copies and damaged packs make a
 * file unreadable (docs/protocol.md 8.5). Head, authors and current versions are verified.
 *
 * @param content `all` for the content of every pack; a damaged pack then comes without it
 *
 * @throws DataError; RecordsClientError
 */
export async function loadUnopened(
  context: DataContext,
  name: ScopeId,
  content?: 'all',
): Promise<{ readonly state: ScopeState; readonly sealed: readonly SealedPack[] }> {
  return orCouldNotCheck('scope', async () => {
    const seen = await recallHead(context, name.scope);
    const answer = await fetchScope(context, name.scope, 0, content);
    const verified = await verifyScope(context, name, null, answer, seen);
    if (verified === null) throw untrusted('current versions are not those of the head');
    const { name: of, sealed, ...rest } = verified;
    return { state: context.states.add({ ...of, ...rest, opened: new Map() }), sealed };
  });
}

function nameOf({ purpose, scope }: ScopeId, element: string | undefined): ScopeName {
  return { purpose, scope, element };
}

/**
 * Opens what was verified. If a pack that carries versions does not open, since anyone with the role's keys could have
 * written it, everything is read from the packs that introduced the versions.
 *
 * @returns null if the changes are not enough, so that the whole scope must be read
 */
async function openScope(
  context: DataContext,
  asked: ScopeId,
  known: ScopeState | null,
  answer: SealedScope,
  seen: SeenHead | null,
  quota?: 'emergency',
  spare = false,
): Promise<ScopeState | null> {
  const verified = await verifyScope(context, asked, known, answer, seen);
  if (verified === null) return null;
  const { name, erasure, head, current, sealed, packs } = verified;
  if (known !== null && !equalBytes(erasure, known.erasure)) throw untrusted('another erasure secret');
  await context.keys.unlock(name, quota);
  const before = Array.from(known?.opened.values() ?? []);
  const fresh = await traced(context.options.trace, 'decryption', () =>
    openSealed(context, name, erasure, sealed, known?.packs ?? [], before, quota, spare ? [] : undefined),
  ).catch((error: unknown) => {
    const hasCopies = sealed.some(({ place, content }) => place.carries && content !== null);
    if (!spare && hasCopies && error instanceof SealingError) return null;
    throw error;
  });
  if (fresh === null)
    return openScope(context, asked, null, await fetchScope(context, asked.scope, 0, 'all'), seen, quota, true);
  const opened = await openedVersions(context, name, current, fresh, known);
  // Packs have former versions too, which no state zeroes when the session locks.
  for (const version of fresh) if (opened.get(version.place.resource) !== version) version.bytes.fill(0);
  return context.states.add({ ...name, erasure, head, current, opened, packs });
}

/**
 * Returns the current versions of the member's compartments, newly opened or from the previous state, each with the
 * hash of its leaf.
 */
async function openedVersions(
  context: DataContext,
  name: ScopeName,
  current: ReadonlyMap<string, CurrentLeaf<KnownPack>>,
  fresh: readonly OpenedVersion[],
  known: ScopeState | null,
): Promise<Map<string, OpenedVersion>> {
  const readable = context.readable();
  const newest = new Map<string, OpenedVersion>();
  for (const version of fresh) {
    const { resource, version: number } = version.place;
    if (current.get(resource)?.version === number) newest.set(resource, version);
  }
  const opened = new Map<string, OpenedVersion>();
  for (const leaf of current.values()) {
    if (leaf.mark !== undefined || !readable.includes(leaf.compartment)) continue;
    const version = newest.get(leaf.resource) ?? known?.opened.get(leaf.resource);
    if (version === undefined) throw untrusted('a missing version');
    if (version.place.version !== leaf.version || version.place.compartment !== leaf.compartment) {
      throw untrusted('a version that is not the current one');
    }
    if (!equalBytes(version.hash, leaf.hash)) throw untrusted('a version whose hash is not in the head');
    if (version.kind === 'link' && !(await isLinkInPlace(context, version))) throw untrusted('a link in a wrong place');
    // The index has the id of the scope; under another id it would be shown as a resource.
    if ((version.kind === 'index') !== (leaf.resource === name.scope)) throw untrusted('an index in a wrong place');
    opened.set(leaf.resource, version);
  }
  return opened;
}
