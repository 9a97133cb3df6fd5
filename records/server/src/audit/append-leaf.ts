import { EtancheError, toRecordId, type Bytes } from '@etanche/core-wire';
import type { AuditKind, AuditLeaf } from '@etanche/core-records-protocol';
import type { Queryable } from '@etanche/platform';

/** The content of a leaf; its id and time are set when it is appended. */
export type NewLeaf = Omit<AuditLeaf, 'id' | 'time'>;

export type LeafSources = {
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};

/**
 * Kinds that may still be recorded while a log is stopped because it was restored from a copy: members who treat a
 * patient can continue to read, and nothing changes that others rely on later.
 */
const whileStopped: ReadonlySet<AuditKind> = new Set<AuditKind>([
  'sign_in',
  'sign_in_refused',
  'sign_out',
  'session_ended',
  'read',
  'read_history',
  'read_binary',
  'read_cards',
  'lookup',
  'read_accesses',
  'break_glass',
  'refused',
  'canary',
  'freeze',
  'counts_differ',
]);

const append = {
  name: 'audit_append',
  text: `INSERT INTO audit_waiting (practice, leaf, scope)
    SELECT $1, $2, $3 WHERE $4 OR NOT EXISTS (SELECT FROM audit_log WHERE practice = $1 AND stopped_at IS NOT NULL)`,
};

/**
 * Appends a leaf to the audit log of the transaction's practice; it is committed with the transaction or not at all.
 * The sequencer numbers it afterwards.
 *
 * @throws EtancheError `log_stopped` if the log is stopped and accepts no such leaf
 */
export async function appendLeaf(tx: Queryable, practice: string, leaf: NewLeaf, sources: LeafSources): Promise<void> {
  await insert(tx, [practice, leafText(leaf, sources), leaf.scope ?? null, whileStopped.has(leaf.kind)]);
}

/**
 * Appends the text of a leaf to the log of a directory in the same way.
 *
 * @throws EtancheError `log_stopped`
 */
export async function appendDirectoryLeaf(tx: Queryable, directory: string, text: string): Promise<void> {
  await insert(tx, [directory, text, null, false]);
}

async function insert(tx: Queryable, values: unknown[]): Promise<void> {
  const { rowCount } = await tx.query({ ...append, values });
  if (rowCount !== 1) throw logStopped();
}

export function logStopped(): EtancheError {
  return new EtancheError('log_stopped', 'the log is stopped: it was restored');
}

/** The JSON of a leaf: these bytes, and no others, are hashed. */
export function leafText(leaf: NewLeaf, { now, random }: LeafSources): string {
  const whole: AuditLeaf = { id: toRecordId(random(16)), time: now(), ...leaf };
  return JSON.stringify(whole);
}
