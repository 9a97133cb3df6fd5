import { bytes32Schema, federationSchema } from '@etanche/core-vault-protocol';
import { object, recordIdSchema, urlSchema, type Shape } from '@etanche/core-wire';
import { jws, line, time } from './fields.ts';
import { exchangeLimits } from './limits.ts';

/** A proof of a doctor's identity that the records server verified, by the name of its provider. */
const identityProofSchema = object({ member: recordIdSchema, provider: line, at: time });

/**
 * A leaf of a directory's log: the exact UTF-8 bytes of this JSON are hashed. An `entry` replaces the practice's entry
 * before it, a `removal` ends it. A `peer` is another records server whose directory this one repeats.
 */
export const directoryLeafSchema = {
  anyOf: [
    object({
      kind: { const: 'entry' },
      time,
      entry: jws(exchangeLimits.entryCharacters),
      identities: {
        type: 'array',
        items: identityProofSchema,
        minItems: 0,
        maxItems: exchangeLimits.practitionersPerEntry,
      },
    }),
    object({ kind: { const: 'removal' }, time, practice: recordIdSchema }),
    object({
      kind: { const: 'peer' },
      time,
      name: line,
      url: urlSchema,
      server: bytes32Schema,
      federation: federationSchema,
    }),
  ],
} as const;
export type DirectoryLeaf = Shape<typeof directoryLeafSchema>;
export type IdentityProof = Shape<typeof identityProofSchema>;
