import { object, type Shape, limits } from '@etanche/core-wire';
import { bytes32Schema, bytes64Schema, keySetIdSchema, vaultIndexSchema } from './key-set.ts';

/** Media types of an anonymous request, and of a signed one (a compact JWS whose payload is `SignedEvaluate`). */
export const mediaTypes = {
  json: 'application/json',
  jws: 'application/jose',
  problem: 'application/problem+json',
} as const;

export const evaluatePath = '/v1/evaluate';

/** An answered challenge: see `work.ts`. */
const workSchema = object({
  challenge: bytes32Schema,
  nonce: { type: 'string', pattern: '^[A-Za-z0-9_-]{10}[AEIMQUYcgkosw048]$', maxLength: 11 },
});
export type Work = Shape<typeof workSchema>;

export const evaluateRequestSchema = object(
  {
    keySet: keySetIdSchema,
    elements: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: limits.elementsPerRequest },
    work: workSchema,
  },
  ['work'],
);
export type EvaluateRequest = Shape<typeof evaluateRequestSchema>;

/**
 * Payload of an importer's or a member's request. `aud` is the vault's Ed25519 signing key, so that no vault can replay
 * a request to another vault; `iat` is in seconds; `jti` is 16 random bytes and is accepted once. `emergency` asks for
 * the member's small emergency quota, whose use raises an alarm.
 */
export const signedEvaluateSchema = object(
  {
    aud: bytes32Schema,
    iat: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
    jti: { type: 'string', pattern: '^[A-Za-z0-9_-]{21}[AQgw]$', maxLength: 22 },
    keySet: keySetIdSchema,
    elements: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: limits.elementsPerImport },
    emergency: { const: true },
  },
  ['emergency'],
);
export type SignedEvaluate = Shape<typeof signedEvaluateSchema>;

/** `proof` is one batched DLEQ proof over all elements (RFC 9497 section 2.2.1): challenge then response scalar. */
export const evaluateResponseSchema = object({
  keySet: keySetIdSchema,
  index: vaultIndexSchema,
  elements: { type: 'array', items: bytes32Schema, minItems: 1, maxItems: limits.elementsPerImport },
  proof: bytes64Schema,
});
export type EvaluateResponse = Shape<typeof evaluateResponseSchema>;
