import { inject } from 'vitest';
import fc from 'fast-check';
import { concat } from '@etanche/core-wire';

const signs = [0x00, 0xff, 0x3c, 0x3e, 0x26, 0x22, 0x2f, 0x7c, 0x5e, 0x30];

/** Runs a function on changed copies of some files: 200,000 in the nightly run. */
export function onMutations(sources: readonly Uint8Array[], run: (bytes: Uint8Array) => void, short = 1000): void {
  fc.assert(
    fc.property(fc.constantFrom(...sources), fc.integer(), (source, seed) => {
      run(mutated(source, seed));
    }),
    { numRuns: inject('isNightly') ? 200_000 : short },
  );
}

/** One to six changes: a byte replaced, bytes removed, repeated or moved, or the end cut. */
function mutated(source: Uint8Array, seed: number): Uint8Array {
  const next = random(seed);
  let bytes = source.slice();
  for (let changes = next(6); changes >= 0; changes -= 1) {
    const at = next(bytes.length);
    const length = next(40);
    const kind = next(8);
    if (kind === 0) bytes = concat(bytes.subarray(0, at), bytes.subarray(at + length));
    else if (kind === 1) bytes = concat(bytes.subarray(0, at + length), bytes.subarray(at));
    else if (kind === 2) bytes = bytes.slice(0, bytes.length - length);
    else if (kind === 3) bytes.copyWithin(at, next(bytes.length), next(bytes.length));
    else if (at < bytes.length) bytes[at] = kind < 6 ? (signs[next(signs.length)] ?? 0) : next(256);
  }
  return bytes;
}

/** Integers below a limit (mulberry32). */
function random(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), state | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return ((value ^ (value >>> 14)) >>> 0) % Math.max(1, limit);
  };
}
