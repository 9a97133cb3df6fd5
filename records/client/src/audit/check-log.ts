import { createRunningRoot, leafHash, type Hash } from '@etanche/core-merkle';
import { bytes32Schema } from '@etanche/core-vault-protocol';
import { equalBytes, fromBase64url, object, parseShape, toBase64url, utf8 } from '@etanche/core-wire';
import { recordsLimits } from '@etanche/core-records-protocol';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, untrusted } from '../data/data-error.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { recall, remember } from '../orders/read-memory.ts';
import { noProof } from './create-log-view.ts';
import { continueFrom, fetchCheckpoint, type VerifiedCheckpoint } from './checkpoint.ts';
import type { LogProof } from './log-proof.ts';

/**
 * The part that contradicts the log: its `checkpoint` (signature, cosignatures, epoch), its `growth` (it does not
 * continue what this device saw), its `lines` (they do not give the cosigned root), or its `past` (the lines that this
 * device checked before are others now).
 */
export type LogContradiction = 'checkpoint' | 'growth' | 'lines' | 'past';

/** Result of reading the whole log again. A check that could not be completed throws and says nothing about the log. */
export type LogCheck =
  | {
      readonly outcome: 'intact';
      readonly size: number;
      /** Seconds since 1970: t vaults cosigned the checkpoint then or later. */
      readonly time: number;
      readonly vaults: readonly number[];
      /** The check before on this device, in the same epoch of the log; null for the first one. Seconds since 1970. */
      readonly since: { readonly size: number; readonly time: number } | null;
      readonly proof: LogProof;
    }
  | { readonly outcome: 'changed'; readonly what: LogContradiction };

type Reading = {
  readonly signal: AbortSignal;
  /** Lines read so far, of all. */
  readonly onProgress: (read: number, of: number) => void;
};

const size = { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER } as const;
const checkedSchema = object({ origin: { type: 'string', maxLength: 200 }, size, root: bytes32Schema, time: size });
type Checked = { readonly origin: string; readonly size: number; readonly root: string; readonly time: number };

/**
 * Verifies the audit log on this device: the newest checkpoint with its cosignatures, that it continues the last one
 * that this device saw (RFC 6962 consistency), and that all lines, read again, give its root and that of the check
 * before.
 *
 * @throws DataError `could_not_check` with reason `unavailable`; RecordsClientError; the signal's reason
 */
export async function checkLog(context: DataContext, reading: Reading): Promise<LogCheck> {
  try {
    // After a restore the chain names another epoch of the log.
    await orCouldNotCheck('practice', () => context.practice.state('fresh'));
    const checkpoint = await step('checkpoint', () => fetchCheckpoint(context));
    await step('growth', () => continueFrom(context, checkpoint));
    const before = await checkedBefore(context, checkpoint);
    const firstRoot = await step('lines', () => readAgain(context, checkpoint, before?.size ?? 0, reading));
    if (before !== null && !equalBytes(firstRoot, fromBase64url(before.root, 32))) {
      return { outcome: 'changed', what: 'past' };
    }
    const proof = await step('growth', () => proofOf(context, checkpoint, before));
    const { origin, size: lines, root, time, vaults } = checkpoint;
    const now = Math.floor(context.environment.now() / 1000);
    const checked: Checked = { origin, size: lines, root: toBase64url(root), time: now };
    await remember(context.environment.memory, memoryKey(context), checked);
    const since = before === null ? null : { size: before.size, time: before.time };
    return { outcome: 'intact', size: lines, time, vaults, since, proof };
  } catch (error) {
    if (error instanceof Contradiction) return { outcome: 'changed', what: error.what };
    throw error;
  }
}

class Contradiction extends Error {
  readonly what: LogContradiction;

  constructor(what: LogContradiction, cause: unknown) {
    super(what, { cause });
    this.what = what;
  }
}

/** An answer that contradicts the log is the result of the check; a missing answer is none. */
async function step<T>(what: LogContradiction, run: () => Promise<T>): Promise<T> {
  try {
    return await orCouldNotCheck(what, run);
  } catch (error) {
    const isContradiction =
      (error instanceof DataError && error.reason !== 'unavailable') ||
      (error instanceof RecordsClientError && noProof.includes(error.code));
    throw isContradiction ? new Contradiction(what, error) : error;
  }
}

/** @returns the root of the first `prefix` lines */
async function readAgain(
  { session }: DataContext,
  { size: all, root }: VerifiedCheckpoint,
  prefix: number,
  { signal, onProgress }: Reading,
): Promise<Hash> {
  if (prefix > all) throw untrusted('a log that shrank');
  const running = createRunningRoot();
  let first = running.root();
  onProgress(0, all);
  while (running.size() < all) {
    signal.throwIfAborted();
    const from = running.size();
    const count = Math.min(recordsLimits.leavesPerAnswer, all - from);
    const page = await session.call('leaves', { query: { from, count } });
    if (page.from !== from || page.leaves.length !== count) throw untrusted('another range of lines');
    for (const leaf of page.leaves) {
      running.add(leafHash(utf8(leaf)));
      if (running.size() === prefix) first = running.root();
    }
    onProgress(running.size(), all);
  }
  if (!equalBytes(running.root(), root)) throw untrusted('lines that do not give the cosigned root');
  return first;
}

async function proofOf(
  { session, practice }: DataContext,
  { note, size: to }: VerifiedCheckpoint,
  before: Checked | null,
): Promise<LogProof> {
  const grown = before !== null && before.size < to;
  const { path } = grown ? await session.call('consistency', { query: { from: before.size, to } }) : { path: [] };
  return {
    format: 'etanche/v1/audit-proof',
    practice: practice.id,
    note,
    previous: before === null ? null : { size: before.size, root: before.root, path: [...path] },
  };
}

/** The last check on this device; null for the first one, and after a restore, which begins another epoch. */
async function checkedBefore(context: DataContext, { origin }: VerifiedCheckpoint): Promise<Checked | null> {
  const read = (value: unknown): Checked => parseShape(checkedSchema, value, 'the remembered check');
  const before = await recall(context.environment.memory, memoryKey(context), read);
  return before?.origin === origin ? before : null;
}

function memoryKey({ practice }: DataContext): string {
  return `audit-check/${practice.id}`;
}
