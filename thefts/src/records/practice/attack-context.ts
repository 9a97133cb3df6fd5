import type { ConstantTimeGroup, Random } from '@etanche/core-oprf';
import type { TheftPractice } from './theft-practice.ts';

/** Input of all Records scenarios: a practice to attack, and the attacker's own tools. */
export type AttackContext = {
  readonly attacked: TheftPractice;
  readonly group: ConstantTimeGroup;
  readonly random: Random;
  /** Milliseconds, for `seconds`. */
  readonly now: () => number;
  readonly say: (what: string) => void;
};
