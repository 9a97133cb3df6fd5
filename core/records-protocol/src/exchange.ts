import { exchangeLimits } from '@etanche/core-exchange-protocol';
import { bytes32Schema, federationSchema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, urlSchema, type Shape } from '@etanche/core-wire';
import { counter, jws, list, staffName, time } from './fields.ts';

const entryJws = jws(exchangeLimits.entryCharacters);
const statementJws = jws(24 * 1024);
const keysJws = jws(4096);
const receiptJws = jws(2048);
/** An X-Wing public key of 1,216 bytes. */
const sealingKey = { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 1622, maxLength: 1622 } as const;

/** An entry to publish, with the X-Wing key whose hash it has. */
export const publishSchema = object({ entry: entryJws, sealing: sealingKey });
export const sealingSchema = object({ sealing: sealingKey });

/** Directories that a server keeps or repeats. The first is its own. */
export const directoriesSchema = object({
  directories: list(
    object(
      {
        directory: recordIdSchema,
        server: bytes32Schema,
        name: staffName,
        url: urlSchema,
        federation: federationSchema,
      },
      ['name', 'url'],
    ),
    100,
  ),
});
export type KnownDirectory = Shape<typeof directoriesSchema>['directories'][number];

/** Leaves of a directory by number; each is the exact text that is hashed. */
export const directoryLeavesSchema = object({
  from: counter,
  leaves: list(
    { type: 'string', maxLength: exchangeLimits.entryCharacters + 64 * 1024 },
    exchangeLimits.leavesPerAnswer,
  ),
});

export const streamNumber = { type: 'integer', minimum: 0, maximum: exchangeLimits.attachments } as const;
export const partNumber = { type: 'integer', minimum: 0, maximum: exchangeLimits.partsPerMessage - 1 } as const;
/** Parts of a message that the server does not have yet. */
const missing = list(object({ stream: streamNumber, part: partNumber }), exchangeLimits.partsPerMessage);

export const sendSchema = object({ statement: statementJws });
/** A message's statement, and its sender's statement of keys (docs/protocol.md 7.1), to whose hash the chain refers. */
export const relayedMessageSchema = object({ statement: statementJws, keys: keysJws });
/**
 * - `uploading`: parts are missing.
 * - `queued`: complete, and not yet at the recipient's server.
 * - `received`: the recipient's server has it. `read`, `refused`: a member there opened it.
 * - `withdrawing`: taken back; the recipient's server has not answered yet. If somebody opened the message before, it
 *   becomes `received` again.
 * - `unwithdrawn`: the withdrawal reached nobody in the time of the server's configuration, and is not tried again.
 * - `withdrawn`, `expired`: ended before it was opened, or after the time of a share.
 * - `undeliverable`: the recipient's server rejected it, or did not answer for a week.
 */
export const outboxStates = [
  'uploading',
  'queued',
  'received',
  'read',
  'refused',
  'withdrawing',
  'withdrawn',
  'unwithdrawn',
  'expired',
  'undeliverable',
] as const;
export type OutboxState = (typeof outboxStates)[number];
/** No part is missing from `queued` on: a repetition of what the server has taken sends nothing again. */
export const sendAnswerSchema = object({ missing, state: { enum: outboxStates } });
const sentSchema = object({
  statement: statementJws,
  state: { enum: outboxStates },
  changedAt: time,
  receipts: list(receiptJws, 4),
});
export type SentMessage = Shape<typeof sentSchema>;
export const outboxSchema = object(
  { messages: list(sentSchema, exchangeLimits.messagesPerAnswer), next: recordIdSchema },
  ['next'],
);

export const inboxStates = ['unread', 'read', 'filed', 'refused', 'withdrawn', 'expired'] as const;
export type InboxState = (typeof inboxStates)[number];
const receivedSchema = object(
  {
    statement: statementJws,
    keys: keysJws,
    state: { enum: inboxStates },
    receivedAt: time,
    /** The member who opened it first, and when. */
    opened: object({ member: recordIdSchema, at: time }),
    /** The member who filed it under a patient, and when. */
    filed: object({ member: recordIdSchema, at: time }),
    /** When a receipt was given up that reached nobody. */
    receiptLostAt: time,
  },
  ['opened', 'filed', 'receiptLostAt'],
);
export type ReceivedMessage = Shape<typeof receivedSchema>;
export const inboxSchema = object(
  { messages: list(receivedSchema, exchangeLimits.messagesPerAnswer), unread: counter, next: recordIdSchema },
  ['next'],
);
export const inboxStateSchema = { enum: inboxStates } as const;

export const withdrawSchema = object({ withdrawal: receiptJws });
export const receiptToSendSchema = object({ receipt: receiptJws });

/**
 * The right of one records server to call another: a compact JWS (`etanche-relay+jws`) by its key in the header
 * `Authorization: Etanche-Relay …`. `aud` is the key of the server that is called, `path` the path of the request.
 */
export const relaySchema = object({
  aud: bytes32Schema,
  iat: counter,
  path: { type: 'string', pattern: '^/v1/relay/[a-z0-9/]+$', maxLength: 200 },
});
export type Relay = Shape<typeof relaySchema>;
/** `receipt` is there once no part is missing. */
export const relayAnswerSchema = object({ missing, receipt: receiptJws }, ['receipt']);
export type RelayAnswer = Shape<typeof relayAnswerSchema>;
/** A receipt for the practice that sent the message, or a withdrawal for the one that received it. */
export const relayedEventSchema = object({ event: receiptJws });
