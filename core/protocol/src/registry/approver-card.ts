import { object, type Shape } from '../json-schema.ts';
import { vaultIndexSchema } from '../key-set.ts';
import { originSchema } from '../secure-url.ts';
import { recordIdSchema } from './record-id.ts';

/**
 * What a vault signs (`jwsTypes.approverCard`) when somebody has made a passkey on its approvals page: user verified,
 * attestation none. `publicKey` is the COSE key, base64url. `name` is what the approver typed there.
 */
export const approverCardSchema = object({
  approver: recordIdSchema,
  name: { type: 'string', minLength: 1, maxLength: 80 },
  index: vaultIndexSchema,
  rpId: { type: 'string', minLength: 1, maxLength: 253 },
  origin: originSchema,
  credential: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 16, maxLength: 1400 },
  publicKey: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 40, maxLength: 1400 },
});
export type ApproverCard = Shape<typeof approverCardSchema>;
