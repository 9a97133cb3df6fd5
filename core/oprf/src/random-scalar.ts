import type { Group, Random, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';

/**
 * A uniform non-zero scalar: 64 random bytes modulo ℓ, whose bias is below 2^-250 (RFC 9497 section 4.7.2).
 *
 * @throws OprfError `random_invalid` when the source gives another number of bytes
 */
export function randomScalar(group: Group, random: Random): Scalar {
  const wide = random(64);
  if (wide.length !== 64) throw new OprfError('random_invalid', `expected 64 random bytes, got ${wide.length}`);
  const scalar = group.reduce(wide);
  wide.fill(0);
  return scalar;
}
