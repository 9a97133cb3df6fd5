import type { Bytes } from '@etanche/core-wire';
import { invert256, multiply256 } from './gf.ts';
import { draw, type Random } from '../envelope/random.ts';
import { argumentInvalid } from '../sealing-error.ts';

/** One point of a sharing: x, from 1, and a byte of y for each byte of the secret. */
export type Share = { readonly x: number; readonly y: Bytes };

/**
 * Shamir's sharing over GF(256), byte by byte, of threshold 2: a single share reveals nothing about the secret.
 *
 * @param shares number of shares, 2 to 255
 */
export function splitInTwoOf(secret: Bytes, shares: number, random: Random): Share[] {
  if (!Number.isInteger(shares) || shares < 2 || shares > 255) throw argumentInvalid(`${shares} shares`);
  const slopes = draw(random, secret.length);
  return Array.from({ length: shares }, (_, i) => {
    const x = i + 1;
    return { x, y: secret.map((byte, at) => byte ^ multiply256(slopes[at] ?? 0, x)) };
  });
}

/** Restores the secret from two different shares: the value at 0 of the line through them. */
export function combineTwo(a: Share, b: Share): Bytes {
  if (a.x === b.x || a.x === 0 || b.x === 0 || a.y.length !== b.y.length)
    throw argumentInvalid('the shares are the same');
  // Lagrange coefficients at 0; subtraction is addition in this field.
  const inverse = invert256(a.x ^ b.x);
  const ofA = multiply256(b.x, inverse);
  const ofB = multiply256(a.x, inverse);
  return a.y.map((byte, at) => multiply256(byte, ofA) ^ multiply256(b.y[at] ?? 0, ofB));
}
