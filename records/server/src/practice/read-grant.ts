import {
  bytes32Schema,
  fromBase64url,
  fromUtf8,
  jwsTypes,
  object,
  parseShape,
  recordIdSchema,
  verifyCompact,
  type Shape,
} from '@etanche/core-protocol';
import { Refusal } from '../http/refusal.ts';

const someone = { anyOf: [recordIdSchema, { const: 'kit' }] } as const;
const epochNumber = { type: 'integer', minimum: 1, maximum: 2_147_483_647 } as const;
const sealedSecret = { type: 'string', pattern: '^[A-Za-z0-9_-]{80}$', maxLength: 80 } as const;

/** Docs/protocol.md 7.2. What is sealed is for the holder alone. */
const grantSchema = object({
  practice: recordIdSchema,
  epoch: epochNumber,
  role: { enum: ['reception', 'care'] },
  holder: someone,
  holderKeys: bytes32Schema,
  granter: someone,
  sealed: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 1700, maxLength: 2200 },
});
const epochSchema = object({
  practice: recordIdSchema,
  epoch: epochNumber,
  sequence: { type: 'integer', minimum: 0, maximum: 1_000_000 },
  previous: { anyOf: [bytes32Schema, { const: null }] },
  commitments: object({ reception: bytes32Schema, care: bytes32Schema }),
  sealed: { anyOf: [object({ reception: sealedSecret, care: sealedSecret }), { const: null }] },
  opener: someone,
});
export type Grant = Shape<typeof grantSchema>;
export type Epoch = Shape<typeof epochSchema>;

/** @param key the granter's Ed25519 key, base64url @throws Refusal `signature_refused` */
export function readGrant(jws: string, key: string): Promise<Grant> {
  return read(jws, jwsTypes.grant, key, 'a grant', (value) => parseShape(grantSchema, value, 'grant'));
}

/** @param key the opener's Ed25519 key, base64url @throws Refusal `signature_refused` */
export function readEpoch(jws: string, key: string): Promise<Epoch> {
  return read(jws, jwsTypes.epoch, key, 'the epoch', (value) => parseShape(epochSchema, value, 'epoch'));
}

async function read<T>(
  jws: string,
  typ: string,
  key: string,
  detail: string,
  parse: (value: unknown) => T,
): Promise<T> {
  try {
    const { payload } = await verifyCompact(jws, typ, fromBase64url(key, 32));
    return parse(JSON.parse(fromUtf8(payload)));
  } catch (cause) {
    throw new Refusal('signature_refused', { detail }, { cause });
  }
}
