import { object, type Shape } from '@etanche/core-wire';
import { bytes32Schema, keySetIdSchema } from './key-set.ts';

/**
 * `POST` an order here as a compact JWS by the owner's Ed25519 key; `GET /v1/key-sets/<purpose>/<name>` returns the
 * statement.
 */
export const keySetsPath = '/v1/key-sets';

const envelope = {
  aud: bytes32Schema,
  iat: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  jti: { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 },
  keySet: keySetIdSchema,
} as const;

const units = { type: 'integer', minimum: 1, maximum: 1_000_000_000 } as const;

/**
 * `open` creates the key set and registers its importer's key, which may use up to `units` until `until` (seconds);
 * repeating it with the same content changes nothing. `ceiling` limits all anonymous callers together and never exceeds
 * the limit in the vault's configuration.
 */
const openKeySetSchema = object({
  ...envelope,
  order: { const: 'open' },
  importer: object({
    key: bytes32Schema,
    units,
    until: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
  }),
  ceiling: object({ perMinute: units, perDay: units }),
});
export type OpenKeySet = Shape<typeof openKeySetSchema>;

/** `close` permanently ends the importer's right; so does publishing. */
const closeKeySetSchema = object({ ...envelope, order: { const: 'close' } });
/** `withdraw` permanently blocks the key set's id. */
const withdrawKeySetSchema = object({ ...envelope, order: { const: 'withdraw' } });

export const keySetOrderSchema = { anyOf: [openKeySetSchema, closeKeySetSchema, withdrawKeySetSchema] } as const;
export type KeySetOrder = Shape<typeof keySetOrderSchema>;
