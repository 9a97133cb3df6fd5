import type { CandidateView } from './exchange-calls.ts';

/**
 * The ids of the vaccinations that a filing adds to the file of a candidate, in one order; none for a file that is not
 * open.
 */
export function addedVaccines({ vaccines }: CandidateView): readonly string[] {
  return Object.entries(vaccines ?? {})
    .filter(([, match]) => match === 'new' || match === 'similar')
    .map(([id]) => id)
    .toSorted();
}
