import type { Database } from '@etanche/platform';
import { atPace } from '../at-pace.ts';

/**
 * Milliseconds of commits of one small row by the driver alone, each from the time when it was due: the time that disk
 * and PostgreSQL need at this pace.
 *
 * @param database with as many connections as concurrent commits
 */
export async function bareCommits(database: Database, perSecond: number, seconds: number): Promise<number[]> {
  await database.query('CREATE TABLE IF NOT EXISTS bench_commit (row text)');
  const latencies: number[] = [];
  await atPace(perSecond, seconds, async (due) => {
    await database.query({
      name: 'bench_commit',
      text: 'INSERT INTO bench_commit VALUES ($1)',
      values: ['x'.repeat(300)],
    });
    latencies.push(performance.now() - due);
  });
  return latencies;
}
