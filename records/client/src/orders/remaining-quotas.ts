import type { PracticePurpose, Quota } from '@etanche/core-vault-protocol';

/** Openings that the vaults of a practice still grant together. */
type Remainder = {
  /** Openings that t vaults still grant now; a vault that did not answer counts as having none. */
  readonly openings: number;
  /** The same without any use in the last 24 hours and 30 days. */
  readonly of: number;
};
/** The limit that leaves the fewest openings: units of the day or of 30 days, or people of the day. */
type FirstLimit = 'day' | 'month' | 'people';
export type Quotas = Readonly<Record<PracticePurpose, Remainder & { readonly first: FirstLimit }>> & {
  readonly emergency: Remainder;
  /** Number of people whom the units of all purposes may still show in these 24 hours. */
  readonly people: Remainder;
  /** True if at least one vault has frozen the member. */
  readonly frozen: boolean;
  /** Number of vaults that answered; if it is less than `vaults`, `openings` is a lower bound. */
  readonly answered: number;
  readonly vaults: number;
};

/**
 * Number of openings that t of n vaults still grant. An opening takes one unit at each of t different vaults, so it is
 * the largest k for which the sum of min(units left, k) over the vaults is at least t·k.
 *
 * @param left units left at each vault
 */
export function openings(left: readonly number[], threshold: number): number {
  let low = 0;
  let high = Math.floor(left.reduce((sum, units) => sum + units, 0) / threshold);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const granted = left.reduce((sum, units) => sum + Math.min(units, middle), 0);
    if (granted >= threshold * middle) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** @param answers of the vaults that answered */
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
    // Purposes whose units show no person are not limited by people.
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
