import type { DataContext } from '../data/data-context.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';

/** A day of one practitioner, who is a member. `date` is `YYYY-MM-DD`. */
export type DayName = { readonly practitioner: string; readonly date: string };

/**
 * The scope of a day; null if it has no entry yet. Rejects an answer without the scope that this device saw before.
 *
 * @throws DataError `could_not_check`
 */
export async function findDay(context: DataContext, { practitioner, date }: DayName): Promise<string | null> {
  return (await findDays(context, practitioner, [date])).get(date) ?? null;
}

/**
 * The scopes of those days that have one, by date. Rejects an answer without a scope that this device saw before.
 *
 * @param dates days that follow each other, ascending
 * @throws DataError `could_not_check`
 */
export async function findDays(
  context: DataContext,
  practitioner: string,
  dates: readonly [string, ...string[]],
): Promise<ReadonlyMap<string, string>> {
  return orCouldNotCheck('agenda', async () => {
    const { environment, session, options } = context;
    const [from] = dates;
    const query = { practitioner, from, to: dates.at(-1) ?? from };
    const { days } = await traced(options.trace, 'network', () => session.call('agendaDays', { query }));
    const found = new Map(days.map(({ date, scope }) => [date, scope]));
    const isAsked = days.every((day) => day.practitioner === practitioner && dates.includes(day.date));
    if (found.size < days.length || !isAsked) throw untrusted('other days than those requested');
    for (const date of dates) {
      const seen = await environment.memory.get(memoryKey(context, { practitioner, date }));
      if (seen !== null && seen !== found.get(date))
        throw untrusted('another scope of the day than the one seen before');
    }
    return found;
  });
}

/** Remembers the scope of a day after its entries were verified. */
export async function rememberDay(context: DataContext, day: DayName, scope: string): Promise<void> {
  await context.environment.memory.set(memoryKey(context, day), scope);
}

function memoryKey({ practice }: DataContext, { practitioner, date }: DayName): string {
  return `agenda/${practice.id}/${practitioner}/${date}`;
}
