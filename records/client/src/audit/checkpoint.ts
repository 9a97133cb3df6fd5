import {
  parseCheckpoint,
  parseNote,
  verifyConsistency,
  verifyNote,
  type Checkpoint,
  type SignedNote,
} from '@etanche/core-merkle';
import { bytes32Schema, logOrigin } from '@etanche/core-vault-protocol';
import { fromBase64url, object, parseShape, toBase64url } from '@etanche/core-wire';
import { RecordsClientError } from '../records-client-error.ts';
import type { DataContext } from '../data/data-context.ts';
import { DataError, unavailable, untrusted } from '../data/data-error.ts';
import { cosignersOf } from './cosigners.ts';

/**
 * A checkpoint signed by the server and cosigned by at least t vaults. `time`, in seconds: t of the cosignatures are
 * from then or later. `note` is the signed text with its cosignatures.
 */
export type VerifiedCheckpoint = Checkpoint & {
  readonly vaults: readonly number[];
  readonly time: number;
  readonly note: string;
};

const size = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const rememberedSchema = object({ origin: { type: 'string', maxLength: 200 }, size, root: bytes32Schema });

/**
 * Fetches the newest checkpoint and verifies that it belongs to this practice's log in its present epoch, is signed by
 * the server and cosigned by t vaults.
 *
 * @throws DataError, with reason `unavailable` if no vault has cosigned the log of a new practice yet; MerkleError,
 *   RecordsClientError
 */
export async function fetchCheckpoint(context: DataContext): Promise<VerifiedCheckpoint> {
  const { practice } = context;
  const { checkpoint, note, text } = await fetchSigned(context);
  const { vaults, time } = await cosignersOf(note, practice.federation);
  const { threshold } = practice.federation;
  if (vaults.length >= threshold) return { ...checkpoint, vaults, time, note: text };
  // A checkpoint without cosignatures is valid only before the first cosigned one of this log.
  const isNew = note.signatures.length === 1 && (await rememberedOf(context))?.origin !== checkpoint.origin;
  if (isNew) throw unavailable('cosignatures of the first checkpoint');
  throw untrusted(`a checkpoint cosigned by ${vaults.length} of ${threshold} vaults`);
}

/**
 * The log that the server shows here: the cosigned checkpoint if there is one, else the server's own. After a restore
 * that contradicts the vaults there is no new cosignature until two approvers decide, and files must still be readable.
 *
 * @throws DataError, MerkleError, RecordsClientError
 */
export async function fetchShownLog(context: DataContext): Promise<Checkpoint> {
  try {
    return await fetchCheckpoint(context);
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return (await fetchSigned(context)).checkpoint;
  }
}

async function fetchSigned(context: DataContext): Promise<{ checkpoint: Checkpoint; note: SignedNote; text: string }> {
  const { session, practice } = context;
  const { chain } = await practice.state();
  const { note: text } = await session.call('checkpoint').catch(async (error: unknown) => {
    const isNone = error instanceof RecordsClientError && error.code === 'not_found';
    // A new practice has no checkpoint yet; a log that this device saw must have one.
    if (isNone && (await rememberedOf(context)) === null) throw unavailable('the first checkpoint');
    throw error;
  });
  const note = parseNote(text);
  const checkpoint = parseCheckpoint(note.text);
  const origin = logOrigin(practice.id, chain.logEpoch);
  if (checkpoint.origin !== origin) throw untrusted('a checkpoint of another log');
  await verifyNote(note, { name: origin, publicKey: fromBase64url(chain.server, 32) });
  return { checkpoint, note, text };
}

/**
 * Verifies that a log has only grown since this device last saw it, and remembers it. After a restore, which gives the
 * log a new epoch in the order chain, there is nothing to compare with.
 *
 * @returns the remembered size, 0 if there was none; null after a restore
 * @throws DataError, MerkleError, RecordsClientError
 */
export async function continueFrom(context: DataContext, checkpoint: Checkpoint): Promise<number | null> {
  const { environment, session } = context;
  const before = await rememberedOf(context);
  const isSameLog = before?.origin === checkpoint.origin;
  if (before !== null && isSameLog && before.size > 0) {
    if (checkpoint.size < before.size) throw untrusted('a log that shrank');
    const proof = await session.call('consistency', { query: { from: before.size, to: checkpoint.size } });
    verifyConsistency(
      {
        firstSize: before.size,
        first: fromBase64url(before.root, 32),
        secondSize: checkpoint.size,
        second: checkpoint.root,
      },
      proof.path.map((node) => fromBase64url(node, 32)),
    );
  }
  const { origin, size: now, root } = checkpoint;
  await environment.memory.set(memoryKey(context), JSON.stringify({ origin, size: now, root: toBase64url(root) }));
  return before !== null && !isSameLog ? null : (before?.size ?? 0);
}

/** The last checkpoint that this device saw; null if there was none. */
export async function rememberedOf(context: DataContext) {
  const text = await context.environment.memory.get(memoryKey(context));
  return text === null ? null : parseShape(rememberedSchema, JSON.parse(text), 'the remembered checkpoint');
}

function memoryKey({ practice }: DataContext): string {
  return `audit/${practice.id}`;
}
