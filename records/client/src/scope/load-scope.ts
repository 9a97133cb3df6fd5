import { equalBytes, fromBase64url } from '@etanche/core-wire';
import { currentVersions, type CurrentLeaf, type SealedScope, type VersionLeaf } from '@etanche/core-records-protocol';
import {
  verifyCurrent,
  verifyHead,
  verifyPacks,
  type AuthorKeys,
  type Head,
  type OpenedVersion,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { knownPack, livePacks } from './known-packs.ts';
import { authorKeysOf, namedAuthor } from './author-keys.ts';
import { fetchScope } from './fetch-scope.ts';
import { requireLinkInPlace } from './read-links.ts';
import { openSealed } from './open-sealed.ts';
import type { ScopeId, ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';
import { checkFreshness, recallHead, type SeenHead } from './seen-heads.ts';
import { leavesFromWire, packFromWire } from './wire.ts';

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
  const load = (from: ScopeState | null): Promise<ScopeState> => loadFrom(context, name, from, quota);
  if (known === null) return load(null);
  return load(known).catch((error: unknown) => {
    // After the restoration of a destroyed resource, the changes alone are not enough.
    if (error instanceof DataError && error.reason === 'untrusted') return load(null);
    throw error;
  });
}

async function loadFrom(
  context: DataContext,
  name: ScopeId,
  known: ScopeState | null,
  quota?: 'emergency',
): Promise<ScopeState> {
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
    return verifyScope(context, name, known, answer, seen, quota);
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

function nameOf({ purpose, scope }: ScopeId, element: string | undefined): ScopeName {
  return { purpose, scope, element };
}

async function verifyScope(
  context: DataContext,
  asked: ScopeId,
  known: ScopeState | null,
  answer: SealedScope,
  seen: SeenHead | null,
  quota?: 'emergency',
): Promise<ScopeState> {
  const { options } = context;
  const practice = context.practice.id;
  if (answer.purpose !== asked.purpose) throw untrusted('wrong scope purpose');
  const packs = await Promise.all(answer.packs.map((wire) => packFromWire(practice, asked.scope, wire, answer.seals)));
  const authors = await authorKeysOf(context, [answer.head, ...answer.heads].flatMap(namedAuthor));
  const head = await traced(options.trace, 'signatures', () => verifyScopeHead(context, asked, answer, authors, seen));
  await context.log.compare(head, answer.head);
  if (known !== null && head.sequence < known.head.head.sequence)
    throw untrusted('a head older than the one in memory');
  if (known !== null && head.element !== known.element) throw untrusted('another element than the one in memory');
  await traced(options.trace, 'signatures', async () =>
    verifyPacks(packs, await verifiedHeads(context, asked, answer, head, authors)),
  );
  const name = nameOf(asked, head.element);
  const all = [...(known?.packs ?? []), ...packs.map(knownPack)];
  const current = currentOf(all, known, answer);
  const leaves = Array.from(current.values());
  const isForeign = leaves.some(({ compartment }) => (compartment === 'settings') !== (asked.purpose === 'settings'));
  if (isForeign) throw untrusted('a version in a compartment of another purpose');
  await traced(options.trace, 'tree', () => verifyCurrent(head, leaves));
  const erasure = fromBase64url(answer.erasure, 32);
  if (known !== null && !equalBytes(erasure, known.erasure)) throw untrusted('another erasure secret');
  await context.keys.unlock(name, quota);
  const before = Array.from(known?.opened.values() ?? []);
  const fresh = await traced(options.trace, 'decryption', () =>
    openSealed(context, name, erasure, packs, known?.packs ?? [], before, quota),
  );
  const opened = await openedVersions(context, name, current, fresh, known);
  const live = livePacks(all, current);
  return context.states.add({ ...name, erasure, head: { jws: answer.head, head }, current, opened, packs: live });
}

/** The current versions by the packs, and for compartments that this member does not open by the server's lists. */
function currentOf(
  packs: readonly KnownPack[],
  known: ScopeState | null,
  answer: SealedScope,
): Map<string, CurrentLeaf<KnownPack>> {
  const destroyed: VersionLeaf[] = answer.destroyed.flatMap(leavesFromWire);
  for (const leaf of known?.current.values() ?? []) if (leaf.destroyed === true) destroyed.push(leaf);
  const current = currentVersions(packs, destroyed);
  const withheld = Array.from(known?.current.values() ?? []).filter(({ introduced }) => introduced === null);
  for (const leaf of [...withheld, ...answer.withheld.flatMap(leavesFromWire)]) {
    const last = current.get(leaf.resource);
    if (last !== undefined && last.version >= leaf.version) continue;
    current.set(leaf.resource, { ...leaf, introduced: null, located: null });
  }
  return current;
}

/** The heads of the writes of these packs, by sequence. */
async function verifiedHeads(
  { practice }: Pick<DataContext, 'practice'>,
  { scope }: ScopeId,
  { heads }: SealedScope,
  newest: Head,
  authors: AuthorKeys,
): Promise<ReadonlyMap<number, Head>> {
  const place = { practice: practice.id, scope };
  const verified = await Promise.all(heads.map((jws) => verifyHead(jws, place, authors)));
  return new Map([...verified, newest].map((head) => [head.sequence, head]));
}

async function verifyScopeHead(
  context: Pick<DataContext, 'environment' | 'practice' | 'options'>,
  { scope }: ScopeId,
  answer: Pick<SealedScope, 'head' | 'freshness'>,
  authors: AuthorKeys,
  seen: SeenHead | null,
) {
  const head = await verifyHead(answer.head, { practice: context.practice.id, scope }, authors);
  await checkFreshness(context, answer.freshness, { jws: answer.head, head }, seen);
  return head;
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
    if (leaf.destroyed === true || !readable.includes(leaf.compartment)) continue;
    const version = newest.get(leaf.resource) ?? known?.opened.get(leaf.resource);
    if (version === undefined) throw untrusted('a missing version');
    if (version.place.version !== leaf.version || version.place.compartment !== leaf.compartment) {
      throw untrusted('a version that is not the current one');
    }
    if (!equalBytes(version.hash, leaf.hash)) throw untrusted('a version whose hash is not in the head');
    if (version.kind === 'link') await requireLinkInPlace(context, version);
    // The index has the id of the scope; under another id it would be shown as a resource.
    if ((version.kind === 'index') !== (leaf.resource === name.scope)) throw untrusted('an index in a wrong place');
    opened.set(leaf.resource, version);
  }
  return opened;
}
