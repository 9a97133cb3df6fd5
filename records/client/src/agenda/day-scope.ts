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
  return orCouldNotCheck('agenda', async () => {
    const { environment, session, options } = context;
    const { days } = await traced(options.trace, 'network', () =>
      session.call('agendaDays', { query: { practitioner, from: date, to: date } }),
    );
    const [day] = days;
    const isAsked = day === undefined || (day.practitioner === practitioner && day.date === date);
    if (days.length > 1 || !isAsked) throw untrusted('other days than the one requested');
    const seen = await environment.memory.get(memoryKey(context, { practitioner, date }));
    if (seen !== null && seen !== day?.scope) throw untrusted('another scope of the day than the one seen before');
    return day?.scope ?? null;
  });
}

/** Remembers the scope of a day after its entries were verified. */
export async function rememberDay(context: DataContext, day: DayName, scope: string): Promise<void> {
  await context.environment.memory.set(memoryKey(context, day), scope);
}

function memoryKey({ practice }: DataContext, { practitioner, date }: DayName): string {
  return `agenda/${practice.id}/${practitioner}/${date}`;
}
