import { joinFields, type Bytes, object, type Shape, labels, sha256, recordIdSchema, u64 } from '@etanche/core-wire';
import { vaultIndexSchema } from '../key-set.ts';
import { secondsSchema } from './action.ts';
import { assertionSchema } from './order.ts';

/**
 * An approver's statement about a member: this vault's alarm, and every alarm about the member's use that any vault
 * raised until `time`, is known and explained.
 */
export const acknowledgementSchema = object({
  practice: recordIdSchema,
  member: recordIdSchema,
  alarm: recordIdSchema,
  index: vaultIndexSchema,
  time: secondsSchema,
});
export type Acknowledgement = Shape<typeof acknowledgementSchema>;

/** `POST /v1/practices/<practice>/acknowledgements`, to every vault. The challenge is `acknowledgementHash`. */
export const signedAcknowledgementSchema = object({
  acknowledgement: acknowledgementSchema,
  approver: recordIdSchema,
  assertion: assertionSchema,
});
export type SignedAcknowledgement = Shape<typeof signedAcknowledgementSchema>;

/** Number of alarms of the answering vault that were acknowledged. */
export const acknowledgedSchema = object({ acknowledged: secondsSchema });

/** 32 bytes: the challenge of the approver's assertion. */
export function acknowledgementHash({ practice, member, alarm, index, time }: Acknowledgement): Bytes {
  return sha256(joinFields(labels.alarmAcknowledgement, practice, member, alarm, Uint8Array.of(index), u64(time)));
}
