import { bytes32Schema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { time } from './fields.ts';

/**
 * A receipt for a message (docs/protocol.md 9.3), whose statement has the hash `statement`. `received` is signed by the
 * records server of the receiving practice when all parts are stored, `read` and `refused` by the `auth` key of the
 * member who opened the message, which the chain of that practice has. A refusal of a volume names its `transfer`, and
 * refuses all messages of it, those that arrive later too.
 */
export const receiptSchema = object(
  {
    message: recordIdSchema,
    statement: bytes32Schema,
    kind: { enum: ['received', 'read', 'refused'] },
    practice: recordIdSchema,
    member: recordIdSchema,
    time,
    transfer: recordIdSchema,
  },
  ['member', 'transfer'],
);
export type Receipt = Shape<typeof receiptSchema>;

/** The sender takes back a message that nobody has opened: a compact JWS by the `author` key of its sender. */
export const withdrawalSchema = object({ message: recordIdSchema, statement: bytes32Schema, time });
export type Withdrawal = Shape<typeof withdrawalSchema>;
