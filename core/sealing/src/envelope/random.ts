import type { Bytes } from '@etanche/core-wire';
import { argumentInvalid } from '../sealing-error.ts';

/** Returns that many random bytes: `crypto.getRandomValues`, or a deterministic source in tests. */
export type Random = (length: number) => Uint8Array;

/** @throws SealingError `argument_invalid` when the source returns the wrong number of bytes */
export function draw(random: Random, length: number): Bytes {
  const drawn = Uint8Array.from(random(length));
  if (drawn.length !== length) throw argumentInvalid(`random source returned ${drawn.length} bytes, not ${length}`);
  return drawn;
}
