import { MerkleError, parseCheckpoint, parseNote, verifyConsistency } from '@etanche/core-merkle';
import { bytes32Schema, logOrigin, type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, object, parseShape, recordIdSchema, toBase64url, type Shape } from '@etanche/core-wire';
import { cosignersOf } from './cosigners.ts';

const size = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const path = { type: 'array', minItems: 0, maxItems: 64, items: bytes32Schema } as const;

/**
 * The file that a person keeps of a check of the audit log: the signed checkpoint with the vaults' cosignatures, and
 * the proof that it continues the log of the check before. It has no line of the log.
 */
export const logProofSchema = object({
  format: { const: 'etanche/v1/audit-proof' },
  practice: recordIdSchema,
  /** Signed note (C2SP tlog-checkpoint). */
  note: { type: 'string', maxLength: 8192 },
  previous: { anyOf: [object({ size, root: bytes32Schema, path }), { const: null }] },
});
export type LogProof = Shape<typeof logProofSchema>;

/** The facts that a proof shows to somebody who trusts the keys of t vaults. */
export type ProvenLog = {
  readonly practice: string;
  /** Epoch of the log: a restore begins another one. */
  readonly epoch: number;
  readonly size: number;
  /** base64url */
  readonly root: string;
  /** Seconds since 1970: t vaults cosigned then or later. */
  readonly time: number;
  readonly vaults: readonly number[];
  /** Size of the log that it continues; null in the proof of a first check. */
  readonly since: number | null;
  /** Root of the first `since` lines, which the proof shows to be in this log; base64url. Null without them. */
  readonly sinceRoot: string | null;
};

/**
 * Verifies a kept proof with the vaults' keys alone, without any server.
 *
 * @param federation from a source other than the proof
 * @throws MerkleError, ProtocolError for a proof that is malformed or does not hold
 */
export async function verifyLogProof(text: string, federation: Federation): Promise<ProvenLog> {
  const { practice, note: signed, previous } = parseShape(logProofSchema, parsed(text), 'proof');
  const note = parseNote(signed);
  const checkpoint = parseCheckpoint(note.text);
  const epoch = Number(/^[1-9][0-9]{0,6}$/.exec(checkpoint.origin.slice(`etanche/${practice}/`.length))?.[0]);
  if (checkpoint.origin !== logOrigin(practice, epoch)) {
    throw new MerkleError('note_invalid', 'the checkpoint is of another practice');
  }
  const { vaults: cosigners, time } = await cosignersOf(note, federation);
  const { threshold } = federation;
  if (cosigners.length < threshold) {
    throw new MerkleError('note_refused', `cosigned by ${cosigners.length} of ${threshold} vaults`);
  }
  if (previous !== null && previous.size > 0) {
    verifyConsistency(
      {
        firstSize: previous.size,
        first: fromBase64url(previous.root, 32),
        secondSize: checkpoint.size,
        second: checkpoint.root,
      },
      previous.path.map((node) => fromBase64url(node, 32)),
    );
  }
  return {
    ...{ practice, epoch, size: checkpoint.size, root: toBase64url(checkpoint.root), vaults: cosigners },
    time,
    since: previous?.size ?? null,
    sinceRoot: previous === null || previous.size === 0 ? null : previous.root,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
