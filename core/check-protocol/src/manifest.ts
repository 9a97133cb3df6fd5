import { utf8, type Bytes, object, type Shape, limits } from '@etanche/core-wire';
import {
  bytes32Schema,
  bytes64Schema,
  keySetIdSchema,
  keySetSchema,
  vaultIndexSchema,
  jurisdictionSchema,
  ownerSchema,
} from '@etanche/core-vault-protocol';

/**
 * `POST` a signed manifest here to have it logged and cosigned. `GET <path>/<index>?nonce=…` returns the signed log of
 * that index, `GET <path>/<index>/<version>` a logged manifest with its operator's signature.
 */
export const manifestsPath = '/v1/manifests';

const line = { type: 'string', minLength: 1, maxLength: 300 } as const;
const text = { type: 'string', maxLength: 4000 } as const;
/** Text for people, in French and in English. */
export const bilingualSchema = object({ fr: line, en: line });
const bilingualText = object({ fr: text, en: text });
const instant = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}Z$', maxLength: 20 } as const;
const day = { type: 'string', pattern: '^\\d{4}-\\d{2}(-\\d{2})?$', maxLength: 10 } as const;

/** Argon2id (RFC 9106), version 0x13, 32 bytes of output. */
export const stretchSchema = object({
  algorithm: { const: 'argon2id' },
  memoryKiB: { type: 'integer', minimum: 8, maximum: 1_048_576 },
  passes: { type: 'integer', minimum: 1, maximum: 16 },
  lanes: { type: 'integer', minimum: 1, maximum: 4 },
});
export type Stretch = Shape<typeof stretchSchema>;

export const indexNameSchema = {
  type: 'string',
  pattern: '^[a-z0-9]([a-z0-9-]{0,46}[a-z0-9])?$',
  maxLength: 48,
} as const;
export const versionSchema = { type: 'integer', minimum: 1, maximum: 1_000_000 } as const;

/**
 * Number of hours for which a vault still evaluates earlier versions after cosigning this one: long enough for every
 * copy of the site to be replaced.
 */
export const graceHoursSchema = { type: 'integer', minimum: 0, maximum: 168 } as const;

export const kindNames = ['nir', 'code', 'email', 'phone', 'person'] as const;
export type Kind = (typeof kindNames)[number];

/**
 * `withoutBirthDate`: true if entries exist under the NIR alone, so that the page looks up both. Always false except
 * for `nir`.
 */
export const kindSchema = object({
  kind: { enum: kindNames },
  keySet: keySetIdSchema,
  stretch: { anyOf: [stretchSchema, { const: null }] },
  withoutBirthDate: { type: 'boolean' },
});

export const leakSchema = object(
  {
    title: bilingualSchema,
    summary: bilingualText,
    controller: line,
    legalBasis: line,
    occurred: object({ from: day, to: day }),
    discovered: day,
    contact: object({ name: line, email: line, phone: line, url: line, address: line }, [
      'name',
      'email',
      'phone',
      'url',
      'address',
    ]),
    categories: {
      type: 'array',
      minItems: 1,
      maxItems: limits.categories,
      items: object({
        bit: { type: 'integer', minimum: 0, maximum: limits.categories - 1 },
        key: { type: 'string', pattern: '^[a-z][a-z0-9-]{0,39}$', maxLength: 40 },
        name: bilingualSchema,
      }),
    },
    details: {
      type: 'array',
      minItems: 0,
      maxItems: 8,
      items: object({
        id: { type: 'integer', minimum: 1, maximum: 255 },
        name: bilingualSchema,
        maxBytes: { type: 'integer', minimum: 1, maximum: 64 },
      }),
    },
  },
  [],
);
export type Leak = Shape<typeof leakSchema>;

/**
 * The description of a published index. There are `buckets.count` files of `buckets.entries` entries each; an entry is
 * 8 bytes of its locator and `plaintextBytes` + 16 bytes of ciphertext; `root` is the RFC 6962 root over the entries of
 * every bucket file, in order; `count` is the number of real entries.
 */
export const manifestSchema = object({
  format: { const: 'etanche/v1/check-manifest' },
  index: indexNameSchema,
  version: versionSchema,
  issuedAt: instant,
  expiresAt: instant,
  graceHours: graceHoursSchema,
  keySets: { type: 'array', minItems: 1, maxItems: 2, items: keySetSchema },
  /** The owner of each vault, as the vault stated it: a cosigning vault verifies its own entry. */
  vaults: {
    type: 'array',
    minItems: 1,
    maxItems: limits.vaults,
    items: object({ index: vaultIndexSchema, owner: ownerSchema, jurisdiction: jurisdictionSchema }),
  },
  kinds: { type: 'array', minItems: 1, maxItems: kindNames.length, items: kindSchema },
  count: { type: 'integer', minimum: 1, maximum: 4_000_000_000 },
  buckets: object({
    count: { type: 'integer', minimum: 1, maximum: 16_777_216 },
    entries: { type: 'integer', minimum: limits.entriesPerBucket, maximum: 65_536 },
    plaintextBytes: { type: 'integer', minimum: 16, maximum: 1024 },
    root: bytes32Schema,
  }),
  leak: leakSchema,
});
export type Manifest = Shape<typeof manifestSchema>;

/** JWS General JSON Serialization (RFC 7515 section 7.2.1): the operator's signature first, then the vaults'. */
const jwsSignature = object({
  protected: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: 512 },
  signature: bytes64Schema,
});
export const signedManifestSchema = object({
  payload: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: limits.manifestBytes },
  signatures: { type: 'array', minItems: 1, maxItems: limits.vaults + 1, items: jwsSignature },
});
export type SignedManifest = Shape<typeof signedManifestSchema>;

/** 16 random bytes, base64url. A fresh answer repeats them. */
export const nonceSchema = { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 } as const;

/**
 * A vault's signed statement (JWS `typ` etanche-manifest-log+jws) about the newest manifests of one index that it has
 * cosigned, oldest first. Times are in milliseconds since 1970, by the vault's clock; `sha256` is that of the payload's
 * bytes.
 */
export const manifestLogSchema = object({
  index: indexNameSchema,
  nonce: nonceSchema,
  now: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
  manifests: {
    type: 'array',
    minItems: 0,
    maxItems: limits.loggedManifests,
    items: object({
      version: versionSchema,
      sha256: bytes32Schema,
      signedAt: { type: 'integer', minimum: 1, maximum: Number.MAX_SAFE_INTEGER },
      graceHours: graceHoursSchema,
    }),
  },
});
export type ManifestLogStatement = Shape<typeof manifestLogSchema>;

/** The keys pinned in a page's bundle, so that neither the host nor any t - 1 vaults can present a forged index. */
export const trustSchema = object({
  index: indexNameSchema,
  operatorKey: bytes32Schema,
  threshold: { type: 'integer', minimum: 1, maximum: limits.vaults },
  vaultKeys: { type: 'array', minItems: 1, maxItems: limits.vaults, items: bytes32Schema },
});
export type Trust = Shape<typeof trustSchema>;

/** The file next to `manifest.json` from which clients other than the page read the keys. */
export const trustPath = 'trust.json';

/**
 * The bytes of `trust.json`: the same keys always give the same bytes, so that the operator can publish their SHA-256.
 *
 * @param trust members that `trustSchema` does not name are omitted
 */
export function trustFile({ index, operatorKey, threshold, vaultKeys }: Trust): Bytes {
  return utf8(`${JSON.stringify({ index, operatorKey, threshold, vaultKeys }, null, 2)}\n`);
}
