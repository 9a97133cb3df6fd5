import { checkLabels, joinFields, type Bytes } from '@etanche/core-wire';
import type { ConstantTimeGroup, Element, Group, Random, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';

/**
 * A uniform non-zero scalar: 64 random bytes modulo ℓ, whose bias is below 2^-250 (RFC 9497 section 4.7.2).
 *
 * @throws OprfError `random_invalid` when the source returns the wrong number of bytes
 */
export function randomScalar(group: Group, random: Random): Scalar {
  const wide = randomWide(random);
  const scalar = group.reduce(wide);
  wide.fill(0);
  return scalar;
}

/**
 * The nonce r of a proof, derived from 64 random bytes, the share and all other inputs of the proof's challenge. A
 * virtual machine that resumes from a snapshot repeats its random bytes, and two different proofs with one nonce reveal
 * the share. Therefore different inputs give unrelated nonces, and the same inputs give the same proof.
 *
 * @param composites M and Z of the transcript
 * @throws OprfError `random_invalid`
 */
export function proofNonce(
  group: ConstantTimeGroup,
  key: { readonly secret: Scalar; readonly publicKey: Element },
  composites: { readonly m: Element; readonly z: Element },
  random: Random,
): Scalar {
  const wide = randomWide(random);
  const message = joinFields(checkLabels.proofNonce, key.secret, wide, key.publicKey, composites.m, composites.z);
  const digest = group.hash(message);
  const nonce = group.reduce(digest);
  for (const secret of [wide, message, digest]) secret.fill(0);
  return nonce;
}

function randomWide(random: Random): Bytes {
  const wide = random(64);
  if (wide.length !== 64) throw new OprfError('random_invalid', `expected 64 random bytes, got ${wide.length}`);
  return wide;
}
