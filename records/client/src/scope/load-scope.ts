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
 * Reads a scope, or what changed in it, and verifies all of docs/protocol.md 8.3: the head by its author, its freshness,
 * that it is no older than what this device saw, its root over all current versions, and of each version that this member
 * opens the seal, the place, the author's signature and the hash. One that is missing fails the whole.
 *
 * @param known the state before, of which only the changes are read; null for all
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
    // What the vaults are to evaluate is known of a scope that this device has seen, and of others from their head.
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
  if (answer.purpose !== asked.purpose) throw untrusted('a scope of another purpose');
  const sealed = answer.versions.map((wire) => versionFromWire(practice, asked.scope, wire, answer.seals));
  const authors = await authorKeysOf(context, [
    ...namedAuthor(answer.head),
    ...sealed.map(({ place }) => place.author),
  ]);
  const leaves = answer.leaves.map(leafFromWire);
  const head = await traced(options.trace, 'signatures', () => verifyScopeHead(context, asked, answer, authors, seen));
  await context.log.compare(head, answer.head);
  if (known !== null && head.sequence < known.head.head.sequence) throw untrusted('a head older than the one held');
  if (known !== null && head.element !== known.element) throw untrusted('another element than the one held');
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

/** Before a unit is spent on an element: what an importer sealed names it in its hash, which the head stands for. */
async function requireLeaves(
  sealed: readonly SealedVersion[],
  current: ReadonlyMap<string, CurrentVersion>,
): Promise<void> {
  for (const version of sealed) {
    if (version.place.seal === undefined) continue;
    const leaf = current.get(version.place.resource);
    if (leaf === undefined || !equalBytes(await versionHash(version), leaf.hash)) {
      throw untrusted('a version that the head does not stand for');
    }
  }
}

/** Every current version of the member's compartments, just opened or held before: one leaf each, and the same hash. */
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
    if (version === undefined) throw untrusted('a version is missing');
    if (version.place.version !== leaf.version || version.place.compartment !== leaf.compartment) {
      throw untrusted('a version that is not the current one');
    }
    if (!equalBytes(version.hash, leaf.hash)) throw untrusted('a version that the head does not stand for');
    if (version.kind === 'link') await requireLinkInPlace(context, version);
    // The index of a patient is its own resource; under another id it would be shown as one.
    if ((version.kind === 'index') !== (leaf.resource === name.scope)) throw untrusted('an index in a wrong place');
    opened.set(leaf.resource, version);
  }
  if (fresh.some(({ place }) => !opened.has(place.resource))) throw untrusted('a version without a leaf');
  return opened;
}
