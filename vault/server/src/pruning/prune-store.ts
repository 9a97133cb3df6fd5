import type { Database, Logger } from '@etanche/platform';
import { errorFields } from '@etanche/platform';
import { storeQuery } from '../store-query.ts';
import { firstKeptDay, type KeepRules } from './keep-rules.ts';

const dayMs = 86_400_000;
/** Rows forgotten by one statement: few, so that no claim waits for it. */
const together = 1000;

const prune = {
  name: 'prune',
  text: 'SELECT alarms::int, counts::int FROM vault_prune($1, $2::date, $3)',
};

export type PruneParts = {
  readonly database: Database;
  readonly timeoutMs: number;
  readonly keep: KeepRules;
  readonly now: () => number;
};

/**
 * Forgets delivered alarms and daily counts that are older than they are kept.
 *
 * @returns how many rows
 * @throws Refusal `store_unavailable`
 */
export async function pruneStore({ database, timeoutMs, keep, now }: PruneParts, signal: AbortSignal): Promise<number> {
  let rows = 0;
  while (!signal.aborted) {
    // A day later than it is refused to be told: no answer is of a day that is being forgotten.
    const values = [now() - keep.alarmDays * dayMs, firstKeptDay(keep, now() - dayMs), together];
    const [gone] = await storeQuery<{ alarms: number; counts: number }>(database, prune, values, timeoutMs);
    const { alarms = 0, counts = 0 } = gone ?? {};
    rows += alarms + counts;
    if (alarms < together && counts < together) break;
  }
  return rows;
}

/** Prunes at once and from then on every so often. What fails is tried again the next time. */
export function keepPruned(parts: PruneParts, logger: Logger, fields: { readonly vault: number }): AsyncDisposable {
  const stop = new AbortController();
  let running: Promise<void> | null = null;
  const look = (): void => {
    running ??= pruneStore(parts, stop.signal)
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
  const timer = setInterval(look, parts.keep.everyMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      stop.abort();
      await running;
    },
  };
}
