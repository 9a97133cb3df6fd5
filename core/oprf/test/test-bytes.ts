import type { Bytes } from '@etanche/core-wire';
import { sha512 } from '@noble/hashes/sha2.js';
import type { Random } from '../src/index.ts';

export function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

/** Returns an RFC's scalars as 64 little-endian bytes, and throws for any other length or a further request. */
export function replayScalars(scalars: readonly string[]): Random {
  const left = [...scalars];
  return (length) => {
    const scalar = left.shift();
    if (length !== 64 || scalar === undefined) throw new Error('the vector has no such random bytes');
    return hex(scalar + '00'.repeat(32));
  };
}

/** A random source that returns the same bytes in each run for the same seed. */
export function seededRandom(seed: string): Random {
  let counter = 0;
  return (length) => {
    if (length > 64) throw new RangeError('at most 64 bytes');
    counter++;
    return Uint8Array.from(sha512(new TextEncoder().encode(`${seed} ${counter}`)).subarray(0, length));
  };
}
