import { object, type Shape, limits, recordIdSchema } from '@etanche/core-wire';
import { recordsLimits } from './limits.ts';
import { bytes32Schema, secondsSchema, orderSchema } from '@etanche/core-vault-protocol';

// JSON under the signatures of Records (docs/protocol.md 7): clients sign and verify it, the server reads the ids in
// it.
const base64url = '^[A-Za-z0-9_-]+$';
const epochNumber = { type: 'integer', minimum: 1, maximum: 0xffffffff } as const;
/** A holder of secrets: a member, an importer or the kit. */
const holder = { anyOf: [recordIdSchema, { const: 'kit' }] } as const;
/** An X-Wing public key of 1,216 bytes. */
const sealingKey = { type: 'string', pattern: base64url, minLength: 1622, maxLength: 1622 } as const;
/** nonce ‖ 32 bytes ‖ tag. */
const sealedSecret = { type: 'string', pattern: '^[A-Za-z0-9_-]{80}$', maxLength: 80 } as const;

/** Encapsulation ‖ 32 bytes ‖ tag: 1,168 bytes. */
const sealedBatchSecret = { type: 'string', pattern: base64url, minLength: 1558, maxLength: 1558 } as const;

/** All public keys of a member, by its own `auth` key (7.1). Bytes are base64url. */
export const memberStatementSchema = object({
  practice: recordIdSchema,
  member: recordIdSchema,
  auth: bytes32Schema,
  author: bytes32Schema,
  grant: bytes32Schema,
  sealing: sealingKey,
});
export type MemberStatement = Shape<typeof memberStatementSchema>;

const keySetKeys = object({
  publicKey: bytes32Schema,
  shares: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: limits.vaults },
});
/**
 * Public keys of a practice's key sets, as its founder verified them with every vault: of the whole key, and of each
 * vault's share by ascending index. Later devices read them here, so that they need not ask or trust any vault for
 * them.
 */
const practiceKeySetsSchema = object({
  scope: keySetKeys,
  search: keySetKeys,
  agenda: keySetKeys,
  inbox: keySetKeys,
});
export type PracticeKeySets = Shape<typeof practiceKeySetsSchema>;

/** The public part of an epoch (7.2). `sequence` is that of the order chain when the epoch was opened. */
export const epochSchema = object(
  {
    practice: recordIdSchema,
    epoch: epochNumber,
    sequence: orderSchema.properties.sequence,
    previous: { anyOf: [bytes32Schema, { const: null }] },
    commitments: object({ reception: bytes32Schema, care: bytes32Schema }),
    /** Public keys of the two roles; the private keys derive from the role secrets. An importer seals to them. */
    keys: object({ reception: sealingKey, care: sealingKey }),
    sealed: { anyOf: [object({ reception: sealedSecret, care: sealedSecret }), { const: null }] },
    /** Present only in the first epoch. */
    keySets: { anyOf: [practiceKeySetsSchema, { const: null }] },
    opener: holder,
    /** The opener's clock in milliseconds since 1970, in every epoch but the first: whose right was over then. */
    time: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  },
  ['time'],
);
export type Epoch = Shape<typeof epochSchema>;

/**
 * The secrets of an epoch, sealed to the holder whose keys have the stated hash (7.2); for the role `settings` the root
 * of the practice's settings (7.9).
 */
export const grantSchema = object({
  practice: recordIdSchema,
  epoch: epochNumber,
  role: { enum: ['reception', 'care', 'settings'] },
  holder,
  holderKeys: bytes32Schema,
  granter: holder,
  sealed: { type: 'string', pattern: base64url, minLength: 1590, maxLength: 2200 },
});
export type Grant = Shape<typeof grantSchema>;

/**
 * Two secrets of an importer's batch, each sealed to a role's public key of the epoch (7.7), in place of the role
 * secrets, which an importer does not have.
 */
export const importBatchSchema = object({
  practice: recordIdSchema,
  batch: recordIdSchema,
  epoch: epochNumber,
  importer: recordIdSchema,
  sealed: object({ reception: sealedBatchSecret, care: sealedBatchSecret }),
});
export type ImportBatch = Shape<typeof importBatchSchema>;

/**
 * A scope's head: `root` over its `count` current versions, replaced by every write of `author`, and the hashes of that
 * write's `packs` (7.4). `element` is present if an importer created the scope, is evaluated in place of the scope's
 * input (7.7), and never changes. `log` is the last cosigned checkpoint of the audit log that the author saw, absent if
 * there was none.
 */
export const headSchema = object(
  {
    practice: recordIdSchema,
    scope: recordIdSchema,
    sequence: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
    previous: { anyOf: [bytes32Schema, { const: null }] },
    root: bytes32Schema,
    count: { type: 'integer', minimum: 0, maximum: 0xffffffff },
    packs: { type: 'array', items: bytes32Schema, minItems: 0, maxItems: recordsLimits.packsPerWrite },
    author: recordIdSchema,
    element: bytes32Schema,
    log: object({
      epoch: { type: 'integer', minimum: 0, maximum: 0xffffffff },
      size: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      root: bytes32Schema,
    }),
  },
  ['element', 'log'],
);
export type Head = Shape<typeof headSchema>;

/**
 * The server's signed statement in every answer about a scope (7.4): `head` is SHA-256 of the head's JWS, `time` in
 * seconds.
 */
export const freshnessSchema = object({
  practice: recordIdSchema,
  scope: recordIdSchema,
  sequence: headSchema.properties.sequence,
  head: bytes32Schema,
  time: secondsSchema,
});
export type Freshness = Shape<typeof freshnessSchema>;
