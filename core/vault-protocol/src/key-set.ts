import { keySetIdPattern } from './key-set-id.ts';
import { object, type Shape, limits, urlSchema } from '@etanche/core-wire';

export const suite = 'ristretto255-SHA512';

/** 32 bytes in unpadded base64url: an element, a scalar, a hash or an Ed25519 public key. */
export const bytes32Schema = {
  type: 'string',
  pattern: '^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$',
  maxLength: 43,
} as const;
/** 64 bytes in unpadded base64url: a proof (challenge, then response) or an Ed25519 signature. */
export const bytes64Schema = { type: 'string', pattern: '^[A-Za-z0-9_-]{85}[AQgw]$', maxLength: 86 } as const;
export const keySetIdSchema = { type: 'string', pattern: keySetIdPattern, maxLength: 80 } as const;
export const vaultIndexSchema = { type: 'integer', minimum: 1, maximum: limits.vaults } as const;
/**
 * A key set as published. A client rejects a key set whose share keys do not all lie on one polynomial of degree
 * threshold - 1 with `publicKey` at 0. With as many shares as the threshold, every set of shares lies on one.
 */
export const keySetSchema = object({
  id: keySetIdSchema,
  suite: { const: suite },
  threshold: vaultIndexSchema,
  publicKey: bytes32Schema,
  shares: {
    type: 'array',
    minItems: 1,
    maxItems: limits.vaults,
    items: object({ index: vaultIndexSchema, publicKey: bytes32Schema, url: urlSchema }),
  },
});
export type KeySet = Shape<typeof keySetSchema>;

/** The vaults that an operator or a practice relies on: their URLs and signing keys. */
export const federationSchema = object({
  threshold: vaultIndexSchema,
  vaults: {
    type: 'array',
    minItems: 1,
    maxItems: limits.vaults,
    items: object({ index: vaultIndexSchema, url: urlSchema, signingKey: bytes32Schema }),
  },
});
export type Federation = Shape<typeof federationSchema>;

/** A vault's signed statement about its own share of a key set (JWS `typ` etanche-key-set-statement+jws). */
export const keySetStatementSchema = object({
  keySet: keySetIdSchema,
  suite: { const: suite },
  vaults: vaultIndexSchema,
  threshold: vaultIndexSchema,
  index: vaultIndexSchema,
  publicKey: bytes32Schema,
});
export type KeySetStatement = Shape<typeof keySetStatementSchema>;
