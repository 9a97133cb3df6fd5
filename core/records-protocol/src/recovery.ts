import { bytes64Schema, object, recordIdSchema } from '@etanche/core-protocol';
import { challengeSchema, sealedKeyring, tokenSchema } from './account.ts';
import { bytes16, jws, list, sealed, staffName, time, webauthn } from './fields.ts';

/** A member prepares: the keyring under the printed code and the helper secret, that secret sealed to each helper. */
export const recoveryPlanSchema = object({
  lookup: recordIdSchema,
  keyring: sealedKeyring,
  helpers: {
    type: 'array',
    items: object({ helper: recordIdSchema, sealed: sealed(2048) }),
    minItems: 1,
    maxItems: 10,
  },
});
/** Who lost every passkey asks: `lookup` from the printed code, and a fresh X-Wing public key. */
export const recoveryRequestSchema = object({ lookup: recordIdSchema, sealing: sealed(1300) });
export const recoveryStartedSchema = object({ recovery: recordIdSchema, token: tokenSchema, expires: time });
export const recoveryHelpListSchema = object({
  recoveries: list(
    object({
      recovery: recordIdSchema,
      member: recordIdSchema,
      name: staffName,
      sealing: sealed(1300),
      sealed: sealed(2048),
      asked: time,
    }),
    100,
  ),
});
export const recoveryHelpSchema = object({ sealed: sealed(2048) });
/** `sealed` is there once a helper has re-sealed the secret. */
export const recoveryStateSchema = object(
  {
    status: { enum: ['waiting', 'helped', 'done'] },
    practice: recordIdSchema,
    member: recordIdSchema,
    keyring: sealedKeyring,
    sealed: sealed(2048),
    helper: recordIdSchema,
  },
  ['sealed', 'helper'],
);
export const recoveryTokenSchema = object({ token: tokenSchema });
export const recoveryPasskeyOptionsSchema = challengeSchema;
/** `signature` is by the member's `auth` over the challenge of the options (docs/protocol.md 7.1): the seed is there. */
export const recoveryPasskeySchema = object({
  token: tokenSchema,
  challengeId: bytes16,
  credential: webauthn,
  passkeyName: staffName,
  keyring: sealedKeyring,
  keys: jws(4096),
  signature: bytes64Schema,
});
