import { joinFields, labels, u32, type Bytes } from '@etanche/core-wire';
import { hkdf } from '../envelope/derive.ts';
import { requireBytes } from '../sealing-error.ts';

/** Bytes that the group reduces to the scalar s (`reduce` of core/oprf). */
const SPLIT_BYTES = 64;

/**
 * The secret half s of a practice's inbox key in an epoch (docs/protocol.md 9.1), before its reduction: the other half
 * is the vaults' key of `inbox/<practice>`.
 *
 * @param care the secret of the role care in that epoch, 32 bytes
 * @returns 64 bytes, which the caller reduces and zeroes
 */
export async function inboxSplit(practice: string, epoch: number, care: Bytes): Promise<Bytes> {
  requireBytes(care, 32, 'role secret');
  return hkdf(care, labels.inbox, inboxContext(practice, epoch), SPLIT_BYTES);
}

/** Names the practice and the epoch of an inbox key in its derivation and in its proof. */
export function inboxContext(practice: string, epoch: number): Bytes {
  return joinFields(labels.inbox, practice, u32(epoch));
}
