import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@etanche/platform';

/**
 * Milliseconds that commits of one small row take by the driver alone, from when each was due: what disk and PostgreSQL
 * leave to whoever writes at this pace.
 *
 * @param database with as many connections as commits may be under way
 */
export async function bareCommits(database: Database, perSecond: number, seconds: number): Promise<number[]> {
  await database.query('CREATE TABLE IF NOT EXISTS bench_commit (row text)');
  const latencies: number[] = [];
  const from = performance.now();
  const until = from + seconds * 1000;
  const sent: Promise<void>[] = [];
  const commit = async (due: number) => {
    await database.query({
      name: 'bench_commit',
      text: 'INSERT INTO bench_commit VALUES ($1)',
      values: ['x'.repeat(300)],
    });
    latencies.push(performance.now() - due);
  };
  for (let due = from; due < until; due += 1000 / perSecond) {
    const wait = due - performance.now();
    if (wait > 0) await sleep(wait);
    sent.push(commit(due));
  }
  await Promise.all(sent);
  return latencies;
}
