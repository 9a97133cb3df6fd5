import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  acknowledgementHash,
  type Alarm,
  type MemberActivity,
  type PracticeQuery,
  type PracticeUsage,
} from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { defaults } from '../src/index.ts';
import { makeSigner, postJws, problemOf, random, sign, type Signer } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  approve,
  assertion,
  enrolled,
  evaluateAs,
  makeMember,
  newId,
  TestPractice,
  type TestMember,
} from './support/practice.ts';

const operator = await makeSigner();
const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-11-23T08:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;
let administrator: TestMember;

const { members } = defaults;
const config = { members: { ...members, burst: { ...members.burst, scope: { units: 20, everySeconds: 1 } } } };

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock, config });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
  administrator = await makeMember('administrator');
  await practice.order({ kind: 'enrol', ...enrolled(administrator) });
});

async function ask(signer: Signer, query: Partial<PracticeQuery>, jti = random(16)): Promise<Response> {
  const aud = running.vaults[0]?.signingKey ?? '';
  const request = { aud, iat: Math.floor(clock / 1000), jti: toBase64url(jti), practice: practice.id, ...query };
  return postJws(practice.url('/queries'), await sign(request, jwsTypes.practiceQuery, signer));
}
const usage = async (signer: Signer): Promise<PracticeUsage['members']> =>
  ((await (await ask(signer, { query: 'usage' })).json()) as PracticeUsage).members;
const activity = async (signer: Signer, member?: string): Promise<MemberActivity> =>
  (await (await ask(signer, { query: 'activity', ...(member !== undefined && { member }) })).json()) as MemberActivity;
const codeOf = async (response: Response): Promise<string> => (await problemOf(response)).code;
const open = (count = 1, change: { emergency?: true } = {}, by = practice.doctor): Promise<Response> =>
  evaluateAs(running, by.signer, `scope/${practice.id}`, { now: clock, count, ...change });

describe('the evaluations of members', () => {
  test('an administrator sees every member, with limits and states', async () => {
    expect((await open(4)).status).toBe(200);
    clock += hour;
    expect((await open(2)).status).toBe(200);
    expect((await open(1, { emergency: true })).status).toBe(200);
    const seen = new Map((await usage(administrator.signer)).map((one) => [one.member, one]));
    expect(seen.get(practice.doctor.member)).toEqual({
      ...{ member: practice.doctor.member, limit: 60, files: 7, emergency: 1 },
      ...{ new: false, frozen: false, unacknowledged: false, dormant: false },
    });
    expect(seen.get(practice.secretary.member)).toMatchObject({ limit: 43, files: 0 });
    // A member without files has no quota that a first day could reduce or an absence could end.
    expect(seen.get(administrator.member)).toMatchObject({ limit: 0, new: false, dormant: false });
    clock += day + hour;
    const [own] = (await usage(administrator.signer)).filter(({ member }) => member === practice.doctor.member);
    expect(own).toMatchObject({ files: 0, emergency: 0 });
    clock += 46 * day;
    const [away] = (await usage(administrator.signer)).filter(({ member }) => member === practice.doctor.member);
    expect(away).toMatchObject({ dormant: true });
  });

  test('a first day, a raise and a freeze are stated', async () => {
    const newcomer = await makeMember('doctor');
    await practice.order({ kind: 'enrol', ...enrolled(newcomer) });
    const ofNewcomer = async () => (await usage(administrator.signer)).find(({ member }) => member === newcomer.member);
    expect(await ofNewcomer()).toMatchObject({ limit: 6, new: true });
    const until = Math.floor(clock / 1000) + 3600;
    await practice.order({ kind: 'raise', member: newcomer.member, purpose: 'scope', perDay: 130, until });
    expect(await ofNewcomer()).toMatchObject({ limit: 80, new: false, raisedUntil: until });
    clock += hour + 1000;
    expect(await ofNewcomer()).not.toHaveProperty('raisedUntil');
    await practice.order({ kind: 'freeze', freeze: newId(), member: newcomer.member, reason: 'precaution' });
    expect(await ofNewcomer()).toMatchObject({ frozen: true });
    const built = practice.next({ kind: 'retire', member: newcomer.member });
    await practice.apply(built, [await approve(built, practice.approvers[0])]);
    expect(await ofNewcomer()).toBeUndefined();
  });

  test('one member’s files are counted by quarter hours and by days, with the threshold of the alarm', async () => {
    clock = start - 3 * day;
    await open(3);
    clock = start;
    await open(2);
    clock += 2 * hour;
    await open(5);
    const seen = await activity(administrator.signer, practice.doctor.member);
    expect(seen).toMatchObject({ member: practice.doctor.member, limit: 60, alarm: 63 });
    expect(seen.quarters.last * 1000).toBe(clock);
    expect(seen.quarters.files).toHaveLength(97);
    expect([seen.quarters.files.at(-1), seen.quarters.files.at(-9)]).toEqual([5, 2]);
    expect(seen.quarters.files.reduce((sum, files) => sum + files)).toBe(7);
    expect(seen.days).toEqual([
      { day: '2026-11-20', files: 3 },
      { day: '2026-11-23', files: 7 },
    ]);
  });
});

