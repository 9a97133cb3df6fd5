import { bytes32Schema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { epochNumber, positive, sealed, time } from './fields.ts';
import { exchangeLimits } from './limits.ts';

/** Encapsulation ‖ 32 bytes ‖ tag. */
export const MESSAGE_SEAL_BYTES = 1168;

/**
 * - `message`: a letter, a document or results.
 * - `share`: a synthesis that its recipient may read until `expires`; a later share may renew it.
 * - `transfer`: the complete file of a patient who moves.
 */
export const messageKinds = ['message', 'share', 'transfer'] as const;
export type MessageKind = (typeof messageKinds)[number];

/** A sealed stream: the body (the first one) or an attachment. `parts` are the SHA-256 of its parts, in order. */
const streamSchema = object({
  bytes: positive,
  parts: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: exchangeLimits.partsPerMessage },
});
const volumeNumber = { type: 'integer', minimum: 1, maximum: 99 } as const;
export type MessageStream = Shape<typeof streamSchema>;

/**
 * A message between practices (docs/protocol.md 9.2): a compact JWS by the `author` key of the sending member. The
 * sealed streams are stored beside it. `entry` is the hash of the directory entry to whose keys the message is sealed,
 * `epoch` the epoch of these keys, `element` R and `seal` the sealed half of the message's secret. Without
 * `recipient.member` it is for the whole practice. `time` is the sender's clock. A share has `expires`, and `replaces`
 * if it renews another one of the same sender. A transfer has `volume`, its place among the messages of the transfer.
 */
export const messageSchema = object(
  {
    message: recordIdSchema,
    kind: { enum: messageKinds },
    sender: object({ practice: recordIdSchema, member: recordIdSchema }),
    recipient: object({ practice: recordIdSchema, member: recordIdSchema }, ['member']),
    entry: bytes32Schema,
    epoch: epochNumber,
    element: bytes32Schema,
    seal: sealed(MESSAGE_SEAL_BYTES),
    streams: { type: 'array', items: streamSchema, minItems: 1, maxItems: 1 + exchangeLimits.attachments },
    time,
    expires: time,
    replaces: recordIdSchema,
    volume: object({ transfer: recordIdSchema, number: volumeNumber, of: volumeNumber }),
  },
  ['expires', 'replaces', 'volume'],
);
export type Message = Shape<typeof messageSchema>;

/** Why the statement of a message contradicts itself; null if it does not. */
export function messageFault({ kind, streams, time: sent, expires, replaces, volume }: Message): string | null {
  const parts = streams.reduce((sum, stream) => sum + stream.parts.length, 0);
  if (parts > exchangeLimits.partsPerMessage) return 'too many parts';
  if (streams.some(({ bytes, parts: hashes }) => hashes.length !== Math.ceil(bytes / exchangeLimits.partBytes))) {
    return 'a stream with another number of parts than its size';
  }
  if ((kind === 'share') !== (expires !== undefined)) return 'an expiry on another kind than a share, or none on one';
  if (volume !== undefined && (kind !== 'transfer' || volume.number > volume.of)) return 'a volume in no place';
  if (replaces !== undefined && kind !== 'share') return 'a renewal that is not a share';
  if (expires !== undefined && (expires <= sent || expires > sent + exchangeLimits.shareDays * 86_400_000)) {
    return 'an expiry out of range';
  }
  return null;
}

/** Bytes of one part of a stream. @param part from 0 */
export function partBytes({ bytes, parts }: MessageStream, part: number): number {
  return part < parts.length - 1 ? exchangeLimits.partBytes : bytes - (parts.length - 1) * exchangeLimits.partBytes;
}
