import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { counter, date, list, positive } from './fields.ts';
import { recordsLimits } from './limits.ts';

const followed = object({ scope: recordIdSchema, sequence: positive });
const day = object({ practitioner: recordIdSchema, date });

/**
 * The scopes that a session holds open, each with the sequence of the head that it has, days of an agenda that had no
 * entry yet, and the revision of the practice's messages that a doctor has, 0 before the first answer. The answer comes
 * at the first difference, or after `waitSeconds` without one.
 */
export const changesAskedSchema = object(
  {
    scopes: list(followed, recordsLimits.followedScopes),
    days: list(day, recordsLimits.followedDays),
    waitSeconds: { ...counter, maximum: recordsLimits.waitSeconds },
    messages: counter,
  },
  ['messages'],
);
export type ChangesAsked = Shape<typeof changesAskedSchema>;

/**
 * `changed`: scopes with another sequence than asked, and their current one. `gone`: scopes that this session does not
 * hold open or that were erased; the answer does not say which. `days`: days that have a scope now. `messages`: the
 * revision of the messages, if it is another one than asked: 0 once the practice has no message any more.
 */
export const changesSchema = object(
  {
    changed: list(followed, recordsLimits.followedScopes),
    gone: list(recordIdSchema, recordsLimits.followedScopes),
    days: list(day, recordsLimits.followedDays),
    messages: counter,
  },
  ['messages'],
);
export type Changes = Shape<typeof changesSchema>;
