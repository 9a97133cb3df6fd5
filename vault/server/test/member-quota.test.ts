import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PracticePurpose, evaluatePath } from '@etanche/core-vault-protocol';
import { defaults } from '../src/index.ts';
import { makeSigner, postJws, problemOf, random, sign, someElements, type Signer } from './support/caller.ts';
import { counted } from './support/claim.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  enrolled,
  evaluateAs,
  makeMember,
  outcomes,
  someKeys,
  TestPractice,
  type TestMember,
} from './support/practice.ts';
import { jwsTypes, toBase64url } from '@etanche/core-wire';

const operator = await makeSigner();
const hour = 3_600_000;
const day = 24 * hour;
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;

/** With (22 - 10) units a day, each of the three vaults grants floor(12 * 2 / 3) = 8: less than its burst of 13. */
const perVault = 8;
const members = {
  ...defaults.members,
  // Excludes alarms from these tests: the practice is always open, and a full day is within the limits outside hours.
  alarm: {
    ...defaults.members.alarm,
    hours: { from: 0, to: 24, lastWeekday: 7 },
    outside: { files: 25, people: 75 },
  },
  roles: {
    ...defaults.members.roles,
    doctor: { scope: 22, search: 16, agenda: 3, inbox: 3 },
  },
  // floor((95 - 65) * 2 / 3) = 20 for all members of the practice.
  practice: { scope: 95, search: 1500, agenda: 400, inbox: 600, emergency: 65 },
};

/** Heartbeats are only caused by units. */
const heartbeatMs = hour;

beforeAll(async () => {
  running = await startTestFederation({
    recordsServers: [operator.publicKey],
    now: () => clock,
    config: { members, heartbeatMs },
  });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
});

type Options = Parameters<typeof evaluateAs>[3] & { purpose?: PracticePurpose; signer?: Signer };

function ask({ purpose = 'scope', signer = practice.doctor.signer, ...options }: Options = {}): Promise<Response> {
  return evaluateAs(running, signer, `${purpose}/${practice.id}`, { now: clock, ...options });
}

async function code(options: Options = {}): Promise<string> {
  const response = await ask(options);
  return response.status === 200 ? 'ok' : (await problemOf(response)).code;
}

async function stored(subject: string, position = 0): Promise<number> {
  const database = running.databases[position]?.database;
  return database === undefined ? -1 : counted(database, subject);
}

const subjectOf = (member: TestMember, what = 'scope') => `member/${practice.id}/${member.member}/${what}`;

async function sequence(): Promise<number> {
  const found = await running.databases[0]?.database.query<{ sequence: string }>('SELECT sequence FROM vault_state');
  return Number(found?.rows[0]?.sequence ?? -1);
}

