import { fromBase64url, joinFields, labels, object, sha256, toRecordId, type Shape } from '@etanche/core-wire';

/**
 * `POST /v1/practices/<practice>/checkpoints`: a signed note (C2SP tlog-checkpoint) of the practice's audit log, and
 * the RFC 6962 consistency proof from the size that this vault cosigned last (`old`). The answer is the cosignature
 * line (C2SP tlog-cosignature); 409 with `checkpoint_refused` gives the vault's size in `detail`.
 */
export const checkpointRequestSchema = object({
  checkpoint: { type: 'string', minLength: 80, maxLength: 2048 },
  old: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  proof: {
    type: 'array',
    items: { type: 'string', pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$', maxLength: 43 },
    minItems: 0,
    maxItems: 63,
  },
});
export type CheckpointRequest = Shape<typeof checkpointRequestSchema>;
export const checkpointAnswerSchema = object({ cosignature: { type: 'string', minLength: 80, maxLength: 300 } });
export type CheckpointAnswer = Shape<typeof checkpointAnswerSchema>;

/** First line of a practice's checkpoints; a restored log begins a new epoch. */
export function logOrigin(practice: string, logEpoch: number): string {
  return `etanche/${practice}/${logEpoch}`;
}

/**
 * The id of the directory that a records server keeps (docs/protocol.md 9.1): its log is named, signed and cosigned
 * like that of a practice with this id, in epoch 1.
 *
 * @param server public key of the records server, base64url
 */
export function directoryId(server: string): string {
  return toRecordId(sha256(joinFields(labels.directory, fromBase64url(server, 32))).slice(0, 16));
}
