import type { ConstantTimeGroup, Random } from '@etanche/core-oprf';
import type { TheftPractice } from './theft-practice.ts';

/** What these thefts are played with: a practice to be robbed, and the thief's own tools. */
export type Robbery = {
  readonly robbed: TheftPractice;
  readonly group: ConstantTimeGroup;
  readonly random: Random;
  /** Milliseconds, for `seconds`. */
  readonly now: () => number;
  readonly say: (what: string) => void;
};
