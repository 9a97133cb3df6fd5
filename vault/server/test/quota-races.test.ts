import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { openDatabase, TestDatabase, type Database } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { claim, counted } from './support/claim.ts';

const now = Date.parse('2026-11-22T10:00:00Z');
let test1: TestDatabase;
let pools: Database[];

beforeAll(async () => {
  test1 = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  pools = [1, 2].map((replica) =>
    openDatabase({
      url: test1.url,
      applicationName: `replica-${replica}`,
      poolSize: 12,
      statementTimeoutMs: 20_000,
    }),
  );
});
afterAll(async () => {
  for (const pool of pools) await pool.close();
  await test1.drop();
});

function pool(i: number): Database {
  const chosen = pools[i % pools.length];
  if (chosen === undefined) throw new Error('no pool');
  return chosen;
}

describe('concurrent claims on two pools of connections', () => {
  test.for([
    { name: 'a subject without a row', subject: 'fresh', limit: { perDay: 50 } },
    { name: 'a limit per minute', subject: 'minute', limit: { perMinute: 50 } },
    { name: 'a total limit', subject: 'total', limit: { inTotal: 50 } },
    { name: 'a burst', subject: 'burst', limit: { burst: 50, burstMs: 1000 } },
  ])('200 claims on a quota of 50 grant exactly 50: $name', async ({ subject, limit }) => {
    const claims = Array.from({ length: 200 }, (_, i) => claim(pool(i), [{ subject, ...limit }], [1], now));
    const answers = (await Promise.all(claims)).flat();
    expect(answers.filter(({ outcome }) => outcome === 'granted')).toHaveLength(50);
    expect(answers).toHaveLength(200);
    expect(await counted(pool(0), subject)).toBe(50);
  });

  test('claims of several subjects in any order neither deadlock nor exceed the smallest limit', async () => {
    const member = { subject: 'member', perDay: 40 };
    const practice = { subject: 'practice', perDay: 60 };
    const colleague = { subject: 'colleague', perDay: 40 };
    const claims = Array.from({ length: 200 }, (_, i) => {
      const who = i % 2 === 0 ? member : colleague;
      return claim(pool(i), i % 3 === 0 ? [practice, who] : [who, practice], [1], now);
    });
    const answers = (await Promise.all(claims)).flat();
    expect(answers.filter(({ outcome }) => outcome === 'granted')).toHaveLength(60);
    expect(await counted(pool(0), 'practice')).toBe(60);
    const members = (await counted(pool(0), 'member')) + (await counted(pool(0), 'colleague'));
    expect(members).toBe(60);
  });
});
