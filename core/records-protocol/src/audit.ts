import { bytes32Schema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { bytes16, counter, list, sealed, time } from './fields.ts';
import { compartmentSchema } from './scope.ts';
import { recordsLimits } from './limits.ts';

const auditKinds = [
  'founded',
  'sign_in',
  'sign_in_refused',
  'sign_out',
  'session_ended',
  'passkey_added',
  'passkey_removed',
  'invited',
  'registered',
  'identity_proved',
  'grant',
  'epoch',
  'recovery_prepared',
  'recovery_asked',
  'recovery_helped',
  'recovered',
  'read',
  'read_history',
  'read_binary',
  'read_cards',
  'lookup',
  'read_accesses',
  'write',
  'erasure_asked',
  'erasure_confirmed',
  'erasure_restore_asked',
  'erasure_restored',
  'erase',
  'lost',
  'break_glass',
  'refused',
  'canary',
  'freeze',
  'counts_differ',
  'restored',
  'directory_entry',
  'message_sent',
  'message_received',
  'message_opened',
  'message_withdrawn',
  'message_filed',
  'message_unfiled',
] as const;
export type AuditKind = (typeof auditKinds)[number];

/**
 * Number of postings that a write added and removed, and a digest of all of them: an HMAC under a key of the server, so
 * that the server can prove the changes and nobody else can see which patients share a term.
 */
const changedPostingsSchema = object({ added: counter, removed: counter, digest: bytes16 });

/**
 * A leaf of the audit log: the exact UTF-8 bytes of this JSON are hashed. `id` is random, so that two leaves differ.
 * `count` counts units, cards or versions, `detail` is one of our codes. The only data about a patient is the random id
 * of a scope.
 */
export const auditLeafSchema = object(
  {
    id: recordIdSchema,
    time,
    kind: { enum: auditKinds },
    member: recordIdSchema,
    session: recordIdSchema,
    scope: recordIdSchema,
    scopes: list(recordIdSchema, 20),
    resource: recordIdSchema,
    compartments: list(compartmentSchema, 2),
    subject: recordIdSchema,
    sequence: counter,
    count: counter,
    postings: changedPostingsSchema,
    detail: { type: 'string', maxLength: 60 },
    sealed: sealed(2048),
  },
  [
    'member',
    'session',
    'scope',
    'scopes',
    'resource',
    'compartments',
    'subject',
    'sequence',
    'count',
    'postings',
    'detail',
    'sealed',
  ],
);
export type AuditLeaf = Shape<typeof auditLeafSchema>;

/** The signed note and the vaults' cosignature lines below it (C2SP tlog-checkpoint). */
export const checkpointNoteSchema = object({ note: { type: 'string', maxLength: 8192 } });
export const leavesSchema = object({
  from: counter,
  leaves: list({ type: 'string', maxLength: 8192 }, recordsLimits.leavesPerAnswer),
});
const path = list(bytes32Schema, 63);
export const inclusionSchema = object({ index: counter, size: counter, path });
export const consistencySchema = object({ from: counter, to: counter, path });
