import {
  fromBase64url,
  joinFields,
  type Bytes,
  object,
  type Shape,
  originSchema,
  labels,
  sha256,
  recordIdSchema,
} from '@etanche/core-wire';
import { vaultIndexSchema } from '../key-set.ts';

/**
 * A vault's signed statement (`jwsTypes.approverCard`) about a passkey that was created on its approvals page: user
 * verified, attestation none. `publicKey` is the COSE key, base64url. `name` is the name that the approver typed.
 */
export const approverCardSchema = object({
  approver: recordIdSchema,
  name: { type: 'string', minLength: 1, maxLength: 80 },
  index: vaultIndexSchema,
  rpId: { type: 'string', minLength: 1, maxLength: 253 },
  origin: originSchema,
  credential: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 16, maxLength: 1400 },
  publicKey: { type: 'string', pattern: '^[A-Za-z0-9_-]+$', minLength: 40, maxLength: 1400 },
  /** The passkey's flag BE (WebAuthn Level 3 section 6.1.3): it can be copied into a cloud account. */
  backupEligible: { type: 'boolean' },
});
export type ApproverCard = Shape<typeof approverCardSchema>;

/**
 * 32 bytes, of which people compare the first (docs/protocol.md 7.1): every page computes it from the card's public
 * key.
 */
export function approverKeyHash({ publicKey }: Pick<ApproverCard, 'publicKey'>): Bytes {
  return sha256(joinFields(labels.approverFingerprint, fromBase64url(publicKey, undefined)));
}
