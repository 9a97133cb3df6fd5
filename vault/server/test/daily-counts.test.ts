import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import {
  dailyCountsSchema,
  fromBase64url,
  fromUtf8,
  jwsTypes,
  parseShape,
  verifyCompact,
  type DailyCounts,
} from '@etanche/core-protocol';
import { TestDatabase } from '@etanche/platform';
import { DailyCountsDesk } from '../src/counts/daily-counts.ts';
import { migrationsDirectory } from '../src/index.ts';
import { readSigningKey, type SigningKey } from '../src/signing-key.ts';
import { makeVaultDirectory } from './support/single-vault.ts';

const practice = 'aaaqeayeaudaocajbifqydiob4';
const [first, second] = ['babqeayeaudaocajbifqydiob4', 'cabqeayeaudaocajbifqydiob4'];
let own: TestDatabase;
let signingKey: SigningKey;
let clock = Date.parse('2026-11-22T12:00:00Z');

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using place = await makeVaultDirectory();
  signingKey = await readSigningKey(place.directory);
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
  const parts = { index: 2, signingKey, database: own.database, timeoutMs: 3000, now: () => clock };
  const jws = await new DailyCountsDesk(parts).sign(practice, day);
  const { payload } = await verifyCompact(jws, jwsTypes.dailyCounts, fromBase64url(signingKey.publicKey, 32));
  return parseShape(dailyCountsSchema, JSON.parse(fromUtf8(payload)), 'counts');
}

describe('the counts of a day', () => {
  test('are those of each member of the practice, of that day, signed', async () => {
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

  test('are closed once nothing more can be counted to it', async () => {
    clock = Date.parse('2026-11-23T00:04:59Z');
    expect((await ask('2026-11-22')).closed).toBe(false);
    clock = Date.parse('2026-11-23T00:05:00Z');
    expect((await ask('2026-11-22')).closed).toBe(true);
    expect((await ask()).day).toBe('2026-11-23');
  });

  test.each(['2026-11-24', '2026-02-30', '2026-13-01', 'gestern'])('%s is no day to ask for', async (day) => {
    await expect(ask(day)).rejects.toMatchObject({ code: 'request_invalid' });
  });
});
