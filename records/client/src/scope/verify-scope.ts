import { fromBase64url, type Bytes } from '@etanche/core-wire';
import { currentVersions, type CurrentLeaf, type SealedScope, type VersionLeaf } from '@etanche/core-records-protocol';
import {
  SealingError,
  verifyCurrent,
  verifyHead,
  verifyPacks,
  type AuthorKeys,
  type Head,
  type SealedPack,
} from '@etanche/core-sealing';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import { knownPack, livePacks } from './known-packs.ts';
import { authorKeysOf, namedAuthor } from './author-keys.ts';
import type { ScopeId, ScopeName } from './scope-name.ts';
import type { KnownPack, ScopeState } from './scope-state.ts';
import { checkFreshness, type SeenHead } from './seen-heads.ts';
import { leavesFromWire, packFromWire } from './wire.ts';

/** The parts of a state that need no key, and the packs of the answer, with their content. */
type VerifiedScope = Pick<ScopeState, 'head' | 'current' | 'packs'> & {
  readonly name: ScopeName;
  readonly erasure: Bytes;
  readonly sealed: readonly SealedPack[];
};

/**
 * Verifies an answer about a scope, except for the content of its packs: the head and that it is not older than the one
 * that this device saw, its root over all current versions, and the head of each pack.
 *
 * @param known the state of which the answer has the changes
 * @returns null if known state and changes together are not the versions of the head
 * @throws DataError, SealingError
 */
export async function verifyScope(
  context: DataContext,
  asked: ScopeId,
  known: ScopeState | null,
  answer: SealedScope,
  seen: SeenHead | null,
): Promise<VerifiedScope | null> {
  const { options } = context;
  const practice = context.practice.id;
  if (answer.purpose !== asked.purpose) throw untrusted('wrong scope purpose');
  const sealed = await Promise.all(answer.packs.map((wire) => packFromWire(practice, asked.scope, wire, answer.seals)));
  const authors = await authorKeysOf(context, [answer.head, ...answer.heads].flatMap(namedAuthor));
  const head = await traced(options.trace, 'signatures', () => verifyScopeHead(context, asked, answer, authors, seen));
  await context.log.compare(head, answer.head);
  if (known !== null && head.sequence < known.head.head.sequence)
    throw untrusted('a head older than the one in memory');
  if (known !== null && head.element !== known.element) throw untrusted('another element than the one in memory');
  await traced(options.trace, 'signatures', async () =>
    verifyPacks(sealed, (await verifyHeads(context, asked, answer.heads, authors)).set(head.sequence, head)),
  );
  const all = [...(known?.packs ?? []), ...sealed.map(knownPack)];
  const current = currentOf(all, known, answer);
  const leaves = Array.from(current.values());
  const isForeign = leaves.some(({ compartment }) => (compartment === 'settings') !== (asked.purpose === 'settings'));
  if (isForeign) throw untrusted('a version in a compartment of another purpose');
  const isWhole = await traced(options.trace, 'tree', () => areCurrent(head, leaves));
  if (!isWhole) return null;
  return {
    name: { purpose: asked.purpose, scope: asked.scope, element: head.element },
    erasure: fromBase64url(answer.erasure, 32),
    head: { jws: answer.head, head },
    ...{ current, sealed, packs: livePacks(all, current) },
  };
}

async function areCurrent(head: Head, leaves: readonly VersionLeaf[]): Promise<boolean> {
  try {
    await verifyCurrent(head, leaves);
    return true;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'cannot_open') return false;
    throw error;
  }
}

/** The current versions by the packs, and for compartments that this member does not open by the server's lists. */
function currentOf(
  packs: readonly KnownPack[],
  known: ScopeState | null,
  answer: SealedScope,
): Map<string, CurrentLeaf<KnownPack>> {
  const before = Array.from(known?.current.values() ?? []);
  const marked: VersionLeaf[] = [
    ...before.filter(({ mark }) => mark !== undefined),
    ...answer.destroyed.flatMap((each) => leavesFromWire(each, 'destroyed')),
    ...answer.lost.flatMap((each) => leavesFromWire(each, 'lost')),
  ];
  const current = currentVersions(packs, marked);
  const withheld = before.filter(({ introduced }) => introduced === null);
  for (const leaf of [...withheld, ...answer.withheld.flatMap((each) => leavesFromWire(each))]) {
    const last = current.get(leaf.resource);
    if (last !== undefined && last.version >= leaf.version) continue;
    current.set(leaf.resource, { ...leaf, introduced: null, located: null });
  }
  return current;
}

/** Verifies heads of a scope. @returns them by sequence @throws SealingError `cannot_open` */
export async function verifyHeads(
  { practice }: Pick<DataContext, 'practice'>,
  { scope }: Pick<ScopeId, 'scope'>,
  heads: readonly string[],
  authors: AuthorKeys,
): Promise<Map<number, Head>> {
  const place = { practice: practice.id, scope };
  const verified = await Promise.all(heads.map((jws) => verifyHead(jws, place, authors)));
  return new Map(verified.map((head) => [head.sequence, head]));
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
