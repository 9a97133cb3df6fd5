import { object, type Shape } from '@etanche/core-wire';
import { bytes32Schema, vaultIndexSchema } from './key-set.ts';

/** `GET` returns a vault's signed statement about the files of its approvals page. */
export const pageHashesPath = '/v1/approvals/hashes';

/**
 * A vault's signed statement (JWS `typ` etanche-page-hashes+jws): every file of its approvals page, in order of paths.
 */
export const pageHashesSchema = object({
  index: vaultIndexSchema,
  files: {
    type: 'array',
    minItems: 1,
    maxItems: 500,
    items: object({
      path: { type: 'string', pattern: '^/approvals[A-Za-z0-9/._-]*$', maxLength: 200 },
      sha256: bytes32Schema,
    }),
  },
});
export type PageHashes = Shape<typeof pageHashesSchema>;
