import {
  bytes32Schema,
  federationSchema,
  personRoles,
  signedOrderSchema,
  approvalSchema,
  freezeReasonSchema,
} from '@etanche/core-vault-protocol';
import { object, recordIdSchema, type Shape } from '@etanche/core-wire';
import { callerSchema, sealedKeyring, tokenSchema } from './account.ts';
import { bytes16, flag, jws, list, positive, staffName, time, webauthn } from './fields.ts';

/** Public settings that a client needs before sign-in. */
export const serverSchema = object(
  {
    name: staffName,
    rpId: { type: 'string', maxLength: 253 },
    key: bytes32Schema,
    federation: federationSchema,
    /** Present while the server has no practice, so that the first screen offers to found one. */
    isNew: { const: true },
  },
  ['isNew'],
);

/** The server, as an operator of the vaults, admits a genesis. `payload` is the order's, base64url. */
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
/** All data of a new practice, after t vaults have applied its genesis. */
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

/** Services that a gateway states: MSSanté mail, the watched folder, the API for local programs. */
export const gatewayServices = ['mail', 'folder', 'api'] as const;
export type GatewayService = (typeof gatewayServices)[number];
const servicesSchema = { type: 'array', items: { enum: gatewayServices }, minItems: 0, maxItems: 3 } as const;
export const gatewayServicesSchema = object({ services: servicesSchema });

const proofSchema = object({
  issuer: { type: 'string', maxLength: 255 },
  nationalId: { type: 'string', maxLength: 100 },
  proved: time,
});
/**
 * `status` and `roles` follow the chain at the vaults, as this server last read it. `former` are the statements of
 * replaced keys, with which earlier signatures must still verify. `proof` covers the keys in use, `renewalProof` the
 * keys that will replace them. `granted` is present for active members who need the practice's secrets: true if the
 * secrets of the newest epoch are sealed to their keys, or for an administrator the root of the settings. `services` is
 * present for a gateway that has stated them.
 */
export const memberSchema = object(
  {
    member: recordIdSchema,
    name: staffName,
    roles: { type: 'array', items: callerSchema, minItems: 1, maxItems: 3 },
    status: { enum: ['invited', 'waiting', 'active', 'frozen', 'retired'] },
    keys: jws(4096),
    former: list(jws(4096), 20),
    proof: proofSchema,
    renewalProof: proofSchema,
    granted: flag,
    services: servicesSchema,
  },
  ['keys', 'former', 'proof', 'renewalProof', 'granted', 'services'],
);
export type Member = Shape<typeof memberSchema>;
export const membersSchema = object({ members: list(memberSchema, 1000) });

/**
 * `member`: an existing member who needs a new seed (lost device, suspected theft); the old passkeys end when the
 * invitation is used.
 */
export const invitationSchema = object(
  {
    name: staffName,
    roles: { type: 'array', items: { enum: personRoles }, minItems: 1, maxItems: 3 },
    member: recordIdSchema,
  },
  ['member'],
);
export const invitedSchema = object({ member: recordIdSchema, invitation: tokenSchema, expires: time });
/** A program that imports files into the practice (action `importer`); it signs in with its `auth` key. */
export const importerRegistrationSchema = object({ importer: recordIdSchema, name: staffName, keys: jws(4096) });

/**
 * A program at the practice that exchanges documents with other systems; an order `enrol` with the role `gateway`
 * follows.
 */
export const gatewayRegistrationSchema = object({ gateway: recordIdSchema, name: staffName, keys: jws(4096) });

/** URL for the browser. It returns to the server, which redirects it to a page with `#proof=` and this token. */
export const proofStartSchema = object({ url: { type: 'string', maxLength: 4096 } });
/**
 * Sent by the member who started the proof: a person who was tricked into following a link proves nothing for its
 * sender.
 */
export const proofConfirmationSchema = object({ proof: tokenSchema });

export const grantsSchema = object({ grants: list(grantJws, 1000) });
export const epochsSchema = object({ epochs: list(epochJws, 1000) });
/** A new epoch and its grants to all remaining members and to the kit, in one write. */
export const newEpochSchema = object({ epoch: epochJws, grants: list(grantJws, 1001) });
export const newGrantSchema = object({ grant: grantJws });

export const freezeRequestSchema = object({ member: recordIdSchema, reason: freezeReasonSchema });
export const freezeAnswerSchema = object({ freeze: recordIdSchema, vaults: positive });
export const canarySchema = object({ scope: recordIdSchema, canary: flag });