describe('the members who may see it', () => {
  test('a member sees the own row and the own curve, and nobody else’s', async () => {
    await open(2);
    expect(await usage(practice.doctor.signer)).toMatchObject([{ member: practice.doctor.member, files: 2 }]);
    expect(await activity(practice.doctor.signer)).toMatchObject({ member: practice.doctor.member });
    expect(await activity(practice.doctor.signer, practice.doctor.member)).toMatchObject({ limit: 60 });
    const other = { query: 'activity', member: practice.secretary.member } as const;
    expect(await codeOf(await ask(practice.doctor.signer, other))).toBe('caller_refused');
  });

  test('a frozen administrator sees no other member', async () => {
    await practice.order({ kind: 'freeze', freeze: newId(), member: administrator.member, reason: 'lost_device' });
    expect(await usage(administrator.signer)).toMatchObject([{ member: administrator.member, frozen: true }]);
    const other = { query: 'activity', member: practice.doctor.member } as const;
    expect(await codeOf(await ask(administrator.signer, other))).toBe('caller_refused');
  });

  test('an administrator of another practice, a stranger and the records server are refused', async () => {
    const other = await TestPractice.found(running, operator, () => clock);
    const foreign = await makeMember('administrator');
    await other.order({ kind: 'enrol', ...enrolled(foreign) });
    for (const signer of [foreign.signer, await makeSigner(), practice.server]) {
      for (const query of ['usage', 'activity'] as const) {
        expect(await codeOf(await ask(signer, { query, member: practice.doctor.member }))).toBe('caller_refused');
      }
    }
  });

  test('a member of another practice has no activity here, and a request is answered once', async () => {
    const other = await TestPractice.found(running, operator, () => clock);
    const foreign = { query: 'activity', member: other.doctor.member } as const;
    expect(await codeOf(await ask(administrator.signer, foreign))).toBe('caller_refused');
    const jti = random(16);
    expect((await ask(administrator.signer, { query: 'usage' }, jti)).status).toBe(200);
    expect(await codeOf(await ask(administrator.signer, { query: 'usage' }, jti))).toBe('caller_refused');
  });
});

test('the list of alarms names the approver who acknowledged one', async () => {
  for (let i = 0; i < 3; i++) {
    clock += 60_000;
    await open(10);
  }
  const listed = async (): Promise<Alarm | undefined> => {
    const { alarms } = (await (await ask(administrator.signer, { query: 'alarms' })).json()) as { alarms: Alarm[] };
    return alarms.find(({ kind }) => kind === 'hour');
  };
  const alarm = await listed();
  expect(alarm).not.toHaveProperty('acknowledgedBy');
  const said = {
    ...{ practice: practice.id, member: practice.doctor.member, alarm: alarm?.alarm ?? '', index: 1 },
    time: Math.floor(clock / 1000),
  };
  const [approver] = practice.approvers;
  const signed = await assertion(approver, acknowledgementHash(said));
  await practice.send('/acknowledgements', { acknowledgement: said, approver: approver.id, assertion: signed });
  expect(await listed()).toMatchObject({ acknowledgedBy: approver.id });
});
