import { object, type Shape, recordIdSchema } from '@etanche/core-wire';
import { bytes32Schema, vaultIndexSchema } from '../key-set.ts';
import { approverSchema, enrolledMemberSchema, freezeReasonSchema, secondsSchema } from './action.ts';
import { practicePurposes } from './practice-purposes.ts';
import { orderSchema } from './order.ts';

const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const tiny = { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 } as const;
const day = { type: 'string', pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$', maxLength: 10 } as const;
const many = { minItems: 0, maxItems: 1000 } as const;

/**
 * A freeze by the records server (`jwsTypes.freeze`), `POST /v1/practices/<practice>/freezes`. It expires unless an
 * approver confirms it, and the member keeps the emergency quota.
 */
export const serverFreezeSchema = object({
  audience: orderSchema.properties.audience,
  iat: secondsSchema,
  jti: tiny,
  practice: recordIdSchema,
  freeze: recordIdSchema,
  member: recordIdSchema,
  reason: freezeReasonSchema,
});
export type ServerFreeze = Shape<typeof serverFreezeSchema>;

/**
 * A notice that can only lower a quota (`jwsTypes.practiceNotice`), `POST /v1/practices/<practice>/notices`, idempotent
 * by `notice`. `recovery`: `member` recovered an old key, signed by the records server, that member's own `auth` or a
 * helper's. `erasure`: `member` ordered the erasure of a patient, signed by the records server.
 */
export const practiceNoticeSchema = object({
  audience: orderSchema.properties.audience,
  iat: secondsSchema,
  jti: tiny,
  practice: recordIdSchema,
  notice: recordIdSchema,
  kind: { enum: ['recovery', 'erasure'] },
  member: recordIdSchema,
});
export type PracticeNotice = Shape<typeof practiceNoticeSchema>;

/** State of a freeze at a vault; null in `until` means until a thaw. */
const freezeStateSchema = object({
  freeze: recordIdSchema,
  member: recordIdSchema,
  reason: freezeReasonSchema,
  by: { enum: ['server', 'approver'] },
  since: secondsSchema,
  until: { anyOf: [secondsSchema, { const: null }] },
});

/** The last checkpoint of the audit log that this vault cosigned; `root` is null before the first one of the log. */
const logStateSchema = object({
  epoch: { type: 'integer', minimum: 1, maximum: 1_000_000 },
  size: count,
  root: { anyOf: [bytes32Schema, { const: null }] },
});

/** A vault's signed statement about a practice (`jwsTypes.practiceStatement`), `GET /v1/practices/<practice>`. */
export const practiceStatementSchema = object({
  practice: recordIdSchema,
  index: vaultIndexSchema,
  /** Number of vaults that must have issued the cards of two approvals; 1 if the federation has one vault. */
  issuers: { type: 'integer', minimum: 1, maximum: 2 },
  sequence: orderSchema.properties.sequence,
  head: bytes32Schema,
  time: secondsSchema,
  live: { type: 'boolean' },
  server: bytes32Schema,
  members: {
    type: 'array',
    ...many,
    items: object(
      {
        ...enrolledMemberSchema.properties,
        status: { enum: ['active', 'frozen', 'retired'] },
        since: secondsSchema,
        /** End of the member's right; absent without an end. Afterwards the status is `frozen`. */
        until: secondsSchema,
      },
      ['until'],
    ),
  },
  approvers: { type: 'array', ...many, items: approverSchema },
  log: logStateSchema,
  freezes: { type: 'array', ...many, items: freezeStateSchema },
});
export type PracticeStatement = Shape<typeof practiceStatementSchema>;

/**
 * A question by a member or by the records server (`jwsTypes.practiceQuery`), `POST /v1/practices/<practice>/queries`:
 * `quota` returns `quotaSchema` for the asking member, `counts` a JWS over `dailyCountsSchema`, `alarms` a list,
 * `usage` `practiceUsageSchema` and `activity` `memberActivitySchema`. `day` is for `counts`; `member`, the asking one
 * by default, is for `activity`.
 */
export const practiceQuerySchema = object(
  {
    aud: bytes32Schema,
    iat: secondsSchema,
    jti: tiny,
    practice: recordIdSchema,
    query: { enum: ['quota', 'counts', 'alarms', 'usage', 'activity'] },
    day,
    member: recordIdSchema,
  },
  ['day', 'member'],
);
export type PracticeQuery = Shape<typeof practiceQuerySchema>;

const used = object({ limit: count, used: count, monthLimit: count, monthUsed: count });
/**
 * Quota of the asking member at this vault: rolling 24 hours and 30 days. `emergency` covers `scope` and `search`
 * together. The units of all purposes also count against `people` in 24 hours, each as many people as `perUnit` states.
 */
export const quotaSchema = object({
  member: recordIdSchema,
  people: object({
    limit: count,
    used: count,
    perUnit: object({ scope: count, search: count, agenda: count, inbox: count }),
  }),
  frozen: { type: 'boolean' },
  scope: used,
  search: used,
  agenda: used,
  inbox: used,
  emergency: used,
});
export type Quota = Shape<typeof quotaSchema>;

/**
 * Units that this vault evaluated for each member on a UTC day (`jwsTypes.dailyCounts`); `closed` once the day is over.
 */
export const dailyCountsSchema = object({
  practice: recordIdSchema,
  index: vaultIndexSchema,
  day,
  closed: { type: 'boolean' },
  members: {
    type: 'array',
    ...many,
    items: object({
      member: recordIdSchema,
      scope: count,
      search: count,
      agenda: count,
      inbox: count,
      emergency: count,
    }),
  },
});
export type DailyCounts = Shape<typeof dailyCountsSchema>;

/**
 * Why a vault raises an alarm. `hour` and `day`: many files of one member; `people_minute`, `people_quarter` (15 to 30
 * minutes), `people_hour` and `people_day`: many people possibly seen in files, searches and the agenda together;
 * `reminder`: no approver has acknowledged such an alarm yet; for the others see their names.
 */
export const alarmKinds = [
  'hour',
  'day',
  'people_minute',
  'people_quarter',
  'people_hour',
  'people_day',
  'outside_hours',
  'reminder',
  'refusal',
  'emergency',
  'freeze',
  'freeze_refused',
  'recovery',
  'erasure',
  'order',
  'delayed_order',
  'importer',
  'importer_used',
  'store_restored',
  'checkpoint_refused',
  'test',
] as const;
const sentence = { type: 'string', maxLength: 1000 } as const;
/** Body of a webhook (`jwsTypes.alarm`) and item of `alarms`: ids and counts, without any patient data. */
export const alarmSchema = object(
  {
    alarm: recordIdSchema,
    index: vaultIndexSchema,
    practice: recordIdSchema,
    at: secondsSchema,
    kind: { enum: alarmKinds },
    member: recordIdSchema,
    purpose: { enum: practicePurposes },
    count,
    detail: { type: 'string', maxLength: 100 },
    /**
     * The time by which an approver has to acknowledge it, else the member has only the emergency quota; and the time
     * when one did.
     */
    acknowledgeBy: secondsSchema,
    acknowledgedAt: secondsSchema,
    /** In a list of alarms: the approver who did. */
    acknowledgedBy: recordIdSchema,
    /** For a webhook: what happened and what to do. */
    text: object({ fr: sentence, en: sentence }),
  },
  ['member', 'purpose', 'count', 'detail', 'acknowledgeBy', 'acknowledgedAt', 'acknowledgedBy', 'text'],
);
export type Alarm = Shape<typeof alarmSchema>;
export const alarmListSchema = object({ alarms: { type: 'array', ...many, items: alarmSchema } });
export type AlarmKind = (typeof alarmKinds)[number];
