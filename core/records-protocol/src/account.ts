import { bytes32Schema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { bytes16, challenge, flag, jws, list, sealed, staffName, time, webauthn } from './fields.ts';

export const callerSchema = { enum: ['doctor', 'secretary', 'administrator', 'gateway', 'importer', 'kit'] } as const;
const rolesSchema = { type: 'array', items: callerSchema, minItems: 1, maxItems: 3 } as const;
/** A bearer token: 32 random bytes. */
export const tokenSchema = bytes32Schema;
/** The keyring sealed under a passkey or a recovery code (docs/protocol.md 7.1). */
export const sealedKeyring = sealed(8192);
const credentialId = { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 16, maxLength: 1400 } as const;

/** A session, returned once to its owner. `keyring` is the keyring sealed under the passkey of this sign-in. */
export const signedInSchema = object(
  {
    token: tokenSchema,
    session: recordIdSchema,
    expires: time,
    idleMs: time,
    practice: recordIdSchema,
    member: recordIdSchema,
    roles: rolesSchema,
    keyring: sealedKeyring,
  },
  ['keyring'],
);
export type SignedIn = Shape<typeof signedInSchema>;

export const signInSchema = object({ challengeId: bytes16, credential: webauthn });
export const keySignInOptionsSchema = object({
  practice: recordIdSchema,
  member: { anyOf: [recordIdSchema, { const: 'kit' }] },
});
export const keyChallengeSchema = object({ challenge: bytes32Schema });
/**
 * `signature` is over fields("etanche/v1/key-sign-in", practice, member or "kit", challenge): importers, gateways and
 * kits only.
 */
export const keySignInSchema = object({
  practice: recordIdSchema,
  member: { anyOf: [recordIdSchema, { const: 'kit' }] },
  challenge: bytes32Schema,
  signature: { type: 'string', pattern: '^[A-Za-z0-9_-]{85}[AQgw]$', maxLength: 86 },
});

export const sessionSchema = object({
  session: recordIdSchema,
  created: time,
  seen: time,
  expires: time,
  current: flag,
  passkey: { anyOf: [staffName, { const: null }] },
});
export const sessionsSchema = object({ sessions: list(sessionSchema, 100) });

export const passkeySchema = object({
  passkey: recordIdSchema,
  name: staffName,
  created: time,
  used: time,
  current: flag,
});
/** `recovery` is when the member prepared the loss of all passkeys; null if never. */
export const passkeysSchema = object({
  passkeys: list(passkeySchema, 20),
  recovery: { anyOf: [time, { const: null }] },
});
/** Passkeys, open sessions and preparation of every member, by member. `invited` is when an open invitation ends. */
export const devicesSchema = object({
  devices: list(
    object({
      member: recordIdSchema,
      passkeys: list(object({ passkey: recordIdSchema, name: staffName, created: time, used: time }), 40),
      sessions: list(object({ session: recordIdSchema, created: time, seen: time, passkey: staffName }), 100),
      recovery: { anyOf: [time, { const: null }] },
      invited: { anyOf: [time, { const: null }] },
    }),
    1000,
  ),
});
/** The sealing covers the credential's id, so the client reads it from the new credential. */
export const addPasskeySchema = object({
  challengeId: bytes16,
  credential: webauthn,
  name: staffName,
  keyring: sealedKeyring,
});

export const registrationOptionsSchema = object({ invitation: tokenSchema });
export const registrationChallengeSchema = object({
  ...challenge.properties,
  practice: recordIdSchema,
  practiceName: staffName,
  member: recordIdSchema,
  name: staffName,
  roles: rolesSchema,
  genesis: bytes32Schema,
});
export const registrationSchema = object({
  challengeId: bytes16,
  invitation: tokenSchema,
  credential: webauthn,
  passkeyName: staffName,
  keys: jws(4096),
  keyring: sealedKeyring,
});
export { challenge as challengeSchema, credentialId as credentialIdSchema };
