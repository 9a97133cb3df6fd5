import type { DataContext } from '../data/data-context.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';
import type { DayName } from './day-scope.ts';

/** A day that has entries. `entries` counts cancelled and removed ones, because the server cannot distinguish them. */
export type DayLoad = DayName & { readonly entries: number };

/** Days that one answer of the server may have. */
const mostDays = 1000;

/**
 * The number of entries of each day of all practitioners in a range, as the server claims it. It opens no day and
 * costs no unit.
 *
 * @param range `YYYY-MM-DD`, both days included
 * @throws DataError `could_not_check`; RangeError for a range of too many days
 */
export async function dayLoads(
  context: DataContext,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<readonly DayLoad[]> {
  return orCouldNotCheck('agenda', async () => {
    const { days } = await traced(context.options.trace, 'network', () =>
      context.session.call('agendaDays', { query: { from, to } }),
    );
    if (days.length >= mostDays) throw new RangeError('the range has more days than one answer');
    if (days.some(({ date }) => date < from || date > to)) throw untrusted('days outside the requested range');
    return days.map(({ practitioner, date, entries }) => ({ practitioner, date, entries }));
  });
}
