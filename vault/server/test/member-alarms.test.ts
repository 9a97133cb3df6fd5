import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PracticePurpose } from '@etanche/core-vault-protocol';
import { defaults } from '../src/index.ts';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, enrolled, evaluateAs, makeMember, TestPractice, type TestMember } from './support/practice.ts';

const operator = await makeSigner();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** A Monday morning, 09:00 in Paris. */
const start = Date.parse('2026-11-23T08:00:00Z');
let clock = start;
let running: TestFederation;

const { members } = defaults;
const config = {
  members: {
    ...members,
    roles: {
      ...members.roles,
      doctor: { scope: 400, search: 300, agenda: 60, inbox: 60 },
      secretary: { scope: 400, search: 300, agenda: 60, inbox: 0 },
    },
    newMember: { percent: 100, hours: 1 },
    people: { ...members.people, perDay: 4000 },
    alarm: {
      ...members.alarm,
      files: { hour: { floor: 25, ceiling: 60 }, day: { floor: 35, ceiling: 90 } },
      people: {
        minute: { floor: 120, ceiling: 300, over: 48 },
        quarter: { floor: 120, ceiling: 600 },
        hour: { floor: 120, ceiling: 600 },
        day: { floor: 300, ceiling: 2000 },
      },
      outside: { files: 5, people: 75 },
      habit: { days: 30, leastDays: 2, percent: 150, anyHourPercent: 100, routineTimes: 2 },
    },
  },
};

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock, config });
});
afterAll(() => running.close());

/** Uses one unit, with the answers of two vaults. Returns false if one refuses. */
async function use(
  practice: TestPractice,
  vaults: readonly number[],
  options: { purpose?: PracticePurpose; emergency?: boolean; count?: number; member?: TestMember } = {},
): Promise<boolean> {
  const { purpose = 'scope', emergency = false, count = 1, member = practice.doctor } = options;
  const asked = vaults.map((position) =>
    evaluateAs(running, member.signer, `${purpose}/${practice.id}`, {
      position,
      count,
      now: clock,
      ...(emergency && { emergency: true }),
    }),
  );
  const answers = await Promise.all(asked);
  return answers.every(({ status }) => status === 200);
}

async function raised(practice: TestPractice): Promise<string[]> {
  const found = await Promise.all([0, 1, 2].map((position) => alarmsOf(practice, position)));
  return found.flat().map(({ kind }) => kind);
}

const pairs = [
  [0, 1],
  [1, 2],
  [2, 0],
] as const;
const rotations: [string, (unit: number) => readonly number[]][] = [
  ['the same two vaults each time', () => pairs[0]],
  ['each pair in turn', (unit) => pairs[unit % 3] ?? pairs[0]],
  ['one pair for a dozen units, then the next', (unit) => pairs[Math.floor(unit / 12) % 3] ?? pairs[0]],
];

/** A practice whose member used this many units at this hour in the last two weeks, and so has a habit. */
async function established(purpose: PracticePurpose = 'scope', units = 1): Promise<TestPractice> {
  clock = start - 14 * day;
  const practice = await TestPractice.found(running, operator, () => clock);
  for (const at of [start - 14 * day, start - 7 * day]) {
    for (let unit = 0; unit < units; unit++) {
      clock = at + unit * 2 * minute;
      for (const position of [0, 1, 2]) expect(await use(practice, [position], { purpose })).toBe(true);
    }
  }
  clock = start;
  return practice;
}

/** @returns the units that the attacker used before a vault raised the alarm, at most 200 */
async function steal(
  practice: TestPractice,
  kind: string,
  everyMs: number,
  pairOf: (unit: number) => readonly number[],
  options: { purpose?: PracticePurpose; emergencies?: number; attempts?: number } = {},
): Promise<number> {
  const { purpose = 'scope', emergencies = 0, attempts = 400 } = options;
  let had = 0;
  for (let attempt = 0; attempt < attempts && had < 200; attempt++) {
    if (await use(practice, pairOf(had), { purpose, emergency: had < emergencies })) had += 1;
    if ((await raised(practice)).includes(kind)) return had;
    clock += everyMs;
  }
  return had;
}

describe.for(rotations)('an attacker who asks %s as a member with a low habit', ([, pairOf]) => {
  test('an attacker at full speed raises an alarm by file 25', async () => {
    const had = await steal(await established(), 'hour', minute, pairOf);
    expect(had).toBeGreaterThan(15);
    expect(had).toBeLessThanOrEqual(25);
  });

  test('an attacker who uses the emergency quota first raises an alarm by file 25', async () => {
    expect(await steal(await established(), 'hour', minute, pairOf, { emergencies: 6 })).toBeLessThanOrEqual(25);
  });

  test('a patient attacker raises a daily alarm by file 35', async () => {
    const practice = await established();
    const had = await steal(practice, 'day', 5 * minute, pairOf);
    expect(await raised(practice)).not.toContain('hour');
    expect(had).toBeGreaterThan(22);
    expect(had).toBeLessThanOrEqual(35);
  });

  test.for<[PracticePurpose, number]>([
    ['search', 8],
    ['agenda', 40],
  ])('an attacker who harvests names by %s raises an alarm within 150 people', async ([purpose, people]) => {
    const practice = await established();
    const had = await steal(practice, 'people_hour', minute, pairOf, { purpose });
    expect(had * people).toBeGreaterThan(79);
    expect(had * people).toBeLessThanOrEqual(150);
  });
});

