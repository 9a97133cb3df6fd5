import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FreezeReason, type ServerFreeze } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { makeSigner, postJws, problemOf, random, sign, type Signer } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { counted } from './support/claim.ts';
import { alarmsOf, approve, evaluateAs, newId, outcomes, someKeys, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
const hour = 3_600_000;
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;
let freeze = '';

beforeAll(async () => {
  running = await startTestFederation({ vaults: 1, recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
  freeze = newId();
});

function content(reason: FreezeReason, change: Partial<ServerFreeze> = {}): ServerFreeze {
  return {
    audience: running.vaults.map(({ signingKey }) => signingKey),
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    practice: practice.id,
    freeze,
    member: practice.doctor.member,
    reason,
    ...change,
  };
}

async function serverFreezes(
  reason: FreezeReason,
  change: Partial<ServerFreeze> = {},
  signer: Signer = practice.server,
  typ: string = jwsTypes.freeze,
): Promise<Response> {
  return postJws(practice.url('/freezes'), await sign(content(reason, change), typ, signer));
}

async function may(options: { emergency?: true; signer?: Signer } = {}): Promise<boolean> {
  const { signer = practice.doctor.signer, ...rest } = options;
  const response = await evaluateAs(running, signer, `scope/${practice.id}`, { ...rest, now: clock });
  const refusal = response.status === 200 ? undefined : await problemOf(response);
  expect([undefined, 'caller_refused']).toContain(refusal?.code);
  return response.status === 200;
}

async function status(): Promise<string | undefined> {
  const { members } = await practice.statement();
  return members.find(({ member }) => member === practice.doctor.member)?.status;
}

async function byApprover(action: Parameters<TestPractice['next']>[0]): Promise<void> {
  const built = practice.next(action);
  await practice.apply(built, [await approve(built, practice.approvers[0])]);
}

describe('a freeze by the records server', () => {
  test('a server’s freeze leaves the emergency quota, reports the freeze, and ends after 24 hours', async () => {
    expect((await serverFreezes('suspected_theft')).status).toBe(200);
    expect(await status()).toBe('frozen');
    expect([await may(), await may({ emergency: true })]).toEqual([false, true]);
    expect((await alarmsOf(practice)).map(({ kind, detail }) => [kind, detail])).toContainEqual([
      'freeze',
      'suspected_theft',
    ]);
    clock = start + 24 * hour - 1;
    expect(await may()).toBe(false);
    clock = start + 24 * hour;
    expect(await may()).toBe(true);
    expect(await status()).toBe('active');
  });

  test('a server’s freeze affects no other member', async () => {
    await serverFreezes('canary');
    expect(await may({ signer: practice.secretary.signer })).toBe(true);
  });

  test.each(['freeze', 'confirm-freeze'] as const)(
    'a server’s freeze is not ended by one approver’s %s of another member under its id',
    async (kind) => {
      await serverFreezes('canary');
      await byApprover({ kind, freeze, member: practice.secretary.member, reason: 'precaution' });
      expect([await may(), await may({ signer: practice.secretary.signer })]).toEqual([false, false]);
      const { freezes } = await practice.statement();
      expect(freezes.map(({ by, member }) => [by, member]).sort()).toEqual([
        ['approver', practice.secretary.member],
        ['server', practice.doctor.member],
      ]);
      clock = start + 24 * hour;
      expect([await may(), await may({ signer: practice.secretary.signer })]).toEqual([true, false]);
    },
  );

  test('repeating a server’s freeze does not extend it', async () => {
    await serverFreezes('canary');
    clock = start + 12 * hour;
    expect((await serverFreezes('canary')).status).toBe(200);
    clock = start + 24 * hour;
    expect(await may()).toBe(true);
  });

  test.for<[string, () => Promise<Response>]>([
    ['by another key', async () => serverFreezes('canary', {}, await makeSigner())],
    ['by a member', () => serverFreezes('canary', {}, practice.secretary.signer)],
    ['signed for another purpose', () => serverFreezes('canary', {}, practice.server, jwsTypes.practiceQuery)],
    ['for other vaults', () => serverFreezes('canary', { audience: [someKeys()] })],
    ['for another practice', () => serverFreezes('canary', { practice: newId() })],
    ['that is stale', () => serverFreezes('canary', { iat: start / 1000 - 121 })],
    [
      'by the previous server',
      async () => {
        const next = await makeSigner();
        await practice.order({ kind: 'server', server: next.publicKey });
        return serverFreezes('canary');
      },
    ],
  ])('rejects a server’s freeze %s', async ([, send]) => {
    expect(await problemOf(await send())).toMatchObject({ code: 'caller_refused' });
    expect(await may()).toBe(true);
  });

  test('a server’s freeze is accepted once', async () => {
    const jws = await sign(content('canary'), jwsTypes.freeze, practice.server);
    const answers = await Promise.all([1, 2, 3].map(() => postJws(practice.url('/freezes'), jws)));
    expect(answers.map(({ status: code }) => code).sort()).toEqual([200, 403, 403]);
  });

  test('rejects a server’s freeze of an unknown member or with a used id', async () => {
    expect(await problemOf(await serverFreezes('canary', { member: newId() }))).toMatchObject({
      code: 'order_refused',
    });
    await serverFreezes('canary');
    const other = await serverFreezes('canary', { member: practice.secretary.member });
    expect(await problemOf(other)).toMatchObject({ code: 'order_refused' });
  });
});

describe('a freeze by an approver', () => {
  test('an approver’s freeze after a suspected theft lasts and leaves no quota', async () => {
    await byApprover({ kind: 'freeze', freeze, member: practice.doctor.member, reason: 'suspected_theft' });
    expect([await may(), await may({ emergency: true })]).toEqual([false, false]);
    clock = start + 60 * 24 * hour;
    expect([await may(), await may({ emergency: true })]).toEqual([false, false]);
  });

  test('an approver’s freeze for another reason leaves the emergency quota', async () => {
    await byApprover({ kind: 'freeze', freeze, member: practice.doctor.member, reason: 'lost_device' });
    expect([await may(), await may({ emergency: true })]).toEqual([false, true]);
  });

  test('a confirmed server’s freeze lasts, and leaves no quota after a suspected theft', async () => {
    await serverFreezes('suspected_theft');
    await byApprover({ kind: 'confirm-freeze', freeze, member: practice.doctor.member, reason: 'suspected_theft' });
    expect(await may({ emergency: true })).toBe(false);
    clock = start + 25 * hour;
    expect(await may()).toBe(false);
    const { freezes } = await practice.statement();
    expect(freezes).toEqual([
      {
        freeze,
        member: practice.doctor.member,
        reason: 'suspected_theft',
        by: 'approver',
        since: start / 1000,
        until: null,
      },
    ]);
  });

  test('a confirmation applies even if this vault never saw the freeze', async () => {
    await byApprover({ kind: 'confirm-freeze', freeze, member: practice.doctor.member, reason: 'canary' });
    expect(await status()).toBe('frozen');
  });
});

describe('a thaw', () => {
  test('a thaw after a suspected theft brings a new key, and the old key stays refused', async () => {
    await byApprover({ kind: 'freeze', freeze, member: practice.doctor.member, reason: 'suspected_theft' });
    const signer = await makeSigner();
    await practice.order({
      kind: 'thaw',
      freeze,
      member: practice.doctor.member,
      reason: 'suspected_theft',
      rekey: { auth: signer.publicKey, keys: someKeys() },
    });
    expect([await may(), await may({ emergency: true }), await may({ signer })]).toEqual([false, false, true]);
    const back = practice.next({
      kind: 'rekey',
      member: practice.doctor.member,
      auth: practice.doctor.auth,
      keys: someKeys(),
    });
    expect(await problemOf(await practice.post(back, await practice.both(back)))).toMatchObject({
      code: 'order_refused',
    });
  });

  test('a thaw with a new key ends every freeze for a suspected theft and no other', async () => {
    const member = practice.doctor.member;
    await byApprover({ kind: 'freeze', freeze, member, reason: 'suspected_theft' });
    await byApprover({ kind: 'freeze', freeze: newId(), member, reason: 'suspected_theft' });
    const other = newId();
    await byApprover({ kind: 'freeze', freeze: other, member, reason: 'precaution' });
    const signer = await makeSigner();
    const rekey = { auth: signer.publicKey, keys: someKeys() };
    await practice.order({ kind: 'thaw', freeze, member, reason: 'suspected_theft', rekey });
    expect(await may({ signer })).toBe(false);
    await practice.order({ kind: 'thaw', freeze: other, member, reason: 'precaution' });
    expect([await may(), await may({ signer })]).toEqual([false, true]);
  });

  test('a thaw ends one freeze of several', async () => {
    const other = newId();
    await byApprover({ kind: 'freeze', freeze, member: practice.doctor.member, reason: 'lost_device' });
    await byApprover({ kind: 'freeze', freeze: other, member: practice.doctor.member, reason: 'precaution' });
    await practice.order({ kind: 'thaw', freeze, member: practice.doctor.member, reason: 'lost_device' });
    expect(await may()).toBe(false);
    await practice.order({ kind: 'thaw', freeze: other, member: practice.doctor.member, reason: 'precaution' });
    expect(await may()).toBe(true);
  });

  test('a thaw ends the server’s freeze early', async () => {
    await serverFreezes('canary');
    await practice.order({ kind: 'thaw', freeze, member: practice.doctor.member, reason: 'canary' });
    expect(await may()).toBe(true);
  });

  test('a thaw with false details of a server’s freeze ends nothing', async () => {
    await serverFreezes('suspected_theft');
    await practice.order({ kind: 'thaw', freeze, member: practice.doctor.member, reason: 'precaution' });
    expect(await may()).toBe(false);
  });

  test.for<[string, () => { member: string; reason: FreezeReason; freeze?: string }]>([
    ['of another member', () => ({ member: practice.secretary.member, reason: 'lost_device' })],
    ['for another reason', () => ({ member: practice.doctor.member, reason: 'precaution' })],
  ])('rejects a thaw %s', async ([, change]) => {
    await byApprover({ kind: 'freeze', freeze, member: practice.doctor.member, reason: 'lost_device' });
    const built = practice.next({ kind: 'thaw', freeze, ...change() });
    expect(await problemOf(await practice.post(built, await practice.both(built)))).toMatchObject({
      code: 'order_refused',
    });
    expect(await may()).toBe(false);
  });
});

test('the old key of a retired or rekeyed member opens nothing, not even in an emergency', async () => {
  const signer = await makeSigner();
  await practice.order({ kind: 'rekey', member: practice.doctor.member, auth: signer.publicKey, keys: someKeys() });
  expect([await may(), await may({ emergency: true }), await may({ signer })]).toEqual([false, false, true]);
  await byApprover({ kind: 'retire', member: practice.doctor.member });
  expect([await may({ signer }), await may({ signer, emergency: true })]).toEqual([false, false]);
  expect(await status()).toBe('retired');
});

test('no unit is granted after a freeze is answered, however many requests are in progress', async () => {
  const { member, signer } = practice.secretary;
  const subject = `member/${practice.id}/${member}/search`;
  const storm = Array.from({ length: 40 }, () => evaluateAs(running, signer, `search/${practice.id}`, { now: clock }));
  expect((await serverFreezes('suspected_theft', { member })).status).toBe(200);
  const database = running.databases[0]?.database;
  const atFreeze = database === undefined ? -1 : await counted(database, subject);
  const { ok = 0 } = await outcomes(await Promise.all(storm));
  expect(ok).toBe(atFreeze);
  expect(database && (await counted(database, subject))).toBe(atFreeze);
});
