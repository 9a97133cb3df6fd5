import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { acknowledgementHash, cancelHash, type Acknowledgement } from '@etanche/core-vault-protocol';
import { AlarmStore } from '../src/alarms/alarm-store.ts';
import { defaults } from '../src/index.ts';
import { pruneStore } from '../src/pruning/prune-store.ts';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, assertion, evaluateAs, makeApprover, makeMember, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-11-23T08:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;

const { members } = defaults;
const config = {
  members: {
    ...members,
    burst: { ...members.burst, scope: { units: 6, everySeconds: 1 } },
    alarm: {
      ...members.alarm,
      files: { hour: { floor: 9, ceiling: 9 }, day: { floor: 30, ceiling: 30 } },
    },
  },
};

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock, config });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
});

async function open(position: number, emergency?: true): Promise<number> {
  clock += 1000;
  const options = { position, now: clock, ...(emergency && { emergency }) };
  return (await evaluateAs(running, practice.doctor.signer, `scope/${practice.id}`, options)).status;
}

/** Opens six files at each of these vaults, which raises the hourly alarm. */
async function raiseAlarm(...positions: number[]): Promise<void> {
  for (const position of positions) {
    for (let unit = 0; unit < 6; unit++) expect(await open(position)).toBe(200);
    expect((await alarmsOf(practice, position)).some(({ kind }) => kind === 'hour')).toBe(true);
  }
}

async function alarmId(position: number): Promise<string> {
  const { rows } = (await running.databases[position]?.database.query<{ id: string }>(
    "SELECT id FROM alarm WHERE practice = $1 AND kind = 'hour' ORDER BY at",
    [practice.id],
  )) ?? { rows: [] };
  return rows[0]?.id ?? '';
}

async function acknowledgement(change: Partial<Acknowledgement> = {}): Promise<Acknowledgement> {
  return {
    practice: practice.id,
    member: practice.doctor.member,
    alarm: await alarmId(0),
    index: 1,
    time: Math.floor(clock / 1000),
    ...change,
  };
}

async function acknowledge(said: Acknowledgement, position: number, signer = practice.approvers[0]): Promise<Response> {
  const signed = await assertion(signer, acknowledgementHash(said));
  const body = { acknowledgement: said, approver: signer.id, assertion: signed };
  return practice.send('/acknowledgements', body, position);
}

test('an alarm that is unacknowledged for 24 hours leaves only the emergency quota at the vaults that raised it', async () => {
  await raiseAlarm(0, 1);
  clock = start + day - minute;
  expect(await open(0)).toBe(200);
  clock = start + day + minute;
  expect(await open(0)).toBe(403);
  expect(await open(1)).toBe(403);
  expect(await open(2)).toBe(200);
  expect(await open(0, true)).toBe(200);
  const refused = (await alarmsOf(practice)).filter(({ kind }) => kind === 'refusal');
  expect(refused).toMatchObject([{ detail: 'unacknowledged', member: practice.doctor.member }]);
});

test('one acknowledgement sent to every vault settles all alarms up to its time', async () => {
  await raiseAlarm(0, 1);
  const said = await acknowledgement();
  for (const [position, acknowledged] of [
    [0, 1],
    [1, 1],
    [2, 0],
    [0, 0],
  ] as const) {
    expect(await (await acknowledge(said, position)).json()).toEqual({ acknowledged });
  }
  clock = start + day + minute;
  expect(await open(0)).toBe(200);
  expect(await open(1)).toBe(200);
});

test('an acknowledgement ends a reduction that has already begun', async () => {
  await raiseAlarm(0);
  clock = start + 2 * day;
  expect(await open(0)).toBe(403);
  expect((await acknowledge(await acknowledgement(), 0)).status).toBe(200);
  expect(await open(0)).toBe(200);
});

test('an acknowledgement settles no later alarm, even if it is sent again', async () => {
  await raiseAlarm(0);
  const said = await acknowledgement();
  expect(await (await acknowledge(said, 0)).json()).toEqual({ acknowledged: 1 });
  clock += 2 * hour;
  await raiseAlarm(0);
  expect(await (await acknowledge(said, 0)).json()).toEqual({ acknowledged: 0 });
  clock += day;
  expect(await open(0)).toBe(403);
});

