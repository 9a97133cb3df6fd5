import { bytes32Schema, bytes64Schema, federationSchema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, urlSchema, type Shape } from '@etanche/core-wire';
import { epochNumber, line, positive } from './fields.ts';
import { exchangeLimits } from './limits.ts';

/** An identifier of the national directory of professionals (RPPS): 11 digits, the last one a Luhn digit. */
const rpps = { type: 'string', pattern: '^[0-9]{11}$', maxLength: 11 } as const;

/** A doctor of a practice, by their member id. The chain of the practice says with which keys they sign. */
export const practitionerEntrySchema = object({ member: recordIdSchema, name: line, rpps, speciality: line }, [
  'rpps',
  'speciality',
]);
export type PractitionerEntry = Shape<typeof practitionerEntrySchema>;

/**
 * The entry of a practice in the directory (docs/protocol.md 9.1), a compact JWS by the `auth` key of a doctor of its
 * chain. `sequence` counts the practice's entries from 1, and `previous` is the hash of the one before. `inbox` has the
 * keys of `epoch` under which others seal messages to the practice: the split element s·k·G with the proof that it is a
 * multiple of k·G, the public key of `inbox/<practice>`, by a scalar that the author knows; and the SHA-256 of the
 * X-Wing key of the role care.
 */
export const directoryEntrySchema = object({
  practice: recordIdSchema,
  sequence: positive,
  previous: { anyOf: [bytes32Schema, { const: null }] },
  author: recordIdSchema,
  federation: federationSchema,
  server: urlSchema,
  epoch: epochNumber,
  inbox: object({ publicKey: bytes32Schema, element: bytes32Schema, proof: bytes64Schema, sealing: bytes32Schema }),
  name: line,
  place: line,
  practitioners: {
    type: 'array',
    items: practitionerEntrySchema,
    minItems: 1,
    maxItems: exchangeLimits.practitionersPerEntry,
  },
});
export type DirectoryEntry = Shape<typeof directoryEntrySchema>;
