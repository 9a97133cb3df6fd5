import { equalBytes, fromBase64url } from '@etanche/core-wire';
import type { SealedScope } from '@etanche/core-records-protocol';
import {
  verifyCurrent,
  verifyHead,
  versionHash,
  type AuthorKeys,
  type CurrentVersion,
  type OpenedVersion,
  type SealedVersion,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { authorKeysOf, namedAuthor } from './author-keys.ts';
import { fetchScope } from './fetch-scope.ts';
import { requireLinkInPlace } from './read-links.ts';
import { openSealed } from './open-sealed.ts';
import type { ScopeId, ScopeName } from './scope-name.ts';
import type { ScopeState } from './scope-state.ts';
import { checkFreshness, recallHead, type SeenHead } from './seen-heads.ts';
import { leafFromWire, versionFromWire } from './wire.ts';

/**
 * Reads a scope, or its changes, and verifies everything of docs/protocol.md 8.3: the head's signature, its freshness,
 * that it is not older than the one that this device saw, its root over all current versions, and for each version that
 * this member opens the seal, the place, the author's signature and the hash. A missing version makes the whole answer
 * invalid.
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
  const sealed = answer.versions.map((wire) => versionFromWire(practice, asked.scope, wire, answer.seals));
  const authors = await authorKeysOf(context, [
    ...namedAuthor(answer.head),
    ...sealed.map(({ place }) => place.author),
  ]);
  const leaves = answer.leaves.map(leafFromWire);
  const isForeign = leaves.some(({ compartment }) => (compartment === 'settings') !== (asked.purpose === 'settings'));
  if (isForeign) throw untrusted('a version in a compartment of another purpose');
  const head = await traced(options.trace, 'signatures', () => verifyScopeHead(context, asked, answer, authors, seen));
  await context.log.compare(head, answer.head);
  if (known !== null && head.sequence < known.head.head.sequence)
    throw untrusted('a head older than the one in memory');
  if (known !== null && head.element !== known.element) throw untrusted('another element than the one in memory');
  const name = nameOf(asked, head.element);
  await traced(options.trace, 'tree', () => verifyCurrent(head, leaves));
  const current = new Map(leaves.map((leaf) => [leaf.resource, leaf]));
  const erasure = fromBase64url(answer.erasure, 32);
  if (known !== null && !equalBytes(erasure, known.erasure)) throw untrusted('another erasure secret');
  await requireLeaves(sealed, current);
  await context.keys.unlock(name, quota);
  const fresh = await traced(options.trace, 'decryption', () =>
    openSealed(context, name, erasure, sealed, Array.from(known?.opened.values() ?? []), authors, quota),
  );
  const opened = await currentVersions(context, name, current, fresh, known);
  return context.states.add({ ...name, erasure, head: { jws: answer.head, head }, current, opened });
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
 * Requires that each version of an import is a leaf of the head, before a unit is spent on its element: the hash in the
 * head covers the element.
 */
async function requireLeaves(
  sealed: readonly SealedVersion[],
  current: ReadonlyMap<string, CurrentVersion>,
): Promise<void> {
  for (const version of sealed) {
    if (version.place.seal === undefined) continue;
    const leaf = current.get(version.place.resource);
    if (leaf === undefined || !equalBytes(await versionHash(version), leaf.hash)) {
      throw untrusted('a version whose hash is not in the head');
    }
  }
}

/**
 * Returns the current versions of the member's compartments, newly opened or from the previous state, each with the
 * hash of its leaf.
 */
async function currentVersions(
  context: DataContext,
  name: ScopeName,
  current: ReadonlyMap<string, CurrentVersion>,
  fresh: readonly OpenedVersion[],
  known: ScopeState | null,
): Promise<Map<string, OpenedVersion>> {
  const readable = context.readable();
  const byResource = new Map(fresh.map((version) => [version.place.resource, version]));
  if (byResource.size !== fresh.length) throw untrusted('two current versions of one resource');
  const opened = new Map<string, OpenedVersion>();
  for (const leaf of current.values()) {
    const version = byResource.get(leaf.resource) ?? known?.opened.get(leaf.resource);
    if (!readable.includes(leaf.compartment)) continue;
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
  if (fresh.some(({ place }) => !opened.has(place.resource))) throw untrusted('a version without a leaf');
  return opened;
}
