import type { DataContext } from '../data/data-context.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';

/** A day of one practitioner, a member. `date` is `YYYY-MM-DD`. */
export type DayName = { readonly practitioner: string; readonly date: string };

/**
 * The scope of a day, or null where nobody has booked yet. A day that this device saw once does not vanish, nor become
 * another one.
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
    if (days.length > 1 || !isAsked) throw untrusted('days that were not asked for');
    const seen = await environment.memory.get(memoryKey(context, { practitioner, date }));
    if (seen !== null && seen !== day?.scope) throw untrusted('a day other than the one seen before');
    return day?.scope ?? null;
  });
}

/** Remembers the scope of a day whose entries were verified to be of it. */
export async function rememberDay(context: DataContext, day: DayName, scope: string): Promise<void> {
  await context.environment.memory.set(memoryKey(context, day), scope);
}

function memoryKey({ practice }: DataContext, { practitioner, date }: DayName): string {
  return `agenda/${practice.id}/${practitioner}/${date}`;
}