test('an attacker who opens messages raises an alarm by message 40, and files still raise their own', async () => {
  const practice = await established();
  const had = await steal(practice, 'day', 5 * minute, (unit) => pairs[unit % 3] ?? pairs[0], { purpose: 'inbox' });
  expect(had).toBeGreaterThan(26);
  expect(had).toBeLessThanOrEqual(40);
  const about = async (purpose: string) =>
    (await Promise.all([0, 1, 2].map((position) => alarmsOf(practice, position))))
      .flat()
      .filter((alarm) => alarm.kind === 'day' && alarm.purpose === purpose);
  expect(await about('inbox')).not.toEqual([]);
  for (let unit = 0; unit < 35; unit++, clock += 5 * minute) await use(practice, pairs[unit % 3] ?? pairs[0]);
  expect(await about('scope')).not.toEqual([]);
});

describe('an attacker who harvests names at full speed as a member with a high habit', () => {
  type Step = readonly [PracticePurpose, number];
  const search: Step = ['search', 1];
  const agenda: Step = ['agenda', 1];
  const mixes: [string, (i: number) => Step][] = [
    ['searches only', () => search],
    ['days of the agenda only', () => agenda],
    ['both in turn', (i) => (i % 2 === 0 ? search : agenda)],
    ['searches up to the alarm limit, then days', (i) => (i < 13 ? search : agenda)],
    ['batches of nine searches', () => ['search', 9]],
    ['batches of twelve searches, after a day', (i) => (i === 0 ? agenda : ['search', 12])],
    ['batches of three days', () => ['agenda', 3]],
    ['searches, then batches of days', (i) => (i < 9 ? search : ['agenda', 3])],
  ];

  test.for(mixes)('sees at most 150 people before the alarm, by %s', async ([, step]) => {
    const practice = await established('search', 14);
    let people = 0;
    for (let i = 0; i < 60 && !(await raised(practice)).includes('people_minute'); i++) {
      const [purpose, count] = step(i);
      if (await use(practice, pairs[i % 3] ?? pairs[0], { purpose, count })) people += count * members.people[purpose];
      clock += 200;
    }
    expect(await raised(practice)).toContain('people_minute');
    expect(people).toBeLessThanOrEqual(150);
  });

  test('requests beyond the alarm limit are refused until the minute is over', async () => {
    const practice = await established('search', 14);
    expect(await use(practice, [0], { purpose: 'search', count: 9 })).toBe(true);
    expect(await use(practice, [0], { purpose: 'agenda', count: 2 })).toBe(false);
    const keySet = `agenda/${practice.id}`;
    const refused = await evaluateAs(running, practice.doctor.signer, keySet, { position: 0, count: 2, now: clock });
    expect((await problemOf(refused)).limit).toEqual({ kind: 'people', window: 'minute', most: 112 });
    expect(await use(practice, [0], { purpose: 'agenda' })).toBe(true);
    expect(await use(practice, [0])).toBe(false);
    clock += minute;
    expect(await use(practice, [0], { purpose: 'agenda' })).toBe(true);
  });

  test('several agenda days in a minute raise no alarm only if they are a routine of that hour', async () => {
    const days = async (at: number): Promise<TestPractice> => {
      clock = start - 14 * day;
      const practice = await TestPractice.found(running, operator, () => clock);
      for (const before of [14, 7]) {
        clock = start - before * day;
        expect(await use(practice, [0, 1, 2], { purpose: 'agenda', count: 3 })).toBe(true);
      }
      clock = at;
      return practice;
    };
    const routine = await days(start);
    // As many as the burst allows at once; the attempts last 80 seconds.
    const options = { purpose: 'agenda', attempts: 80 } as const;
    expect(await steal(routine, 'people_minute', 1000, () => pairs[0], options)).toBe(4);
    expect(await raised(routine)).not.toContain('people_minute');
    const later = await days(start + 5 * hour);
    expect(await steal(later, 'people_minute', 1000, () => pairs[0], options)).toBe(2);
  });
});

test('an ordinary day of a doctor raises no alarm', async () => {
  clock = start - 14 * day;
  const practice = await TestPractice.found(running, operator, () => clock);
  for (const week of [2, 1, 0]) {
    for (let unit = 0; unit < 22; unit++) {
      clock = start - week * 7 * day + unit * 20 * minute;
      expect(await use(practice, pairs[unit % 3] ?? pairs[0])).toBe(true);
    }
  }
  expect(new Set(await raised(practice))).toEqual(new Set(['order']));
});

