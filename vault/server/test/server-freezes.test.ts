import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ServerFreeze } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { makeSigner, postJws, random, sign } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  approve,
  enrolled,
  evaluateAs,
  makeMember,
  newId,
  outcomes,
  TestPractice,
  type TestMember,
} from './support/practice.ts';

const operator = await makeSigner();
const hour = 3_600_000;
/** Never set back: the vault's heartbeat remembers the latest time. */
let clock = Date.parse('2026-11-22T10:00:00Z');
let running: TestFederation;
let practice: TestPractice;
let people: TestMember[];

beforeAll(async () => {
  running = await startTestFederation({ vaults: 1, recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  practice = await TestPractice.found(running, operator, () => clock);
  const colleagues = await Promise.all([1, 2, 3].map(() => makeMember('doctor')));
  for (const each of colleagues) await practice.order({ kind: 'enrol', ...enrolled(each) });
  people = [practice.doctor, practice.secretary, ...colleagues];
});

async function freezeOf(member: string): Promise<Response> {
  const freeze: ServerFreeze = {
    audience: running.vaults.map(({ signingKey }) => signingKey),
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    practice: practice.id,
    freeze: newId(),
    member,
    reason: 'precaution',
  };
  return postJws(practice.url('/freezes'), await sign(freeze, jwsTypes.freeze, practice.server));
}

async function frozen(): Promise<string[]> {
  const { members } = await practice.statement();
  return members.filter(({ status }) => status === 'frozen').map(({ member }) => member);
}

async function someoneLeft(): Promise<TestMember> {
  const before = await frozen();
  const left = people.find(({ member }) => !before.includes(member));
  if (left === undefined) throw new Error('nobody is left');
  return left;
}

describe('a records server that freezes everyone', () => {
  test('a records server can freeze half of the practice in 24 hours, and the other members still work', async () => {
    const answers = await Promise.all(people.map(({ member }) => freezeOf(member)));
    expect(await outcomes(answers)).toEqual({ ok: 3, order_refused: 2 });
    expect(await frozen()).toHaveLength(3);
    const left = await someoneLeft();
    clock += 24 * hour - 1;
    expect((await freezeOf(left.member)).status).toBe(409);
    const keySet = left === practice.secretary ? `search/${practice.id}` : `scope/${practice.id}`;
    expect((await evaluateAs(running, left.signer, keySet, { now: clock })).status).toBe(200);
    clock += 1;
    expect((await freezeOf(left.member)).status).toBe(200);
  });

  test('refused freezes raise one alarm an hour', async () => {
    for (const { member } of [...people, ...people]) await freezeOf(member);
    expect((await alarmsOf(practice)).filter(({ kind }) => kind === 'freeze_refused')).toHaveLength(1);
  });

  test('freezing the same members again gains nothing', async () => {
    for (const { member } of people) await freezeOf(member);
    const before = await frozen();
    for (const member of before) expect((await freezeOf(member)).status).toBe(200);
    expect(await frozen()).toEqual(before);
  });

  test('refused freezes of the server do not block an approver’s freeze', async () => {
    for (const { member } of people) await freezeOf(member);
    const { member } = await someoneLeft();
    const built = practice.next({ kind: 'freeze', freeze: newId(), member, reason: 'precaution' });
    await practice.apply(built, [await approve(built, practice.approvers[0])]);
    expect(await frozen()).toContain(member);
  });
});
