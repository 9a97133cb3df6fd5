import { limits } from '@etanche/core-wire';
import { postingLimit, type TermKind } from '@etanche/records-fhir';
import type { Truth } from '../practice/truth.ts';

/** More than any quota evaluates, and enough to exceed every limit if nothing is counted. */
export const mostWantedTerms = 4000;

/**
 * The terms with which an omniscient attacker sees most persons in fewest searches: greedily, the term that shows most
 * new persons.
 */
export function wantedTerms({ patients, canaries }: Pick<Truth, 'patients' | 'canaries'>): string[] {
  const holders = new Map<string, number[]>();
  for (const { number, terms } of [...patients, ...canaries]) {
    for (const term of terms) holders.set(term, [...(holders.get(term) ?? []), number]);
  }
  // A term that more patients share shows nobody.
  let waiting = [...holders].filter(([term, { length }]) => length <= postingLimit(term.split('|')[0] as TermKind));
  const seen = new Set<number>();
  const chosen: string[] = [];
  for (let size: number = limits.postings.exact; size > 0; size--) {
    const left: typeof waiting = [];
    for (const [term, numbers] of waiting) {
      const fresh = numbers.filter((number) => !seen.has(number));
      if (fresh.length === size) {
        chosen.push(term);
        for (const number of fresh) seen.add(number);
      } else if (fresh.length > 0) left.push([term, fresh]);
    }
    waiting = left;
  }
  return chosen;
}
