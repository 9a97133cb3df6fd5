/**
 * Multiplication in GF(2^bits) without a table or a branch on its operands, so that the time does not depend on secret
 * bytes.
 *
 * @param reduction the field's polynomial without its highest term
 */
function multiply(a: number, b: number, bits: number, reduction: number): number {
  const mask = (1 << bits) - 1;
  let product = 0;
  let shifted = a;
  for (let i = 0; i < bits; i++) {
    product ^= shifted & -((b >> i) & 1);
    shifted = ((shifted << 1) & mask) ^ (reduction & -((shifted >> (bits - 1)) & 1));
  }
  return product;
}

/** GF(256) of AES: x^8 + x^4 + x^3 + x + 1. */
export function multiply256(a: number, b: number): number {
  return multiply(a, b, 8, 0x1b);
}

/** a^254, which equals 1/a, and 0 for 0. */
export function invert256(a: number): number {
  let power = a;
  let inverse = 1;
  for (let i = 1; i < 8; i++) {
    power = multiply256(power, power);
    inverse = multiply256(inverse, power);
  }
  return inverse;
}

/** GF(32): x^5 + x^2 + 1. */
export function multiply32(a: number, b: number): number {
  return multiply(a, b, 5, 0x05);
}
