import { toBase64url } from '@etanche/core-wire';
import { logStopped } from '../audit/append-leaf.ts';
import type { Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import type { ChangedPostings, WrappedPostings } from '../search/postings.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { FittedWrite } from './fit-write.ts';
import type { PlannedWrite } from './plan-write.ts';
import { findSequence } from './scope-statements.ts';
import { refuseSeal } from './store-packs.ts';
import { createScope, moveScope } from './write-statements.ts';

/** A write as it is stored: what it changes in its scope, and the JSON of its audit leaf. */
export type CheckedWrite = {
  readonly session: Session;
  readonly scope: string;
  readonly write: PlannedWrite;
  readonly fitted: FittedWrite;
  /** Bytes of the lists of all packs after the write. */
  readonly listBytes: number;
  readonly leaf: string;
};

type CreateOptions = {
  /** Limit of patients that a member creates on a UTC day. */
  readonly patientsPerDay: number;
  /** Milliseconds since 1970. */
  readonly now: number;
};

type Created = {
  readonly written: boolean;
  readonly counted: boolean;
  readonly sealed: boolean;
  readonly recorded: boolean;
  readonly full: readonly Buffer[];
};

/**
 * Stores the first write of a scope, in one statement.
 *
 * @returns the locators of postings that more patients share than a search shows, base64url
 * @throws Refusal `limit_reached`, `conflict`, `request_invalid`; EtancheError `log_stopped`; the transaction must then
 *   be rolled back
 */
export async function storeFirst(
  tx: Tx,
  checked: CheckedWrite,
  { add }: WrappedPostings,
  { patientsPerDay, now }: CreateOptions,
): Promise<ChangedPostings['full']> {
  const { session, write, listBytes, fitted } = checked;
  const { create, seal } = write;
  if (create === undefined) throw new RangeError('a first write creates its scope');
  const isImport = session.roles.includes('importer');
  const { purpose, practitioner, date, erasure, eraser } = create;
  const [row] = await rowsOf<Created>(tx, createScope, [
    ...packValues(checked, seal === null ? null : 0),
    ...[write.headJws, fitted.resources, listBytes, purpose, practitioner ?? null, date ?? null, eraser ?? null],
    ...[Buffer.from(erasure, 'base64url'), isImport ? null : session.session, now],
    new Date(now).toISOString().slice(0, 10),
    // Each patient may have postings, and many invented ones could fill terms.
    isImport || purpose !== 'scope' ? null : patientsPerDay,
    ...[seal?.element ?? null, seal?.batch ?? null],
    ...[add.locators, add.owners, add.sealed],
  ]);
  if (row === undefined) throw new RangeError('a statement has one row');
  if (!row.counted) {
    const detail = `a member creates at most ${patientsPerDay} patients a day`;
    throw new Refusal('limit_reached', { detail });
  }
  if (!row.written) return refuseExisting(tx, checked);
  if (!row.sealed) refuseSeal();
  if (!row.recorded) throw logStopped();
  return row.full.map(toBase64url);
}

/**
 * Stores a later write of a scope whose row is locked, in one statement.
 *
 * @param postings number of the scope's postings after the write
 * @param seal number of the seal of an importer's write
 * @throws EtancheError `log_stopped`; the transaction must then be rolled back
 */
export async function storeNext(tx: Tx, checked: CheckedWrite, postings: number, seal: number | null): Promise<void> {
  const { write, listBytes, fitted } = checked;
  const { changed } = fitted;
  const [row] = await rowsOf<Pick<Created, 'recorded'>>(tx, moveScope, [
    ...packValues(checked, seal),
    ...[write.headJws, fitted.resources, listBytes, postings],
    ...[changed.map(({ pack }) => pack.sequence), changed.map(({ pack }) => pack.number)],
    ...[changed.map(({ located }) => located), changed.map(({ introduced }) => introduced)],
  ]);
  if (row?.recorded !== true) throw logStopped();
}

/** A concurrent write was first, or the practitioner already has this day. */
async function refuseExisting(tx: Tx, { session, scope }: CheckedWrite): Promise<never> {
  const [other] = await rowsOf<{ sequence: number }>(tx, findSequence, [session.practice, scope]);
  const detail = 'The scope, or the day of the agenda, exists.';
  throw new Refusal('conflict', { detail, ...(other !== undefined && { sequence: other.sequence }) });
}

/** The values that first and later writes have in common. */
function packValues({ session, scope, write, fitted, leaf }: CheckedWrite, seal: number | null): unknown[] {
  const { packs, head, card } = write;
  const { counts } = fitted;
  const bytes = packs.map(({ list, digest, salt, sealed }) => Buffer.concat([list, digest, salt, sealed]));
  let end = 1;
  const places = bytes.map(({ length }) => (end += length) - length);
  return [
    ...[session.practice, scope, session.member, head.sequence, seal],
    packs.map(({ number }) => number),
    packs.map(({ compartment }) => compartment),
    packs.map(({ carries }) => carries),
    packs.map(({ epoch }) => epoch),
    Buffer.concat(bytes),
    packs.map(({ time }) => time),
    packs.map((pack) => counts.get(pack)?.located ?? 0),
    packs.map((pack) => counts.get(pack)?.introduced ?? 0),
    places,
    packs.map(({ list }) => list.length),
    packs.map(({ sealed }) => sealed.length),
    card,
    leaf,
  ];
}
