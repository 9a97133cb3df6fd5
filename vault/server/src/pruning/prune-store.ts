import { type Database, type Logger, errorFields } from '@etanche/platform';
import { storeQuery } from '../store/store-query.ts';
import { firstKeptDay, type KeepRules } from './keep-rules.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Rows deleted by one statement: few, so that claims do not wait for it. */
const together = 1000;

const prune = {
  name: 'prune',
  text: 'SELECT alarms::int, counts::int, hours::int FROM vault_prune($1, $2::date, $3, $4)',
};

type PruneOptions = {
  readonly database: Database;
  readonly timeoutMs: number;
  readonly keep: KeepRules;
  /** Hours of members are kept as long as habits are learned from them. */
  readonly habitDays: number;
  readonly now: () => number;
};

/**
 * Deletes delivered alarms, daily counts and members' hours that are older than their limit.
 *
 * @returns the number of rows
 * @throws Refusal `store_unavailable`
 */
export async function pruneStore(
  { database, timeoutMs, keep, habitDays, now }: PruneOptions,
  signal: AbortSignal,
): Promise<number> {
  let rows = 0;
  while (!signal.aborted) {
    // Deleted one day later than requests for the day are refused, so that no answer covers a partly deleted day.
    const hoursBefore = Math.floor(now() / hourMs) - 24 * (habitDays + 1);
    const values = [now() - keep.alarmDays * dayMs, firstKeptDay(keep, now() - dayMs), hoursBefore, together];
    const [gone] = await storeQuery<Record<'alarms' | 'counts' | 'hours', number>>(database, prune, values, timeoutMs);
    const { alarms = 0, counts = 0, hours = 0 } = gone ?? {};
    rows += alarms + counts + hours;
    if (Math.max(alarms, counts, hours) < together) break;
  }
  return rows;
}

/** Prunes at once and then at each interval. The next interval retries failures. */
export function keepPruned(options: PruneOptions, logger: Logger, fields: { readonly vault: number }): AsyncDisposable {
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  const look = (): void => {
    running ??= pruneStore(options, stop.signal)
      .then((rows) => {
        if (rows > 0) logger.info('store_pruned', { ...fields, rows });
      })
      .catch((error: unknown) => {
        logger.error('prune_failed', { ...fields, ...errorFields(error) });
      })
      .finally(() => {
        running = null;
      });
  };
  look();
  const timer = setInterval(look, options.keep.everyMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stop.abort();
      await running;
    },
  };
}