describe('units of a member', () => {
  test('units are exact under concurrency at every vault, and never exceed the limit of all vaults', async () => {
    const asked = [0, 1, 2].flatMap((position) => Array.from({ length: 20 }, () => ask({ position })));
    expect(await outcomes(await Promise.all(asked))).toEqual({ ok: 3 * perVault, quota_member: 60 - 3 * perVault });
    for (const position of [0, 1, 2]) expect(await stored(subjectOf(practice.doctor), position)).toBe(perVault);
    // An opening needs two answers.
    expect((3 * perVault) / 2).toBeLessThanOrEqual(22 - 10);
  });

  test('the units of one member do not reduce those of another', async () => {
    await ask({ count: perVault });
    expect(await code()).toBe('quota_member');
    expect(await code({ signer: practice.secretary.signer })).toBe('ok');
  });

  test('units belong to one purpose and return after a rolling day', async () => {
    await ask({ count: perVault });
    expect(await code({ purpose: 'search' })).toBe('ok');
    expect(await code({ purpose: 'agenda' })).toBe('ok');
    expect(await code({ purpose: 'inbox' })).toBe('ok');
    const response = await ask();
    const { retryAfter } = await problemOf(response);
    expect(response.headers.get('retry-after')).toBe(`${retryAfter}`);
    clock = start + day - 1;
    expect(await code()).toBe('quota_member');
    clock = start + (retryAfter ?? 0) * 1000;
    expect(await code()).toBe('ok');
  });

  test('thirty days grant at most the units of twelve days', async () => {
    for (let i = 0; i < 12; i++) {
      expect((await ask({ count: perVault })).status).toBe(200);
      clock += day + 900_000;
    }
    expect(await code()).toBe('quota_member');
    clock = start + 29 * day;
    expect(await code()).toBe('quota_member');
    clock = start + 31 * day;
    expect(await code()).toBe('ok');
  });

  test('setting the clock back returns no units', async () => {
    await ask({ count: perVault });
    clock = start - 2 * day;
    expect(await code()).toBe('caller_refused');
    clock = start + 60_000;
    expect(await code()).toBe('quota_member');
  });

  test('at most one burst is granted at once', async () => {
    const { member, auth, keys, roles, signer } = await makeMember('secretary');
    await practice.order({ kind: 'enrol', member, auth, keys, roles });
    clock += day;
    const answers = await Promise.all(Array.from({ length: 40 }, () => ask({ purpose: 'search', signer })));
    // floor(18 * 2 / 3)
    expect(await outcomes(answers)).toEqual({ ok: 12, quota_member: 28 });
    clock += 30_000;
    expect(await code({ purpose: 'search', signer })).toBe('ok');
  });

  test('the units of all members together are limited by the practice’s quota', async () => {
    const others = [await makeMember('doctor'), await makeMember('doctor')];
    for (const other of others) await practice.order({ kind: 'enrol', ...enrolled(other) });
    clock += day;
    const signers = [practice.doctor, ...others].map(({ signer }) => signer);
    const answers = await Promise.all(
      signers.flatMap((signer) => Array.from({ length: perVault }, () => ask({ signer }))),
    );
    expect(await outcomes(answers)).toEqual({ ok: 20, quota_practice: 4 });
    expect(await stored(`practice/${practice.id}/scope`)).toBe(20);
    // After the practice has used its quota, each member still has the emergency quota.
    expect(await code({ emergency: true })).toBe('ok');
  });
});

describe('limit of a refusal', () => {
  const limit = async (options: Options = {}) => (await problemOf(await ask(options))).limit;

  test('a refusal names the limit of the day, with its units at this vault', async () => {
    await ask({ count: perVault });
    expect(await limit()).toEqual({ kind: 'scope', window: 'day', most: perVault });
  });

  test('a refusal names the limit of 30 days', async () => {
    for (let i = 0; i < 12; i++) {
      await ask({ count: perVault });
      clock += day + 900_000;
    }
    expect(await limit()).toEqual({ kind: 'scope', window: 'month', most: 12 * perVault });
  });

  test('a refusal names the limit of a burst', async () => {
    await ask({ purpose: 'search', count: 4 });
    // floor((16 - 10) * 2 / 3) = 4 a day, which ends before the burst of 12.
    expect(await limit({ purpose: 'search' })).toEqual({ kind: 'search', window: 'day', most: 4 });
    const { member, auth, keys, roles, signer } = await makeMember('secretary');
    await practice.order({ kind: 'enrol', member, auth, keys, roles });
    clock += day;
    await ask({ purpose: 'search', signer, count: 12 });
    expect(await limit({ purpose: 'search', signer })).toEqual({ kind: 'search', window: 'burst', most: 12 });
  });

  test('a refusal names the limit of emergencies, whose units are of no purpose', async () => {
    await ask({ emergency: true, count: 6 });
    expect(await limit({ emergency: true })).toEqual({ kind: 'emergency', window: 'day', most: 6 });
    expect(await limit({ emergency: true, purpose: 'search' })).toMatchObject({ kind: 'emergency' });
  });

  test('a refusal names the limit of a new member, which is a tenth', async () => {
    const member = await makeMember('doctor');
    await practice.order({ kind: 'enrol', ...enrolled(member) });
    await ask({ signer: member.signer });
    expect(await limit({ signer: member.signer })).toEqual({ kind: 'scope', window: 'day', most: 1 });
  });

  test('a refusal names the limit of the practice', async () => {
    const others = [await makeMember('doctor'), await makeMember('doctor')];
    for (const other of others) await practice.order({ kind: 'enrol', ...enrolled(other) });
    clock += day;
    for (const { signer } of others) await ask({ signer, count: perVault });
    await ask({ count: 4 });
    const problem = await problemOf(await ask());
    expect(problem).toMatchObject({ code: 'quota_practice', limit: { kind: 'scope', window: 'day', most: 20 } });
  });

  test('a refusal for another reason names no limit', async () => {
    const response = await ask({ signer: await makeSigner() });
    expect(await problemOf(response)).not.toHaveProperty('limit');
  });
});

