import { object, type Shape, recordIdSchema } from '@etanche/core-wire';
import { bytes32Schema } from '../key-set.ts';
import { practicePurposes } from './practice-purposes.ts';

/** The roles of a person in a practice, who may have several. */
export const personRoles = ['doctor', 'secretary', 'administrator'] as const;
/**
 * The roles of a member. `gateway` is a program at the practice that exchanges documents with other systems; it has no
 * other role. An importer is no member: it is a program with its own units.
 */
export const roles = [...personRoles, 'gateway'] as const;
export type Role = (typeof roles)[number];
export type PersonRole = (typeof personRoles)[number];

const rolesSchema = { type: 'array', items: { enum: roles }, minItems: 1, maxItems: 3 } as const;
export const secondsSchema = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const units = { type: 'integer', minimum: 0, maximum: 1_000_000_000 } as const;

/** `auth` signs the member's requests; `keys` is the hash of all the member's public keys (docs/protocol.md 7.1). */
export const enrolledMemberSchema = object({
  member: recordIdSchema,
  auth: bytes32Schema,
  keys: bytes32Schema,
  roles: rolesSchema,
});
export type EnrolledMember = Shape<typeof enrolledMemberSchema>;

/**
 * A passkey made at a vault's approvals page: that vault's signed card (`approver-card.ts`), and the approver's name.
 */
export const approverSchema = object({
  approver: recordIdSchema,
  card: { type: 'string', minLength: 100, maxLength: 4096 },
});
export type Approver = Shape<typeof approverSchema>;

const mailbox = { type: 'string', pattern: '^[^@\\s<>,;"]{1,64}@[^@\\s<>,;"]{1,190}$', maxLength: 255 } as const;
const contacts = { type: 'array', items: mailbox, minItems: 1, maxItems: 10 } as const;
const kit = object({ auth: bytes32Schema, keys: bytes32Schema });
const freezeReasons = ['canary', 'suspected_theft', 'lost_device', 'precaution'] as const;
export const freezeReasonSchema = { enum: freezeReasons } as const;
export type FreezeReason = (typeof freezeReasons)[number];

/** First order of a practice. `server` is the records server's key, which may only order freezes. */
export const genesisSchema = object({
  kind: { const: 'genesis' },
  server: bytes32Schema,
  members: { type: 'array', items: enrolledMemberSchema, minItems: 1, maxItems: 10 },
  approvers: { type: 'array', items: approverSchema, minItems: 1, maxItems: 10 },
  kit,
  contacts,
});
/**
 * `until` ends the member's right, as of a substitute doctor. The same order again, with the same keys and roles, gives
 * a member whose right ends another end; it needs the same approvals.
 */
export const enrolSchema = object(
  { kind: { const: 'enrol' }, ...enrolledMemberSchema.properties, until: secondsSchema },
  ['until'],
);
/** A member's new seed: the old `auth` is permanently rejected. */
export const rekeySchema = object({
  kind: { const: 'rekey' },
  member: recordIdSchema,
  auth: bytes32Schema,
  keys: bytes32Schema,
});
/** A member's limits for one purpose until a time; never above the ceilings of a vault's configuration. */
export const raiseSchema = object({
  kind: { const: 'raise' },
  member: recordIdSchema,
  purpose: { enum: practicePurposes },
  perDay: units,
  until: secondsSchema,
});
/** Ordered by an approver; lasts until a thaw. `freeze` is its id. */
export const freezeSchema = object({
  kind: { const: 'freeze' },
  freeze: recordIdSchema,
  member: recordIdSchema,
  reason: freezeReasonSchema,
});
/**
 * Confirms the records server's freeze, so that it lasts. `member` and `reason` repeat those of the freeze, for vaults
 * that were unreachable at the time and for readers of the chain.
 */
