import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { claim, counted, type Limit } from './support/claim.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-11-22T10:07:13Z');
let own: TestDatabase;
let subjects = 0;

beforeAll(async () => {
  own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
});
afterAll(() => own.drop());

function fresh(limit: Omit<Limit, 'subject'>): Limit {
  subjects += 1;
  return { subject: `subject-${subjects}`, ...limit };
}

async function one(limit: Limit, units: number, now: number) {
  const [answer] = await claim(own.database, [limit], [units], now);
  if (answer === undefined) throw new Error('no answer');
  return answer;
}

const windows = [
  { name: 'minute', limit: { perMinute: 10 }, length: minute, slot: 5000 },
  { name: 'day', limit: { perDay: 10 }, length: day, slot: 15 * minute },
  { name: 'month', limit: { perMonth: 10, lostDay: 10 }, length: 30 * day, slot: day },
] as const;

describe.for(windows)('the rolling window of a $name', ({ name, limit, length, slot }) => {
  test('grants nothing before its whole length and everything one slot later', async () => {
    const subject = fresh(limit);
    expect(await one(subject, 10, start)).toMatchObject({ outcome: 'granted' });
    expect(await one(subject, 1, start + length - 1)).toMatchObject({ outcome: name });
    expect(await one(subject, 10, start + length + slot)).toMatchObject({ outcome: 'granted' });
  });

  test('gives the exact time at which a retry succeeds', async () => {
    const subject = fresh(limit);
    await one(subject, 4, start);
    await one(subject, 6, start + 3 * slot);
    const { retryMs } = await one(subject, 3, start + 4 * slot);
    const again = start + 4 * slot + (retryMs ?? 0);
    expect(again).toBeGreaterThanOrEqual(start + length);
    expect(await one(subject, 3, again - 1)).toMatchObject({ outcome: name });
    expect(await one(subject, 3, again)).toMatchObject({ outcome: 'granted' });
  });

  test('never exceeds its limit for any sequence of claims', async () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: Math.floor(length / 3) }),
      units: fc.integer({ min: 1, max: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20 }), async (steps) => {
        const subject = fresh(limit);
        const granted: { at: number; units: number }[] = [];
        let now = start;
        for (const { wait, units } of steps) {
          now += wait;
          const { outcome } = await one(subject, units, now);
          const within = (span: number) =>
            granted.filter(({ at }) => at > now - span).reduce((sum, each) => sum + each.units, 0);
          // Granted claims fit in the window; refused claims would not fit in a window that is one slot longer.
          const right = outcome === 'granted' ? within(length) + units <= 10 : within(length + slot) + units > 10;
          expect(right).toBe(true);
          if (outcome === 'granted') granted.push({ at: now, units });
        }
      }),
      { numRuns: 25 },
    );
  });

  test('returns no units when the clock is set back', async () => {
    const subject = fresh(limit);
    await one(subject, 10, start);
    for (const back of [1, slot, length, 3 * length]) {
      expect(await one(subject, 1, start - back)).toMatchObject({ outcome: name });
    }
    expect(await one(subject, 1, start + length - 1)).toMatchObject({ outcome: name });
  });
});

