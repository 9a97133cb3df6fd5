/** Pseudorandom numbers from a seed (mulberry32), so that a simulation is reproducible; not for secrets. */
export type Seeded = {
  /** In [0, 1). */
  readonly next: () => number;
  readonly chance: (probability: number) => boolean;
  /** A whole number from 0 to `bound` − 1. */
  readonly below: (bound: number) => number;
  /** A Poisson-distributed number. */
  readonly count: (mean: number) => number;
};

export function seeded(seed: number): Seeded {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    below: (bound) => Math.floor(next() * bound),
    count: (mean) => {
      const limit = Math.exp(-mean);
      let events = -1;
      for (let product = 1; product > limit; product *= next()) events += 1;
      return Math.max(0, events);
    },
  };
}
