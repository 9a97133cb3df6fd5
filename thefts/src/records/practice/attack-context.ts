import type { ConstantTimeGroup, Random } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { random } from '../../system/throwaway.ts';
import type { TheftPractice } from './theft-practice.ts';

/** Input of all Records scenarios: a practice to attack, and the attacker's own tools. */
export type AttackContext = {
  readonly attacked: TheftPractice;
  readonly group: ConstantTimeGroup;
  readonly random: Random;
  /** Milliseconds, for `seconds`. */
  readonly now: () => number;
  readonly say: (what: string) => void;
  readonly signal: AbortSignal;
};

/** The context of attacks on a practice, with the clock and the randomness of this process. */
export async function contextOf(
  attacked: TheftPractice,
  { say, signal }: Pick<AttackContext, 'say' | 'signal'>,
): Promise<AttackContext> {
  return { attacked, group: await loadSodiumGroup(), random, now: () => performance.now(), say, signal };
}