test('a busy habit raises the limit in the same hour but not in another', async () => {
  const practice = await established('search', 12);
  const other = await established('search', 12);
  const busy = await steal(practice, 'people_hour', 30_000, () => pairs[0], { purpose: 'search' });
  clock = start + 5 * hour;
  const quiet = await steal(other, 'people_hour', 30_000, () => pairs[0], { purpose: 'search' });
  // 12 searches of 8 people at every vault: 50 % more in the same hour, the same number in another.
  expect(busy).toBe(18);
  expect(quiet).toBe(12);
});

test('first activity outside the practice’s hours raises an alarm after a few files or two days of agenda', async () => {
  const files = await established();
  clock = start + 14 * hour;
  expect(await steal(files, 'outside_hours', minute, () => pairs[0])).toBe(3);
  const names = await established();
  clock = start + 14 * hour;
  expect(await steal(names, 'outside_hours', minute, () => pairs[0], { purpose: 'agenda' })).toBe(2);
});

test('activity that raised an alarm raises the habit by half at most', async () => {
  const practice = await established();
  await steal(practice, 'hour', minute, () => pairs[0]);
  for (let more = 0; more < 10; more++) await use(practice, pairs[0]);
  const { rows } = (await running.databases[0]?.database.query<{ most: string; limited: string }>(
    `SELECT max(files_hour) AS most, max(files_hour_limit) FILTER (WHERE hour = $2) AS limited
     FROM member_hour WHERE practice = $1`,
    [practice.id, Math.floor(start / hour)],
  )) ?? { rows: [] };
  expect(rows[0]).toEqual({ most: '16', limited: '16' });
});

test('a continuing alarm is repeated once an hour, with the count and the limit', async () => {
  const practice = await established();
  for (let unit = 0; unit < 60; unit++) {
    await use(practice, pairs[0]);
    clock += 2 * minute;
  }
  const found = (await alarmsOf(practice)).filter(({ kind }) => kind === 'hour');
  expect(found).toHaveLength(2);
  expect(found[0]).toMatchObject({ member: practice.doctor.member, purpose: 'scope', count: '16', detail: '16' });
});

test('a member of a new practice is compared with the ceilings, and a new member with colleagues of the same role', async () => {
  clock = start;
  const practice = await TestPractice.found(running, operator, () => clock);
  expect(await steal(practice, 'hour', minute, () => pairs[0])).toBe(40);
  const settled = await established();
  const newcomer = await makeMember('doctor');
  await settled.order({ kind: 'enrol', ...enrolled(newcomer) });
  for (let unit = 0; unit < 15; unit++) {
    expect(await use(settled, pairs[0], { member: newcomer })).toBe(true);
    clock += minute;
  }
  expect(await raised(settled)).not.toContain('hour');
  await use(settled, pairs[0], { member: newcomer });
  expect(await raised(settled)).toContain('hour');
});

test('no member sees more people in 24 hours than the configuration allows, by any units', async () => {
  const small = {
    ...config.members,
    raise: { ...members.raise, scope: 500 },
    people: { ...members.people, perDay: 900 },
  };
  const alarm = {
    ...config.members.alarm,
    people: { ...config.members.alarm.people, day: { floor: 300, ceiling: 900 } },
  };
  await using other = await startTestFederation({
    recordsServers: [operator.publicKey],
    now: () => clock,
    config: { members: { ...small, alarm } },
  });
  clock = start;
  const practice = await TestPractice.found(other, operator, () => clock);
  const ask = async (purpose: PracticePurpose, emergency?: true) => {
    clock += 2 * minute;
    const keySet = `${purpose}/${practice.id}`;
    const answer = await evaluateAs(other, practice.doctor.signer, keySet, {
      now: clock,
      ...(emergency && { emergency }),
    });
    return answer.status;
  };
  // 600 people at this vault: twelve days of 40, then fifteen searches of 8.
  for (let unit = 0; unit < 12; unit++) expect(await ask('agenda')).toBe(200);
  for (let unit = 0; unit < 15; unit++) expect(await ask('search')).toBe(200);
  expect(await ask('search')).toBe(429);
  expect(await ask('scope')).toBe(429);
  const refused = await evaluateAs(other, practice.doctor.signer, `scope/${practice.id}`, { now: clock });
  expect((await problemOf(refused)).limit).toEqual({ kind: 'people', window: 'day', most: 600 });
  expect(await ask('scope', true)).toBe(200);
  await practice.order({
    kind: 'raise',
    member: practice.doctor.member,
    purpose: 'scope',
    perDay: 401,
    until: Math.floor((clock + day) / 1000),
  });
  expect(await ask('scope')).toBe(200);
});
