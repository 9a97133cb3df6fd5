import { fromBase64url } from '@etanche/core-wire';
import { recordsLimits, type AnswerOf, type dataRoutes, type Write } from '@etanche/core-records-protocol';
import { leafText, type NewLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { countReceived, countUnassigned, requireKind, requireProof } from './unassigned.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { jwsHash } from '../data/jws-hash.ts';
import { elementOf, verifyHead } from './head.ts';
import { planWrite, type PlannedWrite } from './plan-write.ts';
import {
  changePostings,
  refuseRemoval,
  wrapPostings,
  type ChangedPostings,
  type WrappedPostings,
} from '../search/postings.ts';
import { requireSeenLog } from '../data/seen-log.ts';
import { requireDestruction, storeDestroyed } from './destroy-resource.ts';
import { marksAfter, requireRepair, storeLosses } from './repair-scope.ts';
import { requireRestoration, storeRestored, type MarkedLeaf } from './restore-resource.ts';
import { fitWrite, type LivePack } from './fit-write.ts';
import { emptyReplaced, sealOf } from './store-packs.ts';
import { storeFirst, storeNext, type CheckedWrite } from './store-write.ts';
import { lockScope, nameBinaries, readLivePacks, readMarked } from './scope-statements.ts';

export type WriteDependencies = Pick<
  DataDependencies,
  'freshness' | 'bytes' | 'postings' | 'patientsPerDay' | 'reportsPerDay' | 'clockMs' | 'now' | 'random'
>;

type Purpose = NonNullable<Write['create']>['purpose'];

/** The locked row of a scope, whose columns are null for a new one, and the author's key. */
export type LockedScope = {
  readonly author: string | null;
  readonly purpose: Purpose | null;
  readonly head: string | null;
  readonly sequence: number | null;
  readonly postings: number | null;
  readonly list_bytes: number | null;
  readonly eraser: string | null;
  readonly gone: 'erased' | 'erasing' | null;
  /** The newest epoch of the practice. */
  readonly epoch: number | null;
};

/**
 * Writes a scope (docs/protocol.md 8.2), in a transaction that the caller commits.
 *
 * @param claimed the row of `claimAndLock`; without it, the scope is locked here
 * @param assigning the required purpose of the scope, if the write is part of an assignment
 * @throws Refusal; the transaction must then be rolled back
 */
export async function writeScope(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  body: Write,
  claimed: LockedScope | null,
  assigning?: Purpose,
): Promise<AnswerOf<typeof dataRoutes.write>> {
  const { practice, member } = session;
  const write = planWrite(session, scope, body, { now: dependencies.now(), mostMs: dependencies.clockMs });
  dependencies.bytes.takeIn(session, bytesOf(write));
  const locked = claimed ?? (await rowsOf<LockedScope>(tx, lockScope, [practice, scope, member]))[0];
  return writePlanned(dependencies, tx, session, scope, write, locked, assigning);
}

/**
 * The part of `writeScope` after the checks that need no store and the count of the bytes.
 *
 * @param locked the row of the scope
 * @throws Refusal; what the transaction did must then be rolled back
 */
export async function writePlanned(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  write: PlannedWrite,
  locked: LockedScope | undefined,
  assigning?: Purpose,
): Promise<AnswerOf<typeof dataRoutes.write>> {
  const { practice } = session;
  if (typeof locked?.author !== 'string')
    throw new Refusal('signature_refused', { detail: 'The writer has no key on the chain.' });
  await verifyHead(write.headJws, fromBase64url(locked.author, 32));
  await requireSeenLog(tx, practice, write.head);
  requireNext(locked, write);
  // A former member with the secrets of an older epoch could read it.
  if (write.packs.some(({ epoch }) => epoch !== locked.epoch)) throw new Refusal('epoch_closed');
  const isNew = locked.head === null;
  const live = isNew ? [] : await rowsOf<LivePack>(tx, readLivePacks, [practice, scope]);
  const marked = isNew ? [] : await rowsOf<MarkedLeaf>(tx, readMarked, [practice, scope]);
  const purpose = locked.purpose ?? write.create?.purpose ?? 'scope';
  if (assigning !== undefined && purpose !== assigning) throw new Refusal('not_found');
  requireKind(session, purpose, write, assigning !== undefined);
  await countReceived(tx, session, write, { most: dependencies.reportsPerDay, now: dependencies.now() });
  await requireProof(session, scope, write, locked.eraser);
  const restoration = await requireRestoration(tx, session, scope, write, live, marked);
  const before = { live: restoration?.live ?? live, marked: restoration?.marked ?? marked };
  const losses = requireRepair(session, purpose, write, before.live, before.marked);
  const fitted = fitWrite(write, purpose, before.live, before.marked, marksAfter(before.marked, losses));
  const destruction = await requireDestruction(tx, session, scope, purpose, write, live, marked);
  const postings = wrapPostings(dependencies.postings, practice, scope, write);
  const leaf = leafText(leafOf(session, scope, write, postings.leaf), dependencies);
  const checked = { session, scope, write, fitted, listBytes: requireShortLists(locked, write), leaf };
  const full = isNew
    ? await first(dependencies, tx, checked, postings)
    : await next(tx, checked, postings, locked.postings ?? 0);
  if (purpose === 'agenda') await emptyReplaced(tx, session, scope, fitted);
  if (restoration !== null) await storeRestored(tx, session, scope, restoration);
  await storeLosses(dependencies, tx, session, scope, write, losses);
  if (destruction !== null) await storeDestroyed(dependencies, tx, session, scope, destruction);
  if (purpose === 'unassigned') await countUnassigned(tx, session, scope, write, dependencies.now());
  await nameAll(tx, session, scope, write, dependencies.now());
  const freshness = dependencies.freshness.sign(practice, scope, write.head.sequence, write.headJws);
  return { freshness, full: [...full] };
}

async function first(
  { patientsPerDay, now }: WriteDependencies,
  tx: Tx,
  checked: CheckedWrite,
  postings: WrappedPostings,
): Promise<ChangedPostings['full']> {
  if (postings.remove.locators.length > 0) refuseRemoval();
  requireFewPostings(postings.add.locators.length);
  return storeFirst(tx, checked, postings, { patientsPerDay, now: now() });
}

async function next(
  tx: Tx,
  checked: CheckedWrite,
  postings: WrappedPostings,
  before: number,
): Promise<ChangedPostings['full']> {
  const { session, scope, write } = checked;
  const { growth, full } = await changePostings(tx, session.practice, postings);
  requireFewPostings(before + growth);
  const seal = write.seal === null ? null : await sealOf(tx, session, scope, write.seal);
  await storeNext(tx, checked, before + growth, seal);
  return full;
}

/** Bytes of the leaf and the row of a loss. */
const lossBytes = 600;

/** Bytes that a write adds to the store, without names and hashes. Its head is stored for good. */
export function bytesOf({ headJws, packs, card, add, lost }: PlannedWrite): number {
  const sealed = [
    headJws,
    ...packs.flatMap((pack) => [pack.list, pack.sealed]),
    ...add.map((posting) => posting.sealed),
    ...(card === null ? [] : [card]),
  ];
  return sealed.reduce((sum, { length }) => sum + length, (lost?.length ?? 0) * lossBytes);
}

/** The head must follow the current one; otherwise another write was first. */
function requireNext(locked: LockedScope, { head, seal }: PlannedWrite): void {
  if (locked.gone !== null) throw new Refusal(locked.gone);
  if (locked.head === null) {
    if (head.sequence !== 1) throw new Refusal('not_found');
    return;
  }
  const isNext = head.sequence === Number(locked.sequence) + 1 && head.previous === jwsHash(locked.head);
  if (!isNext) throw new Refusal('conflict', { sequence: Number(locked.sequence) });
  // An import does not continue a file that a member made.
  if (seal !== null && head.element === undefined) throw new Refusal('forbidden');
  // An importer that chose another element could read later writes of members without the vaults.
  if (head.element !== elementOf(locked.head)) refuse('The head names another element than the one before.');
}

/** Limits the postings of a scope, which could otherwise fill other terms. */
function requireFewPostings(after: number): void {
  const { postingsPerScope: most } = recordsLimits;
  if (after > most) throw new Refusal('limit_reached', { detail: `at most ${most} postings of a patient` });
}

/**
 * Limits the lists of a scope, which every write and every history of it reads.
 *
 * @returns their bytes after the write
 */
function requireShortLists({ list_bytes: before }: LockedScope, { packs }: PlannedWrite): number {
  const { listBytesPerScope: most } = recordsLimits;
  const added = packs.reduce((sum, { list }) => sum + list.length, 0);
  const after = (before ?? 0) + added;
  if (added > 0 && after > most) throw new Refusal('limit_reached', { detail: `at most ${most} bytes of lists` });
  return after;
}

async function nameAll(tx: Tx, session: Session, scope: string, write: PlannedWrite, now: number): Promise<void> {
  // Those of a destruction are withheld by it.
  if (write.binaries.length === 0 || write.destroy !== null) return;
  const { practice, member } = session;
  const named = await rowsOf(tx, nameBinaries, [practice, scope, member, write.binaries, now]);
  if (named.length !== write.binaries.length) {
    throw new Refusal('request_invalid', {
      detail: 'a binary is not stored whole, not by the writer, or named already',
    });
  }
}

function leafOf(
  { member, session }: Session,
  scope: string,
  write: PlannedWrite,
  postings: WrappedPostings['leaf'],
): NewLeaf {
  const compartments = Array.from(new Set(write.packs.map(({ compartment }) => compartment)));
  const leaf = {
    kind: 'write',
    member,
    session,
    scope,
    compartments,
    sequence: write.head.sequence,
    ...postings,
  } as const;
  const resource = write.destroy ?? write.restore ?? write.carry;
  return { ...leaf, count: write.versions.length, detail: detailOf(write), ...(resource !== null && { resource }) };
}

function detailOf({ kind, rejection }: PlannedWrite): string {
  return rejection === null ? kind : `${kind}_${rejection}`;
}

function refuse(detail: string): never {
  throw new Refusal('signature_refused', { detail });
}
