import { type Epoch } from '@etanche/core-records-protocol';
import { concat, joinFields, labels, u32, type Bytes } from '@etanche/core-wire';
import { hpkeSeal } from '../envelope/hpke.ts';
import type { Random } from '../envelope/random.ts';
import { roleKey, rolePublicKey } from '../keys/role-key.ts';
import { cannotOpen } from '../sealing-error.ts';

/** Where a deposit belongs. */
type DepositPlace = { readonly practice: string; readonly scope: string };

/**
 * Seals a document to the doctors of an epoch, for a member who may not read the clinical part: u32(epoch) ‖
 * encapsulation ‖ ciphertext (docs/protocol.md 7.4).
 *
 * @param epoch the newest, verified
 */
export async function sealDeposit(epoch: Epoch, scope: string, content: Bytes, random: Random): Promise<Bytes> {
  const { practice, epoch: number } = epoch;
  const sealed = await hpkeSeal(rolePublicKey(epoch, 'care'), infoOf({ practice, scope }, number), content, random);
  return concat(u32(number), sealed);
}

/**
 * Opens a deposit.
 *
 * @param careSecret returns the secret of the role care in an epoch, 32 bytes
 * @throws SealingError `cannot_open`; what `careSecret` throws
 */
export async function openDeposit(
  place: DepositPlace,
  sealed: Bytes,
  careSecret: (epoch: number) => Promise<Bytes>,
): Promise<Bytes> {
  if (sealed.length < 4) throw cannotOpen(`a deposit of ${sealed.length} bytes`);
  const epoch = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0);
  const key = await roleKey(place.practice, epoch, 'care', await careSecret(epoch));
  return key.open(infoOf(place, epoch), sealed.slice(4));
}

function infoOf({ practice, scope }: DepositPlace, epoch: number): Bytes {
  return joinFields(labels.deposit, practice, u32(epoch), scope);
}
