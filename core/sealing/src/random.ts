import type { Bytes } from '@etanche/core-protocol';
import { argumentInvalid } from './sealing-error.ts';

/** Gives that many random bytes: `crypto.getRandomValues`, or what a test counts. */
export type Random = (length: number) => Uint8Array;

/** @throws SealingError `argument_invalid` when the source gives another number of bytes */
export function draw(random: Random, length: number): Bytes {
  const drawn = Uint8Array.from(random(length));
  if (drawn.length !== length) throw argumentInvalid(`random source gave ${drawn.length} bytes, not ${length}`);
  return drawn;
}