describe('emergency quota', () => {
  test('the emergency quota is small, shared by files and searches, and raises an alarm at every unit', async () => {
    expect(await code({ emergency: true, count: 4 })).toBe('ok');
    expect(await code({ emergency: true, purpose: 'search', count: 2 })).toBe('ok');
    expect(await code({ emergency: true })).toBe('quota_member');
    const rung = (await alarmsOf(practice)).filter(({ kind }) => kind === 'emergency');
    expect(rung.map(({ purpose, count }) => [purpose, Number(count)])).toEqual([
      ['scope', 4],
      ['search', 2],
    ]);
    // It is part of the daily limit: the rest of the day remains, and no more.
    expect(await code({ count: perVault })).toBe('ok');
    expect(await code()).toBe('quota_member');
  });

  test('the emergency quota is exact under concurrency', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask({ emergency: true })));
    expect(await outcomes(answers)).toEqual({ ok: 6, quota_member: 14 });
  });

  test.for<PracticePurpose>(['agenda', 'inbox'])('there is no emergency quota for %s', async (purpose) => {
    expect(await code({ emergency: true, purpose })).toBe('caller_refused');
  });
});

describe('a new member', () => {
  test('a new member has a tenth of the quota on the first day, at least one unit, then all of it', async () => {
    const member = await makeMember('doctor');
    await practice.order({ kind: 'enrol', ...enrolled(member) });
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask({ signer: member.signer })));
    expect(await outcomes(answers)).toEqual({ ok: 1, quota_member: 5 });
    expect(await code({ signer: member.signer, emergency: true })).toBe('ok');
    expect(await code({ signer: member.signer, emergency: true })).toBe('quota_member');
    clock += day - 1;
    expect(await code({ signer: member.signer })).toBe('quota_member');
    clock += 1;
    expect(await code({ signer: member.signer, count: perVault - 1 })).toBe('ok');
  });

  test('a member with a new key counts as new, and the units of the old key stay counted', async () => {
    await ask({ count: perVault });
    const signer = await makeSigner();
    await practice.order({ kind: 'rekey', member: practice.doctor.member, auth: signer.publicKey, keys: someKeys() });
    expect(await code({ signer })).toBe('quota_member');
  });
});

describe('a raise', () => {
  const raise = (perDay: number, hours: number) =>
    practice.order({
      kind: 'raise',
      member: practice.doctor.member,
      purpose: 'scope',
      perDay,
      until: Math.floor((clock + hours * hour) / 1000),
    });

  test('a raise grants more until its end, within the practice’s quota', async () => {
    await raise(34, 30);
    // floor((34 - 10) * 2 / 3)
    expect(await code({ count: 13 })).toBe('ok');
    clock += hour;
    expect(await code({ count: 3 })).toBe('ok');
    expect(await code()).toBe('quota_member');
    clock = start + 30 * hour;
    expect(await code({ count: perVault })).toBe('ok');
    expect(await code()).toBe('quota_member');
  });

  test('a raise ends with the key that it was granted to', async () => {
    await raise(34, 100);
    const signer = await makeSigner();
    await practice.order({ kind: 'rekey', member: practice.doctor.member, auth: signer.publicKey, keys: someKeys() });
    expect(await code({ signer })).toBe('ok');
    expect(await code({ signer })).toBe('quota_member');
  });
});

