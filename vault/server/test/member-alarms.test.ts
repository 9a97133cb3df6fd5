import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeSigner } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, evaluateAs, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
const minute = 60_000;
const start = Date.parse('2026-11-22T22:50:00Z');
let clock = start;
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());

/** Opens one record: the answers of two vaults. False when they refuse. */
async function open(practice: TestPractice, vaults: readonly number[], emergency: boolean): Promise<boolean> {
  const asked = vaults.map((position) =>
    evaluateAs(running, practice.doctor.signer, `scope/${practice.id}`, {
      position,
      now: clock,
      ...(emergency && { emergency: true }),
    }),
  );
  const answers = await Promise.all(asked);
  return answers.every(({ status }) => status === 200);
}

async function hasRung(practice: TestPractice, kind: string): Promise<boolean> {
  const rung = await Promise.all([0, 1, 2].map((position) => alarmsOf(practice, position)));
  return rung.flat().some((alarm) => alarm.kind === kind);
}

/** @returns how many records the thief had opened when a vault rang, 200 at most */
async function steal(
  practice: TestPractice,
  kind: string,
  everyMs: number,
  pairOf: (record: number) => readonly number[],
  emergencies = 0,
): Promise<number> {
  let opened = 0;
  for (let attempt = 0; attempt < 400 && opened < 200; attempt++) {
    if (await open(practice, pairOf(opened), opened < emergencies)) opened += 1;
    if (await hasRung(practice, kind)) return opened;
    clock += everyMs;
  }
  return opened;
}

const pairs = [
  [0, 1],
  [1, 2],
  [2, 0],
] as const;
const rotations: [string, (record: number) => readonly number[]][] = [
  ['always the same two', () => pairs[0]],
  ['each pair in turn', (record) => pairs[record % 3] ?? pairs[0]],
  ['one pair for a dozen, then the next', (record) => pairs[Math.floor(record / 12) % 3] ?? pairs[0]],
];

describe.for(rotations)('a thief who asks %s', ([, pairOf]) => {
  test('is rung for at record 25 when greedy, whenever midnight comes', async () => {
    clock = start;
    const practice = await TestPractice.found(running, operator, () => clock);
    const opened = await steal(practice, 'hour', minute, pairOf);
    expect(opened).toBeGreaterThan(15);
    expect(opened).toBeLessThanOrEqual(25);
  });

  test('is rung for at record 25 when he begins with the emergency quota', async () => {
    clock = start;
    const practice = await TestPractice.found(running, operator, () => clock);
    expect(await steal(practice, 'hour', minute, pairOf, 6)).toBeLessThanOrEqual(25);
  });

  test('is rung for at record 35 when patient', async () => {
    clock = start;
    const practice = await TestPractice.found(running, operator, () => clock);
    const opened = await steal(practice, 'day', 5 * minute, pairOf);
    expect(await hasRung(practice, 'hour')).toBe(false);
    expect(opened).toBeGreaterThan(22);
    expect(opened).toBeLessThanOrEqual(35);
  });
});

test('a doctor’s ordinary day rings nowhere', async () => {
  clock = start;
  const practice = await TestPractice.found(running, operator, () => clock);
  for (let record = 0; record < 22; record++) {
    expect(await open(practice, pairs[record % 3] ?? pairs[0], false)).toBe(true);
    clock += 20 * minute;
  }
  expect((await alarmsOf(practice)).map(({ kind }) => kind)).toEqual(['order']);
});

test('an alarm goes on once an hour, and tells how many', async () => {
  clock = start;
  const practice = await TestPractice.found(running, operator, () => clock);
  for (let record = 0; record < 60; record++) {
    await open(practice, pairs[0], false);
    clock += 2 * minute;
  }
  const rung = (await alarmsOf(practice)).filter(({ kind }) => kind === 'hour');
  expect(rung).toHaveLength(2);
  expect(rung[0]).toMatchObject({ member: practice.doctor.member, purpose: 'scope', count: '16' });
});
