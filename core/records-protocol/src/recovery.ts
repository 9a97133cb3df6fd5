import { bytes64Schema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema } from '@etanche/core-wire';
import { challengeSchema, sealedKeyring, tokenSchema } from './account.ts';
import { bytes16, jws, list, sealed, staffName, time, webauthn } from './fields.ts';

const helpersNeeded = { type: 'integer', minimum: 1, maximum: 2 } as const;
/** The helpers and how many of them are needed, sealed under the printed code. */
const sealedPlan = sealed(1024);

/**
 * A member's preparation: the keyring sealed under the printed code and the helper secret, of which each helper has a
 * share. `helpersNeeded` is 1 only if a single other member of the practice can help; `plan` states the same under the
 * printed code.
 */
export const recoveryPlanSchema = object({
  lookup: recordIdSchema,
  plan: sealedPlan,
  keyring: sealedKeyring,
  helpersNeeded,
  helpers: {
    type: 'array',
    items: object({ helper: recordIdSchema, sealed: sealed(2048) }),
    minItems: 1,
    maxItems: 10,
  },
});
/** The request of a member who lost every passkey: `lookup` from the printed code, and a fresh X-Wing public key. */
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
/** `helps` are the shares that helpers have re-sealed; `helped` is true if there are as many as the plan needs. */
export const recoveryStateSchema = object({
  status: { enum: ['waiting', 'helped', 'done'] },
  practice: recordIdSchema,
  member: recordIdSchema,
  plan: sealedPlan,
  keyring: sealedKeyring,
  helps: list(object({ helper: recordIdSchema, sealed: sealed(2048) }), 10),
});
export const recoveryTokenSchema = object({ token: tokenSchema });
export const recoveryPasskeyOptionsSchema = challengeSchema;
/**
 * `signature` is by the member's `auth` over the challenge of the options (docs/protocol.md 7.1) and proves that the
 * member has the seed.
 */
export const recoveryPasskeySchema = object({
  token: tokenSchema,
  challengeId: bytes16,
  credential: webauthn,
  passkeyName: staffName,
  keyring: sealedKeyring,
  keys: jws(4096),
  signature: bytes64Schema,
});
