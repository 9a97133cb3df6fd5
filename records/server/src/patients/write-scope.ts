import { fromBase64url } from '@etanche/core-wire';
import { recordsLimits, type AnswerOf, type dataRoutes, type Write } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { countUnassigned, requireKind, requireProof } from './unassigned.ts';
import type { DataDependencies } from '../data/data-dependencies.ts';
import { elementOf, headHash, verifyHead } from './head.ts';
import { planWrite, type PlannedWrite } from './plan-write.ts';
import { changePostings, type ChangedPostings } from '../search/postings.ts';
import { requireSeenLog } from '../data/seen-log.ts';
import { requireDestruction, storeDestroyed } from './destroy-resource.ts';
import { requireRestoration, storeRestored, type DestroyedLeaf } from './restore-resource.ts';
import { fitWrite, type LivePack } from './fit-write.ts';
import { addPacksOf, countPacksOf, sealOf } from './store-packs.ts';
import {
  countPatient,
  createScope,
  findSequence,
  lockScope,
  moveHead,
  nameBinaries,
  putCard,
  readDestroyed,
  readLivePacks,
} from './scope-statements.ts';

export type WriteDependencies = Pick<
  DataDependencies,
  'freshness' | 'bytes' | 'postings' | 'patientsPerDay' | 'clockMs' | 'now' | 'random'
>;

type Purpose = NonNullable<Write['create']>['purpose'];