describe('a claim', () => {
  test('a claim of several subjects counts for all or for none', async () => {
    const member = fresh({ perDay: 10 });
    const practice = fresh({ perDay: 5 });
    const answers = await claim(own.database, [member, practice], [3, 3, 2], start);
    expect(answers.map(({ outcome }) => outcome)).toEqual(['granted', 'day', 'granted']);
    expect(answers[1]?.subject).toBe(practice.subject);
    expect(await counted(own.database, member.subject)).toBe(5);
    expect(await counted(own.database, practice.subject)).toBe(5);
  });

  test('a claim beyond a total limit is refused permanently', async () => {
    const importer = fresh({ inTotal: 10 });
    expect(await one(importer, 10, start)).toMatchObject({ outcome: 'granted' });
    expect(await one(importer, 1, start + 900 * day)).toMatchObject({ outcome: 'total', retryMs: null });
  });

  test('a burst refills at its pace', async () => {
    const member = fresh({ burst: 5, burstMs: 1000 });
    expect(await one(member, 5, start)).toMatchObject({ outcome: 'granted' });
    expect(await one(member, 2, start + 500)).toMatchObject({ outcome: 'burst', retryMs: 1500 });
    expect(await one(member, 2, start + 2000)).toMatchObject({ outcome: 'granted' });
    expect(await one(member, 1, start + 2999)).toMatchObject({ outcome: 'burst' });
    expect(await one(member, 6, start + 90_000)).toMatchObject({ outcome: 'burst' });
  });

  test('a claim beyond its share needs proof of work, and beyond the limit is refused even with it', async () => {
    const ceiling = fresh({ perMinute: 10, perDay: 100 });
    const answers = await claim(own.database, [ceiling], [8, 1, 2, 1], start, { share: [80, 80, 100, 100] });
    expect(answers.map(({ outcome }) => outcome)).toEqual(['granted', 'work', 'granted', 'minute']);
    expect(answers[1]?.percent).toBe(90);
  });

  test.for([
    { name: 'nothing', units: [0] },
    { name: 'a negative number', units: [-1] },
    { name: 'an unknown number', units: [null] },
    { name: 'more than any limit', units: [2_000_000_000] },
  ])('a claim of $name is an error and counts nothing', async ({ units }) => {
    const subject = fresh({ perDay: 10 });
    await expect(claim(own.database, [subject], units, start)).rejects.toThrow('claim is malformed');
    expect(await counted(own.database, subject.subject)).toBe(0);
  });

  test.for([
    { name: 'no limit at all', limits: [{ subject: 'x' }] },
    { name: 'no subject', limits: [] },
    {
      name: 'one subject twice',
      limits: [
        { subject: 'x', perDay: 1 },
        { subject: 'x', perDay: 2 },
      ],
    },
    { name: 'a limit per month without a value for lost days', limits: [{ subject: 'x', perMonth: 1 }] },
    { name: 'a burst without a pace', limits: [{ subject: 'x', burst: 1 }] },
  ])('a claim with $name is an error', async ({ limits }) => {
    await expect(claim(own.database, limits, [1], start)).rejects.toThrow('claim is malformed');
  });

  test('a claim without a time is an error', async () => {
    await expect(claim(own.database, [fresh({ perDay: 1 })], [1], 0)).rejects.toThrow('claim is malformed');
  });
});

describe('a restored store', () => {
  test('a restored store is refused by a caller that knows a later sequence', async () => {
    const [answer] = await claim(own.database, [fresh({ perDay: 1 })], [1], start, { floor: 1 });
    expect(answer).toMatchObject({ outcome: 'behind' });
  });

  test('a restored store refuses everything for a day, then counts the lost days as used', async () => {
    const member = fresh({ perDay: 10, perMonth: 40, lostDay: 15 });
    // At most 4 units at once, and one every six hours.
    const slow = fresh({ perMonth: 12, lostDay: 15, burst: 4, burstMs: day / 4 });
    await own.database.query('UPDATE vault_state SET spent_until = $1, lost_from = $2, lost_until = $3', [
      start + day,
      start - day,
      start,
    ]);
    expect(await one(member, 1, start + day - 1)).toMatchObject({ outcome: 'spent', retryMs: 1 });
    expect(await one(member, 10, start + day)).toMatchObject({ outcome: 'granted' });
    // Two days were lost, with at most 15 units each, whatever the limit of a day is now.
    expect(await one(member, 1, start + 3 * day)).toMatchObject({ outcome: 'month' });
    expect(await one(member, 10, start + 30 * day)).toMatchObject({ outcome: 'granted' });
    // The lost part is one day at the pace after a burst: 9 units.
    expect(await one(slow, 4, start + 3 * day)).toMatchObject({ outcome: 'month' });
    expect(await one(slow, 3, start + 3 * day)).toMatchObject({ outcome: 'granted' });
    await own.database.query('UPDATE vault_state SET spent_until = 0, lost_from = 0, lost_until = 0');
  });
});
