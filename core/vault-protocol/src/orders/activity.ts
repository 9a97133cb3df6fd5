import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { secondsSchema } from './action.ts';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const flag = { type: 'boolean' } as const;

/** Slots of 15 minutes that are never less than 24 hours. */
const quarterSlots = 97;

/**
 * The count of this vault for one member in the last 24 hours: `files` with emergencies, `limit` without them. `new`:
 * the key has only a part of its quota on its first day; `frozen`, `unacknowledged`, `dormant`: emergencies are left,
 * or nothing.
 */
const memberUsageSchema = object(
  {
    member: recordIdSchema,
    limit: count,
    files: count,
    /** Units of the emergency quota, of files and searches together. */
    emergency: count,
    /** End of a raise of `scope`. */
    raisedUntil: secondsSchema,
    new: flag,
    frozen: flag,
    unacknowledged: flag,
    dormant: flag,
  },
  ['raisedUntil'],
);

/** Answer to `usage`: every member who has not left for an active administrator, the asking member for others. */
export const practiceUsageSchema = object({
  members: { type: 'array', minItems: 0, maxItems: 1000, items: memberUsageSchema },
});
export type PracticeUsage = Shape<typeof practiceUsageSchema>;

/**
 * Answer to `activity`: files of one member at this vault by slots of 15 minutes and by UTC days, emergencies included.
 */
export const memberActivitySchema = object({
  member: recordIdSchema,
  limit: count,
  /** Files in 24 hours at which this vault raises an alarm now. */
  alarm: count,
  quarters: object({
    /** Beginning of the last slot. */
    last: secondsSchema,
    /** The oldest slot first. */
    files: { type: 'array', minItems: quarterSlots, maxItems: quarterSlots, items: count },
  }),
  /** The last 31 days, the present one included; days without files may be missing. */
  days: {
    type: 'array',
    minItems: 0,
    maxItems: 31,
    items: object({
      day: { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', maxLength: 10 },
      files: count,
    }),
  },
});
export type MemberActivity = Shape<typeof memberActivitySchema>;