export const confirmFreezeSchema = object({
  kind: { const: 'confirm-freeze' },
  freeze: recordIdSchema,
  member: recordIdSchema,
  reason: freezeReasonSchema,
});
/** Ends a freeze of this member and reason. After `suspected_theft` the member's new seed must come with it. */
export const thawSchema = object(
  {
    kind: { const: 'thaw' },
    freeze: recordIdSchema,
    member: recordIdSchema,
    reason: freezeReasonSchema,
    rekey: object({ auth: bytes32Schema, keys: bytes32Schema }),
  },
  ['rekey'],
);
/** The member left: their key is permanently rejected. */
export const retireSchema = object({ kind: { const: 'retire' }, member: recordIdSchema });
export const changeApproversSchema = object({
  kind: { const: 'approvers' },
  add: { type: 'array', items: approverSchema, minItems: 0, maxItems: 10 },
  remove: { type: 'array', items: recordIdSchema, minItems: 0, maxItems: 10 },
});
export const changeKitSchema = object({ kind: { const: 'kit' }, kit });
export const changeContactsSchema = object({ kind: { const: 'contacts' }, contacts });
export const changeServerSchema = object({ kind: { const: 'server' }, server: bytes32Schema });
/**
 * The right of an importer, which writes and cannot read. `search` are its units, for the locators of the postings of
 * `patients` patients; it has no units for any other purpose. `live` permanently ends the rights of all importers.
 */
export const importerSchema = object({
  kind: { const: 'importer' },
  importer: recordIdSchema,
  auth: bytes32Schema,
  keys: bytes32Schema,
  patients: { type: 'integer', minimum: 1, maximum: 10_000_000 },
  search: { ...units, minimum: 1 },
  until: secondsSchema,
});

/** Maximum number of terms of one patient (docs/protocol.md 7.5). */
const termsOfPatient = 12;

/**
 * Units for the counted terms plus one in twenty: terms evaluated just before the program stopped are evaluated again.
 */
export function importerUnits(terms: number): number {
  return Math.ceil((terms * 105) / 100);
}

/** The maximum number of units for that many patients. */
export function mostImporterUnits(patients: number): number {
  return importerUnits(patients * termsOfPatient);
}
export const liveSchema = object({ kind: { const: 'live' } });
/** The records database was restored: a new log epoch that names the last cosigned checkpoint (its size and root). */
export const restoreSchema = object({
  kind: { const: 'restore' },
  logEpoch: { type: 'integer', minimum: 2, maximum: 1_000_000 },
  size: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  root: bytes32Schema,
});

/** After that many days without a unit a member has no quota until an approver reactivates them. */
export const dormancySchema = object({
  kind: { const: 'dormancy' },
  days: { type: 'integer', minimum: 15, maximum: 90 },
});
/** The member is at work again: their days without use are counted from this order on. */
export const reactivateSchema = object({ kind: { const: 'reactivate' }, member: recordIdSchema });

export const actionSchema = {
  anyOf: [
    genesisSchema,
    enrolSchema,
    rekeySchema,
    raiseSchema,
    freezeSchema,
    confirmFreezeSchema,
    thawSchema,
    retireSchema,
    changeApproversSchema,
    changeKitSchema,
    changeContactsSchema,
    changeServerSchema,
    importerSchema,
    liveSchema,
    restoreSchema,
    dormancySchema,
    reactivateSchema,
  ],
} as const;
export type Action = Shape<typeof actionSchema>;

/** Number of approvers that an action needs; founders sign a `genesis` instead. */
export const approvalsNeeded: Readonly<Record<Exclude<Action['kind'], 'genesis'>, 1 | 2>> = {
  enrol: 2,
  rekey: 2,
  raise: 2,
  freeze: 1,
  'confirm-freeze': 1,
  thaw: 2,
  retire: 1,
  approvers: 2,
  kit: 2,
  contacts: 2,
  server: 2,
  importer: 2,
  live: 1,
  restore: 2,
  dormancy: 2,
  reactivate: 1,
};