describe('member requests that are refused', () => {
  test.for<[string, () => Promise<Response> | Response]>([
    ['by an unknown key', async () => ask({ signer: await makeSigner() })],
    ['by the kit', () => ask({ signer: practice.kit })],
    ['by the records server', () => ask({ signer: practice.server })],
    ['by an operator', () => ask({ signer: operator })],
    [
      'by a member of another practice',
      async () => {
        const other = await TestPractice.found(running, operator, () => clock);
        return ask({ signer: other.doctor.signer });
      },
    ],
    ['for an unknown practice', () => evaluateAs(running, practice.doctor.signer, 'scope/nowhere', { now: clock })],
    [
      'for a purpose that no role of the member has',
      () => ask({ signer: practice.secretary.signer, purpose: 'inbox' }),
    ],
    ['for a public key set', () => evaluateAs(running, practice.doctor.signer, 'check/leak.1', { now: clock })],
    ['with 21 elements', () => ask({ count: 21, purpose: 'search', signer: practice.secretary.signer })],
    ['that is stale', () => ask({ now: clock - 121_000 })],
    ['for another vault', () => ask({ change: { aud: running.vaults[1]?.signingKey } })],
    ['with emergency false', () => ask({ change: { emergency: false } })],
  ])('rejects a request %s with the same code', async ([, send]) => {
    const response = await send();
    const problem = await problemOf(response);
    expect(problem).toEqual({ type: problem.type, title: 'caller refused', status: 403, code: 'caller_refused' });
    expect(await stored(subjectOf(practice.doctor))).toBe(0);
  });

  test('accepts one of two identical requests, even at the same time', async () => {
    const request = {
      aud: running.vaults[0]?.signingKey,
      iat: clock / 1000,
      jti: toBase64url(random(16)),
      keySet: `scope/${practice.id}`,
      elements: someElements(1),
    };
    const jws = await sign(request, jwsTypes.evaluate, practice.doctor.signer);
    const url = `${running.vaults[0]?.url ?? ''}${evaluatePath}`;
    const answers = await Promise.all(Array.from({ length: 10 }, () => postJws(url, jws)));
    expect(await outcomes(answers)).toEqual({ ok: 1, caller_refused: 9 });
    expect(await stored(subjectOf(practice.doctor))).toBe(1);
  });

  test('a request by an unknown or replaced key causes no heartbeat', async () => {
    const seen = async () => {
      const found = await running.databases[0]?.database.query('SELECT FROM request_seen');
      return found?.rows.length;
    };
    const member = practice.secretary.member;
    await practice.order({ kind: 'rekey', member, auth: (await makeSigner()).publicKey, keys: someKeys() });
    await practice.order({ kind: 'retire', member: practice.doctor.member });
    const before = { sequence: await sequence(), seen: await seen() };
    const strangers = [await makeSigner(), practice.kit, practice.server];
    for (const signer of [...strangers, practice.secretary.signer, practice.doctor.signer]) {
      const asked = Array.from({ length: 4 }, () => ask({ signer, count: 20 }));
      expect(await outcomes(await Promise.all(asked))).toEqual({ caller_refused: 4 });
    }
    expect({ sequence: await sequence(), seen: await seen() }).toEqual(before);
    // Use of a replaced key still raises an alarm that names the member; an unknown key has no member to name.
    const rung = (await alarmsOf(practice)).filter(({ kind }) => kind === 'refusal').map((alarm) => alarm.member);
    expect(rung.sort()).toEqual([practice.doctor.member, member].sort());
  });

  test('a request by a member is refused only after the heartbeat that its units need', async () => {
    const before = await sequence();
    for (let i = 0; i < 3; i++) expect(await code({ count: 20 })).toBe('quota_member');
    expect(await sequence()).toBeGreaterThan(before);
  });

  test('rejects an administrator for every purpose', async () => {
    const administrator = await makeMember('administrator');
    await practice.order({ kind: 'enrol', ...enrolled(administrator) });
    clock += 2 * day;
    for (const purpose of ['scope', 'search', 'agenda', 'inbox'] as const) {
      expect(await code({ signer: administrator.signer, purpose })).toBe('caller_refused');
    }
    expect(await code({ signer: administrator.signer, emergency: true })).toBe('caller_refused');
  });

  test('refusals raise an alarm once an hour, with the member', async () => {
    const refusals = async () => (await alarmsOf(practice)).filter(({ kind }) => kind === 'refusal');
    await ask({ count: perVault });
    await Promise.all(Array.from({ length: 10 }, () => ask()));
    expect(await refusals()).toMatchObject([{ member: practice.doctor.member, purpose: 'scope', detail: 'day' }]);
    clock += hour - 1;
    await ask();
    expect(await refusals()).toHaveLength(1);
    clock += 1;
    await ask();
    expect(await refusals()).toHaveLength(2);
  });
});

test('daily counts of the practice are written by the statement that grants the units', async () => {
  await ask({ count: 3 });
  await ask({ emergency: true });
  await ask({ purpose: 'search', count: 2 });
  const counts = await running.databases[0]?.database.query(
    `SELECT member, day::text, scope::int, search::int, agenda::int, inbox::int, emergency::int FROM daily_count
     WHERE practice = $1`,
    [practice.id],
  );
  expect(counts?.rows).toEqual([
    { member: practice.doctor.member, day: '2026-11-22', scope: 4, search: 2, agenda: 0, inbox: 0, emergency: 1 },
  ]);
});