type Locked = {
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
 * @param assigning the required purpose of the scope, if the write is part of an assignment
 * @throws Refusal; the transaction must then be rolled back
 */
export async function writeScope(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  body: Write,
  assigning?: Purpose,
): Promise<AnswerOf<typeof dataRoutes.write>> {
  const { practice, member } = session;
  const write = planWrite(session, scope, body, { now: dependencies.now(), mostMs: dependencies.clockMs });
  dependencies.bytes.takeIn(session, bytesOf(write));
  const [locked] = await rowsOf<Locked>(tx, lockScope, [practice, scope, member]);
  if (typeof locked?.author !== 'string')
    throw new Refusal('signature_refused', { detail: 'The writer has no key on the chain.' });
  await verifyHead(write.headJws, fromBase64url(locked.author, 32));
  await requireSeenLog(tx, practice, write.head);
  requireNext(locked, write);
  // A former member with the secrets of an older epoch could read it.
  if (write.packs.some(({ epoch }) => epoch !== locked.epoch)) throw new Refusal('epoch_closed');
  const isNew = locked.head === null;
  const live = isNew ? [] : await rowsOf<LivePack>(tx, readLivePacks, [practice, scope]);
  const destroyed = isNew ? [] : await rowsOf<DestroyedLeaf>(tx, readDestroyed, [practice, scope]);
  const purpose = locked.purpose ?? write.create?.purpose ?? 'scope';
  if (assigning !== undefined && purpose !== assigning) throw new Refusal('not_found');
  requireKind(session, purpose, write, assigning !== undefined);
  await requireProof(session, scope, write, locked.eraser);
  const restoration = await requireRestoration(tx, session, scope, write, live, destroyed);
  const fitted = fitWrite(write, purpose, restoration?.live ?? live, restoration?.destroyed ?? destroyed);
  const destruction = await requireDestruction(tx, session, scope, purpose, write, live, destroyed);
  const changed = await changePostings(dependencies.postings, tx, practice, scope, write);
  const listBytes = requireShortLists(locked, write);
  const size = { resources: fitted.resources, postings: requireFewPostings(locked, changed), listBytes };
  await (write.create === undefined
    ? rowsOf(tx, moveHead, [
        practice,
        scope,
        write.headJws,
        write.head.sequence,
        size.resources,
        size.postings,
        listBytes,
      ])
    : create(dependencies, tx, session, scope, write, size));
  const seal = write.seal === null ? null : await sealOf(tx, session, scope, write.seal);
  await addPacksOf(tx, session, scope, write, seal, fitted);
  await countPacksOf(tx, session, scope, purpose, fitted);
  if (restoration !== null) await storeRestored(tx, session, scope, restoration);
  if (destruction !== null) await storeDestroyed(dependencies, tx, session, scope, destruction);
  if (purpose === 'unassigned') await countUnassigned(tx, session, scope, write, dependencies.now());
  if (write.card !== null) await rowsOf(tx, putCard, [practice, scope, write.card]);
  await nameAll(tx, session, scope, write, dependencies.now());
  await record(dependencies, tx, session, scope, write, changed);
  const freshness = await dependencies.freshness.sign(practice, scope, write.head.sequence, write.headJws);
  return { freshness, full: [...changed.full] };
}

/** Bytes that a write adds to the store, without names and hashes. Its head is stored for good. */
function bytesOf({ headJws, packs, card, add }: PlannedWrite): number {
  const sealed = [
    headJws,
    ...packs.flatMap((pack) => [pack.list, pack.sealed]),
    ...add.map((posting) => posting.sealed),
    ...(card === null ? [] : [card]),
  ];
  return sealed.reduce((sum, { length }) => sum + length, 0);
}

/** The head must follow the current one; otherwise another write was first. */
function requireNext(locked: Locked, { head, seal }: PlannedWrite): void {
  if (locked.gone !== null) throw new Refusal(locked.gone);
  if (locked.head === null) {
    if (head.sequence !== 1) throw new Refusal('not_found');
    return;
  }
  const isNext = head.sequence === Number(locked.sequence) + 1 && head.previous === headHash(locked.head);
  if (!isNext) throw new Refusal('conflict', { sequence: Number(locked.sequence) });
  // An import does not continue a file that a member made.
  if (seal !== null && head.element === undefined) throw new Refusal('forbidden');
  // An importer that chose another element could read later writes of members without the vaults.
  if (head.element !== elementOf(locked.head)) refuse('The head names another element than the one before.');
}

/** Limits the postings of a scope, which could otherwise fill other terms. @returns the number after the write */
function requireFewPostings({ postings }: Locked, { growth }: ChangedPostings): number {
  const { postingsPerScope: most } = recordsLimits;
  const after = (postings ?? 0) + growth;
  if (after > most) throw new Refusal('limit_reached', { detail: `at most ${most} postings of a patient` });
  return after;
}

/** Limits the lists of a scope, which every write and every history of it reads. @returns their bytes after the write */
function requireShortLists({ list_bytes: before }: Locked, { packs }: PlannedWrite): number {
  const { listBytesPerScope: most } = recordsLimits;
  const added = packs.reduce((sum, { list }) => sum + list.length, 0);
  const after = (before ?? 0) + added;
  if (added > 0 && after > most) throw new Refusal('limit_reached', { detail: `at most ${most} bytes of lists` });
  return after;
}

type Size = { readonly resources: number; readonly postings: number; readonly listBytes: number };

async function create(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  write: PlannedWrite,
  size: Size,
): Promise<void> {
  if (write.create === undefined) return;
  const { practice } = session;
  if (write.create.purpose === 'scope') await countCreated(dependencies, tx, session);
  const { purpose, practitioner, date, erasure, eraser } = write.create;
  const { resources, postings, listBytes } = size;
  const place = [practice, scope, purpose, write.headJws, resources, practitioner ?? null, date ?? null, postings];
  const holder = session.roles.includes('importer') ? null : session.session;
  const secrets = [Buffer.from(erasure, 'base64url'), eraser ?? null];
  const made = await rowsOf(tx, createScope, [...place, ...secrets, holder, dependencies.now(), listBytes]);
  if (made.length === 1) return;
  // A concurrent write was first, or the practitioner already has this day.
  const [other] = await rowsOf<{ sequence: number }>(tx, findSequence, [practice, scope]);
  const detail = 'The scope, or the day of the agenda, exists.';
  throw new Refusal('conflict', { detail, ...(other !== undefined && { sequence: other.sequence }) });
}

/** Limits new patients: each may have postings, and many invented ones could fill terms. */
async function countCreated(
  { now, patientsPerDay: most }: WriteDependencies,
  tx: Tx,
  { practice, member, roles }: Session,
): Promise<void> {
  if (roles.includes('importer')) return;
  const day = new Date(now()).toISOString().slice(0, 10);
  const counted = await rowsOf(tx, countPatient, [practice, day, member, most]);
  if (counted.length === 0) {
    throw new Refusal('limit_reached', { detail: `a member creates at most ${most} patients a day` });
  }
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

async function record(
  dependencies: WriteDependencies,
  tx: Tx,
  session: Session,
  scope: string,
  write: PlannedWrite,
  changed: ChangedPostings,
): Promise<void> {
  const { practice, member, session: id } = session;
  const compartments = Array.from(new Set(write.packs.map(({ compartment }) => compartment)));
  const { sequence } = write.head;
  const leaf = { kind: 'write', member, session: id, scope, compartments, sequence, ...changed.leaf } as const;
  const resource = write.destroy ?? write.restore;
  const rest = { count: write.versions.length, detail: detailOf(write), ...(resource !== null && { resource }) };
  await appendLeaf(tx, practice, { ...leaf, ...rest }, dependencies);
}

function detailOf({ kind, rejection }: PlannedWrite): string {
  return rejection === null ? kind : `${kind}_${rejection}`;
}

function refuse(detail: string): never {
  throw new Refusal('signature_refused', { detail });
}