describe('acknowledgements that settle no alarm', () => {
  test.for<[string, () => Promise<Response>, string]>([
    ['a stranger', async () => acknowledge(await acknowledgement(), 0, await makeApprover(running)), 'caller_refused'],
    [
      'for another challenge',
      async () => {
        const said = await acknowledgement();
        const body = {
          acknowledgement: said,
          approver: practice.approvers[0].id,
          assertion: await assertion(practice.approvers[0], cancelHash(practice.head)),
        };
        return practice.send('/acknowledgements', body);
      },
      'caller_refused',
    ],
    [
      'whose signature is for another member',
      async () => {
        const said = await acknowledgement({ member: practice.secretary.member });
        const signed = await assertion(practice.approvers[0], acknowledgementHash(said));
        const body = {
          acknowledgement: { ...said, member: practice.doctor.member },
          approver: practice.approvers[0].id,
          assertion: signed,
        };
        return practice.send('/acknowledgements', body);
      },
      'caller_refused',
    ],
    [
      'of another practice',
      async () => acknowledge({ ...(await acknowledgement()), practice: practice.doctor.member }, 0),
      'caller_refused',
    ],
    [
      'dated in the future, to cover later alarms',
      async () => acknowledge(await acknowledgement({ time: Math.floor(clock / 1000) + 600 }), 0),
      'request_invalid',
    ],
    [
      'that names an alarm about another member',
      async () => acknowledge(await acknowledgement({ member: practice.secretary.member }), 0),
      'request_invalid',
    ],
  ])('rejects an acknowledgement %s', async ([, send, code]) => {
    await raiseAlarm(0);
    expect((await problemOf(await send())).code).toBe(code);
    clock = start + 2 * day;
    expect(await open(0)).toBe(403);
  });
});

test('a new key ordered by two approvers settles the alarms about the old key', async () => {
  await raiseAlarm(0);
  const { auth, keys, signer } = await makeMember('doctor');
  await practice.order({ kind: 'rekey', member: practice.doctor.member, auth, keys });
  clock = start + 2 * day;
  const answer = await evaluateAs(running, signer, `scope/${practice.id}`, { now: clock });
  expect(answer.status).toBe(200);
});

test('the contacts get a reminder of an alarm after 12 hours unless an approver has acknowledged it', async () => {
  const database = running.databases[0]?.database;
  if (database === undefined) throw new Error('no vault');
  const store = new AlarmStore(database, 60_000, 1);
  const reminders = async () => {
    await store.remind(clock);
    return (await alarmsOf(practice)).filter(({ kind }) => kind === 'reminder');
  };
  await raiseAlarm(0);
  clock = start + 12 * hour - minute;
  expect(await reminders()).toEqual([]);
  clock = start + 12 * hour + minute;
  const [reminder, ...others] = await reminders();
  expect(reminder).toMatchObject({ member: practice.doctor.member, count: '1' });
  expect(others).toEqual([]);
  expect(await reminders()).toHaveLength(1);
  // The reminder is settled with the alarm, and does not reduce the quota by itself.
  await database.query("UPDATE alarm SET acknowledged_at = $1 WHERE kind = 'hour'", [clock]);
  clock = start + 2 * day;
  expect(await open(0)).toBe(200);
  await raiseAlarm(0);
  await acknowledge(await acknowledgement(), 0);
  clock += 13 * hour;
  expect(await reminders()).toHaveLength(1);
});

test('an unacknowledged alarm is never pruned, whatever its age', async () => {
  await raiseAlarm(0);
  clock = start + 400 * day;
  const database = running.databases[0]?.database;
  if (database === undefined) throw new Error('no vault');
  await database.query('DELETE FROM alarm_delivery');
  const keep = { alarmDays: 31, countDays: 31, everyMs: 1 };
  const options = { database, timeoutMs: 60_000, keep, habitDays: 30, now: () => clock };
  await pruneStore(options, new AbortController().signal);
  // The vault's own loop may add a reminder at this time.
  expect((await alarmsOf(practice)).map(({ kind }) => kind)).toContain('hour');
});

test('activity outside the practice’s hours becomes normal once an approver has acknowledged it', async () => {
  // Monday evening at 23:00 in Paris, and one week later.
  const evening = start + 14 * hour;
  clock = evening;
  for (let unit = 0; unit < 5; unit++) expect(await open(0)).toBe(200);
  const found = async () => (await alarmsOf(practice)).filter(({ kind }) => kind === 'outside_hours').length;
  expect(await found()).toBe(1);
  const { rows } = (await running.databases[0]?.database.query<{ id: string }>(
    "SELECT id FROM alarm WHERE practice = $1 AND kind = 'outside_hours'",
    [practice.id],
  )) ?? { rows: [] };
  await acknowledge(await acknowledgement({ alarm: rows[0]?.id ?? '' }), 0);
  const learned = await running.databases[0]?.database.query<{ open: boolean }>(
    'SELECT open FROM member_hour WHERE practice = $1',
    [practice.id],
  );
  expect(learned?.rows).toEqual([{ open: true }]);
});
