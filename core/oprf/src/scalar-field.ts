import { ristretto255 } from '@noble/curves/ed25519.js';
import type { Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';

/**
 * Arithmetic modulo ℓ over bigint. Its time depends on the values: only for public scalars (Lagrange coefficients,
 * proofs, hashes) and for a client's single-use blinds. A vault's share goes through `ConstantTimeGroup`.
 */
const field = ristretto255.Point.Fn;

/** ℓ, the order of the group. */
export const order: bigint = field.ORDER;

/** @throws OprfError `scalar_invalid` unless `bytes` are a reduced, non-zero scalar. */
export function decodeScalar(bytes: Uint8Array): bigint {
  const value = bytes.length === field.BYTES ? littleEndian(bytes) : 0n;
  if (value === 0n || value >= order) throw new OprfError('scalar_invalid', 'scalar is zero or not reduced');
  return value;
}

/** @throws OprfError `scalar_invalid` when `value` is a multiple of ℓ. */
export function encodeScalar(value: bigint): Scalar {
  const reduced = field.create(value);
  if (reduced === 0n) throw new OprfError('scalar_invalid', 'scalar is zero');
  return Uint8Array.from(field.toBytes(reduced));
}

/** 64 bytes, little-endian, modulo ℓ. */
export function reduceWide(wide: Uint8Array): Scalar {
  if (wide.length !== 64) throw new OprfError('scalar_invalid', `expected 64 bytes, got ${wide.length}`);
  return encodeScalar(littleEndian(wide));
}

/**
 * The inverses of `factor`·scalars[i], with one inversion for all of them (Montgomery's trick).
 *
 * @throws OprfError `scalar_invalid`
 */
export function invertAll(scalars: readonly Scalar[], factor: bigint): Scalar[] {
  const values = scalars.map((scalar) => field.mul(decodeScalar(scalar), field.create(factor)));
  return field.invertBatch(values).map(encodeScalar);
}

/** (a · b) mod ℓ, in variable time: one of them is single-use. @throws OprfError `scalar_invalid` */
export function multiplyScalars(a: Scalar, b: Scalar): Scalar {
  return encodeScalar(field.mul(decodeScalar(a), decodeScalar(b)));
}

/** (a − b) mod ℓ. @throws OprfError `scalar_invalid` */
export function subtractScalars(a: Scalar, b: Scalar): Scalar {
  return encodeScalar(field.sub(decodeScalar(a), decodeScalar(b)));
}

function littleEndian(bytes: Uint8Array): bigint {
  let value = 0n;
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = bytes.length - 8; offset >= 0; offset -= 8) {
    value = (value << 64n) | words.getBigUint64(offset, true);
  }
  return value;
}

/** The scalar of a small public number of either sign. */
export function smallScalar(numerator: bigint, denominator: bigint): Scalar {
  return encodeScalar(field.mul(field.create(numerator), field.inv(field.create(denominator))));
}
