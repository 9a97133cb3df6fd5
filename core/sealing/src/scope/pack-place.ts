import type { PackPlace } from '@etanche/core-records-protocol';
import { concat, type Bytes } from '@etanche/core-wire';
import { digest } from '../envelope/digest.ts';
import type { CompartmentKey } from './scope.ts';

/** The digest of a pack's ciphertext in its hash: SHA-256(salt ‖ sealed). */
export async function sealedDigest(salt: Bytes, sealed: Bytes): Promise<Bytes> {
  return digest(concat(salt, sealed));
}

/** True if this is the key of that place's compartment. */
export function isKeyOf(key: CompartmentKey, place: PackPlace): boolean {
  return (
    key.practice === place.practice &&
    key.scope === place.scope &&
    key.compartment === place.compartment &&
    key.epoch === place.epoch &&
    key.seal?.element === place.seal?.element &&
    key.seal?.batch === place.seal?.batch
  );
}

/** True if sequence, number, epoch and time are within the range of the AAD. */
export function isNumbered({ sequence, number, epoch, time }: PackPlace): boolean {
  const isIn = (value: number, least: number, most: number) =>
    Number.isInteger(value) && value >= least && value <= most;
  return (
    isIn(sequence, 1, Number.MAX_SAFE_INTEGER) &&
    isIn(number, 0, 0xffffffff) &&
    isIn(epoch, 1, 0xffffffff) &&
    isIn(time, 0, Number.MAX_SAFE_INTEGER)
  );
}
