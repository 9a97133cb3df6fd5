import type { Logger } from '@etanche/platform';
import { appendLeaf, type LeafSources } from '../audit/append-leaf.ts';
import type { DataMetrics } from '../data/data-metrics.ts';
import { rowsOf, type Store, type Tx } from '../store/store.ts';
import { compareDay, type Difference, type LoggedDay, type Tolerance } from './compare-day.ts';
import { readCounts, type CountsReader } from './read-counts.ts';

export type ReconcileDependencies = CountsReader &
  LeafSources & {
    readonly store: Store;
    readonly logger: Logger;
    readonly metrics: DataMetrics;
    readonly tolerance: Tolerance;
  };

const dayMs = 86_400_000;
/** Number of past days that are still compared after the vaults were unreachable. */
const daysBack = 7;
/** Age after which the counts of t vaults are enough. */
const patienceDays = 3;

const findDone = { name: 'reconciled_days', text: 'SELECT day FROM reconciled_day WHERE practice = $1 AND day >= $2' };
const findLogged = {
  name: 'audit_day_find',
  text: `SELECT member, opened::float8 AS opened, searched::float8 AS searched FROM audit_day
    WHERE practice = $1 AND day = $2`,
};
const close = {
  name: 'reconciled_close',
  text: `INSERT INTO reconciled_day (practice, day, compared_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING
    RETURNING true AS first`,
};
const findAge = {
  name: 'reconcile_age',
  text: 'SELECT created_at::float8 AS "createdAt" FROM tenant WHERE practice = $1',
};

/**
 * Compares each past day of a practice once with the vaults' signed counts. If the vaults evaluated more for a member
 * than the log contains, as after a theft of the database, a leaf, a log line and a metric report it.
 *
 * @returns the differences
 */
export async function reconcile(dependencies: ReconcileDependencies, practice: string): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const { day, age } of await openDays(dependencies, practice)) {
    const counts = await readCounts(dependencies, practice, day);
    const { threshold, vaults } = dependencies.federation;
    if (counts.length < (age >= patienceDays ? threshold : vaults.length)) continue;
    found.push(
      ...(await dependencies.store.inPractice(practice, async (tx) => {
        const logged = await rowsOf<LoggedDay>(tx, findLogged, [practice, day]);
        const differences = compareDay(counts, threshold, logged, dependencies.tolerance);
        const first = await rowsOf(tx, close, [practice, day, dependencies.now()]);
        if (first.length === 0) return [];
        await record(dependencies, tx, practice, day, differences);
        return differences;
      })),
    );
  }
  for (const { excess } of found) {
    dependencies.metrics.countsDiffer();
    dependencies.logger.error('counts_differ', { units: excess });
  }
  return found;
}

/** Past days since the practice was founded that have not been compared; `age` in days. */
async function openDays(
  { store, now }: ReconcileDependencies,
  practice: string,
): Promise<{ day: string; age: number }[]> {
  return store.inPractice(practice, async (tx) => {
    const [tenant] = await rowsOf<{ createdAt: number }>(tx, findAge, [practice]);
    const days = Array.from({ length: daysBack }, (_, i) => ({ day: dayOf(now() - (i + 1) * dayMs), age: i + 1 }));
    const oldest = dayOf(Math.max(tenant?.createdAt ?? 0, now() - daysBack * dayMs));
    const done = await rowsOf<{ day: string }>(tx, findDone, [practice, oldest]);
    return days.filter(({ day }) => day >= oldest && !done.some((each) => each.day === day));
  });
}

async function record(
  dependencies: ReconcileDependencies,
  tx: Tx,
  practice: string,
  day: string,
  differences: readonly Difference[],
): Promise<void> {
  for (const { member, of, excess } of differences) {
    const leaf = { kind: 'counts_differ', subject: member, count: excess, detail: `${of}/${day}` } as const;
    await appendLeaf(tx, practice, leaf, dependencies);
  }
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}
