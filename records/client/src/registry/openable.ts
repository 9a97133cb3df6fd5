import type { PracticePurpose, Quota } from '@etanche/core-protocol';

/** What is left at one vault, and what the threshold allows from all of them together. */
export type Left = {
  /** Openings that t vaults would still grant now; a vault that did not answer counts as empty. */
  readonly openings: number;
  /** As many when nothing had been used in the last 24 hours and 30 days. */
  readonly of: number;
};
export type Quotas = Readonly<Record<PracticePurpose | 'emergency', Left>> & {
  /** By at least one vault. */
  readonly frozen: boolean;
  /** How many vaults answered, of how many: with fewer, `openings` are what can be counted on. */
  readonly answered: number;
  readonly vaults: number;
};

/**
 * How many openings t of n vaults still grant: the largest k for which the vaults, none giving more than k of what it has
 * left, give t·k units together. An opening takes one unit of each of t different vaults.
 *
 * @param left units left at each vault
 */
export function openings(left: readonly number[], threshold: number): number {
  let low = 0;
  let high = Math.floor(left.reduce((sum, units) => sum + units, 0) / threshold);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const given = left.reduce((sum, units) => sum + Math.min(units, middle), 0);
    if (given >= threshold * middle) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param answers of those vaults that answered */
export function combineQuotas(answers: readonly Quota[], vaults: number, threshold: number): Quotas {
  const left = (purpose: PracticePurpose | 'emergency'): Left => {
    const used = answers.map((answer) => answer[purpose]);
    const rest = used.map((one) => Math.max(0, Math.min(one.limit - one.used, one.monthLimit - one.monthUsed)));
    const whole = used.map((one) => Math.min(one.limit, one.monthLimit));
    return { openings: openings(rest, threshold), of: openings(whole, threshold) };
  };
  return {
    scope: left('scope'),
    search: left('search'),
    agenda: left('agenda'),
    inbox: left('inbox'),
    emergency: left('emergency'),
    frozen: answers.some(({ frozen }) => frozen),
    answered: answers.length,
    vaults,
  };
}
