import type { PracticePurpose, Quota } from '@etanche/core-vault-protocol';

/** What is left at one vault, and what the threshold allows from all of them together. */
export type Remainder = {
  /** Openings that t vaults would still grant now; a vault that did not answer counts as empty. */
  readonly openings: number;
  /** As many when nothing had been used in the last 24 hours and 30 days. */
  readonly of: number;
};
/** Which limit leaves the fewest openings: units of the day or of 30 days, or people of the day. */
export type FirstLimit = 'day' | 'month' | 'people';
export type Quotas = Readonly<Record<PracticePurpose, Remainder & { readonly first: FirstLimit }>> & {
  readonly emergency: Remainder;
  /** How many people the units of all purposes may still show in these 24 hours. */
  readonly people: Remainder;
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
  const units = (purpose: PracticePurpose | 'emergency') => {
    const used = answers.map((answer) => answer[purpose]);
    const day = used.map((one) => Math.max(0, one.limit - one.used));
    const month = used.map((one) => Math.max(0, one.monthLimit - one.monthUsed));
    const of = openings(
      used.map((one) => Math.min(one.limit, one.monthLimit)),
      threshold,
    );
    return { day, month, of };
  };
  const unseen = answers.map(({ people }) => Math.max(0, people.limit - people.used));
  const left = (purpose: PracticePurpose): Quotas['scope'] => {
    const { day, month, of } = units(purpose);
    // A unit that shows nobody is not held back by people.
    const people = answers.map(({ people: { perUnit } }, i) =>
      perUnit[purpose] === 0 ? Infinity : Math.floor((unseen[i] ?? 0) / perUnit[purpose]),
    );
    const rest = day.map((units, i) => Math.min(units, month[i] ?? 0, people[i] ?? 0));
    const alone = { day, month, people: day.map((_, i) => Math.min(people[i] ?? 0, Number.MAX_SAFE_INTEGER / 64)) };
    const names = ['day', 'month', 'people'] as const;
    const fewest = (name: FirstLimit): number => openings(alone[name], threshold);
    const first = names.reduce((least, name) => (fewest(name) < fewest(least) ? name : least), names[0]);
    return { openings: openings(rest, threshold), of, first };
  };
  const drawn = units('emergency');
  return {
    scope: left('scope'),
    search: left('search'),
    agenda: left('agenda'),
    inbox: left('inbox'),
    emergency: {
      openings: openings(
        drawn.day.map((rest, i) => Math.min(rest, drawn.month[i] ?? 0)),
        threshold,
      ),
      of: drawn.of,
    },
    people: {
      openings: openings(unseen, threshold),
      of: openings(
        answers.map(({ people }) => people.limit),
        threshold,
      ),
    },
    frozen: answers.some(({ frozen }) => frozen),
    answered: answers.length,
    vaults,
  };
}
