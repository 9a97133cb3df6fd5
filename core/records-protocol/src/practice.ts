import {
  bytes32Schema,
  federationSchema,
  object,
  recordIdSchema,
  rolesSchema,
  signedOrderSchema,
  approvalSchema,
  freezeReasonSchema,
  type Shape,
} from '@etanche/core-protocol';
import { callerSchema, sealedKeyring, tokenSchema } from './account.ts';
import { bytes16, flag, jws, list, positive, staffName, time, webauthn } from './fields.ts';

/** What a client needs to know before anybody signs in. */
export const serverSchema = object({
  name: staffName,
  rpId: { type: 'string', maxLength: 253 },
  key: bytes32Schema,
  federation: federationSchema,
});

/** The server admits a genesis to the vaults, of which it is an operator. `payload` is the order's, base64url. */
export const admissionSchema = object({ founding: tokenSchema, payload: signedOrderSchema.properties.payload });
export const admittedSchema = object({ approval: approvalSchema });

const grantJws = jws(8192);
const epochJws = jws(8192);
export const kitSchema = object({
  auth: bytes32Schema,
  sealing: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', maxLength: 2048 },
});

export const foundingOptionsSchema = object({
  founding: tokenSchema,
  practice: recordIdSchema,
  member: recordIdSchema,
  name: staffName,
});
/** The whole of a new practice, after t vaults have applied its genesis. */
export const foundingSchema = object({
  founding: tokenSchema,
  challengeId: bytes16,
  credential: webauthn,
  passkeyName: staffName,
  practice: recordIdSchema,
  practiceName: staffName,
  member: recordIdSchema,
  name: staffName,
  keys: jws(4096),
  keyring: sealedKeyring,
  genesis: signedOrderSchema,
  kit: kitSchema,
  epoch: epochJws,
  grants: { type: 'array', items: grantJws, minItems: 2, maxItems: 2 },
});

export const practiceSchema = object({
  practice: recordIdSchema,
  name: staffName,
  genesis: bytes32Schema,
  created: time,
  epoch: positive,
  kit: kitSchema,
});

const proofSchema = object({
  issuer: { type: 'string', maxLength: 255 },
  nationalId: { type: 'string', maxLength: 100 },
  proved: time,
});
/**
 * `status` and `roles` are what the chain at the vaults says, as this server last read it. `former` are the statements of
 * keys that a rekey replaced: what they signed before must still verify. `proof` is of the keys in use, `renewalProof` of
 * those that wait to replace them. `granted` says of an active member who is to hold the practice's secrets whether those
 * of the newest epoch are sealed to its keys.
 */
export const memberSchema = object(
  {
    member: recordIdSchema,
    name: staffName,
    parts: { type: 'array', items: callerSchema, minItems: 1, maxItems: 3 },
    status: { enum: ['invited', 'waiting', 'active', 'frozen', 'retired'] },
    keys: jws(4096),
    former: list(jws(4096), 20),
    proof: proofSchema,
    renewalProof: proofSchema,
    granted: flag,
  },
  ['keys', 'former', 'proof', 'renewalProof', 'granted'],
);
export type Member = Shape<typeof memberSchema>;
export const membersSchema = object({ members: list(memberSchema, 1000) });

/** `member`: somebody known who needs a new seed (lost device, suspected theft); the old passkeys end when the invitation is taken. */
export const invitationSchema = object({ name: staffName, roles: rolesSchema, member: recordIdSchema }, ['member']);
export const invitedSchema = object({ member: recordIdSchema, invitation: tokenSchema, expires: time });
/** A program that fills the practice (action `importer`): signs in by its `auth` key. */
export const importerRegistrationSchema = object({ importer: recordIdSchema, name: staffName, keys: jws(4096) });

/** Where the browser goes; it comes back to the server, which sends it on to a page with `#proof=` and this token. */
export const proofStartSchema = object({ url: { type: 'string', maxLength: 4096 } });
/** By the member who began it: whoever was made to follow another's link proves nothing for that other. */
export const proofConfirmationSchema = object({ proof: tokenSchema });

export const grantsSchema = object({ grants: list(grantJws, 1000) });
export const epochsSchema = object({ epochs: list(epochJws, 1000) });
/** A new epoch and its grants to everybody who stays, and to the kit, in one write. */
export const newEpochSchema = object({ epoch: epochJws, grants: list(grantJws, 1001) });
export const newGrantSchema = object({ grant: grantJws });

export const freezeRequestSchema = object({ member: recordIdSchema, reason: freezeReasonSchema });
export const freezeAnswerSchema = object({ freeze: recordIdSchema, vaults: positive });
export const canarySchema = object({ scope: recordIdSchema, canary: flag });
