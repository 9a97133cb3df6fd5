import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { dailyCountsSchema, type DailyCounts } from '@etanche/core-vault-protocol';
import { fromBase64url, fromUtf8, jwsTypes, parseShape, verifyCompact } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { DailyCountsSigner } from '../src/counts/daily-counts.ts';
import { pruneStore } from '../src/pruning/prune-store.ts';
import { migrationsDirectory } from '../src/index.ts';
import { readSigningKey, type SigningKey } from '../src/seeds/signing-key.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const practice = 'aaaqeayeaudaocajbifqydiob4';
const [first, second] = ['babqeayeaudaocajbifqydiob4', 'cabqeayeaudaocajbifqydiob4'];
const keep = { alarmDays: 40, countDays: 31, everyMs: 3_600_000 };
let own: TestDatabase;
let signingKey: SigningKey;
let clock = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using vaultHome = await makeVaultDirectory();
  signingKey = await readSigningKey(vaultHome.directory);
  await own.database.query(
    `INSERT INTO daily_count (practice, member, day, scope, search, emergency) VALUES
       ($1, $3, '2026-11-21', 3, 0, 0), ($1, $2, '2026-11-22', 12, 4, 1), ($1, $3, '2026-11-22', 0, 9, 0),
       ('daaqeayeaudaocajbifqydiob4', $2, '2026-11-22', 99, 99, 0)`,
    [practice, first, second],
  );
});
afterAll(async () => {
  await own.drop();
});

async function ask(day?: string): Promise<DailyCounts> {
  const options = { index: 2, signingKey, database: own.database, timeoutMs: 60_000, keep, now: () => clock };
  const jws = await new DailyCountsSigner(options).sign(practice, day);
  const { payload } = await verifyCompact(jws, jwsTypes.dailyCounts, fromBase64url(signingKey.publicKey, 32));
  return parseShape(dailyCountsSchema, JSON.parse(fromUtf8(payload)), 'counts');
}

describe('counts of a day', () => {
  test('a signed answer contains the counts of each member of the practice on that day', async () => {
    expect(await ask()).toEqual({
      practice,
      index: 2,
      day: '2026-11-22',
      closed: false,
      members: [
        { member: first, scope: 12, search: 4, agenda: 0, inbox: 0, emergency: 1 },
        { member: second, scope: 0, search: 9, agenda: 0, inbox: 0, emergency: 0 },
      ],
    });
    expect((await ask('2026-11-21')).members.map(({ member, scope }) => [member, scope])).toEqual([[second, 3]]);
    expect((await ask('2026-11-20')).members).toEqual([]);
  });

  test('a day is marked closed once nothing can be added to it', async () => {
    clock = Date.parse('2026-11-23T00:04:59Z');
    expect((await ask('2026-11-22')).closed).toBe(false);
    clock = Date.parse('2026-11-23T00:05:00Z');
    expect((await ask('2026-11-22')).closed).toBe(true);
    expect((await ask()).day).toBe('2026-11-23');
  });

  test.each(['2026-11-24', '2026-02-30', '2026-13-01', 'gestern'])('rejects the day %s', async (day) => {
    await expect(ask(day)).rejects.toMatchObject({ code: 'request_invalid' });
  });
});

describe('pruning', () => {
  const day = 86_400_000;
  const prune = () =>
    pruneStore(
      { database: own.database, timeoutMs: 60_000, keep, habitDays: 30, now: () => clock },
      new AbortController().signal,
    );

  async function column(query: string): Promise<string[]> {
    const { rows } = await own.database.query<{ text: string }>(query);
    return rows.map(({ text }) => text);
  }
  const days = () => column('SELECT DISTINCT day::text AS text FROM daily_count ORDER BY 1');
  const alarms = () => column('SELECT detail AS text FROM alarm ORDER BY detail');

  test('old data is pruned, and counts one day after they are refused, so that no partial day is signed', async () => {
    clock = Date.parse('2026-12-22T23:59:59Z');
    expect((await ask('2026-11-21')).members).toHaveLength(1);
    clock = Date.parse('2026-12-23T00:00:00Z');
    await expect(ask('2026-11-21')).rejects.toMatchObject({ code: 'request_invalid' });
    expect((await ask('2026-11-22')).members).toHaveLength(2);
    expect(await prune()).toBe(0);
    clock += day;
    expect(await prune()).toBe(1);
    expect(await days()).toEqual(['2026-11-22']);
  });

  test('an alarm is kept until every channel has accepted it, then pruned in any number', async () => {
    await own.database.query(
      `INSERT INTO alarm (id, practice, kind, detail, at)
      SELECT record_id(), '${practice}', 'order', 'delivered', $1::bigint FROM generate_series(1, 2500)`,
      [clock - 40 * day - 1],
    );
    await own.database.query(`INSERT INTO alarm_channel VALUES ('webhook'), ('log')`);
    const raiseAlarm = (detail: string, at: number) =>
      own.database.query('SELECT alarm_raise($1, NULL, $2, NULL, NULL, $3, $4)', [practice, 'order', detail, at]);
    await raiseAlarm('waits', clock - 400 * day);
    await raiseAlarm('young', clock - 40 * day);
    await own.database.query(`DELETE FROM alarm_delivery WHERE channel = 'log'`);
    expect(await prune()).toBe(2500);
    expect(await alarms()).toEqual(['waits', 'young']);
    await own.database.query('DELETE FROM alarm_delivery');
    expect(await prune()).toBe(1);
    expect(await alarms()).toEqual(['young']);
  });

  test('concurrent replicas prune each row once', async () => {
    await own.database.query(`INSERT INTO daily_count (practice, member, day)
      SELECT '${practice}', record_id(), '2026-01-01' FROM generate_series(1, 3000)`);
    const gone = await Promise.all([prune(), prune(), prune()]);
    expect(gone.reduce((sum, rows) => sum + rows)).toBe(3000);
    expect(await days()).toEqual(['2026-11-22']);
  });
});
