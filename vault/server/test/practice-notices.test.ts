import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type PracticeNotice } from '@etanche/core-vault-protocol';
import { jwsTypes, toBase64url } from '@etanche/core-wire';
import { makeSigner, postJws, problemOf, random, sign, type Signer } from './support/caller.ts';
import { defaults } from '../src/config/defaults.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  enrolled,
  evaluateAs,
  makeMember,
  newId,
  outcomes,
  someKeys,
  TestPractice,
  type TestMember,
} from './support/practice.ts';

const recordsServer = await makeSigner();
const hour = 3_600_000;
/** Never set back: the vault's heartbeat remembers the latest time. */
let clock = Date.parse('2026-11-22T10:00:00Z');
let running: TestFederation;
let practice: TestPractice;

beforeAll(async () => {
  running = await startTestFederation({
    vaults: 1,
    recordsServers: [recordsServer.publicKey],
    now: () => clock,
  });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock += 31 * 24 * hour;
  practice = await TestPractice.found(running, recordsServer, () => clock);
});

async function notify(
  change: Partial<PracticeNotice> = {},
  signer: Signer = practice.server,
  typ: string = jwsTypes.practiceNotice,
): Promise<Response> {
  const notice: PracticeNotice = {
    audience: running.vaults.map(({ signingKey }) => signingKey),
    iat: Math.floor(clock / 1000),
    jti: toBase64url(random(16)),
    practice: practice.id,
    notice: newId(),
    kind: 'recovery',
    member: practice.doctor.member,
    ...change,
  };
  return postJws(practice.url('/notices'), await sign(notice, typ, signer));
}

/** The number of files that a member can open one after the other, with time for every burst in between. */
async function openedBy({ signer }: TestMember, most = 30): Promise<number> {
  let opened = 0;
  while (opened < most) {
    const response = await evaluateAs(running, signer, `scope/${practice.id}`, { now: clock });
    if (response.status !== 200) return opened;
    opened += 1;
    clock += 61_000;
  }
  return opened;
}

async function noticed(): Promise<(string | null)[]> {
  return (await alarmsOf(practice)).filter(({ kind }) => kind === 'recovery').map(({ detail }) => detail);
}

async function colleagues(count: number): Promise<TestMember[]> {
  const made = await Promise.all(Array.from({ length: count }, () => makeMember('doctor')));
  for (const each of made) await practice.order({ kind: 'enrol', ...enrolled(each) });
  return made;
}

describe('a notice of a recovered key', () => {
  test('a recovery notice leaves the member a tenth of the quota for 24 hours and raises an alarm', async () => {
    expect(await openedBy(practice.doctor)).toBe(30);
    clock += 24 * hour;
    expect((await notify()).status).toBe(200);
    const left = await openedBy(practice.doctor);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(13);
    expect(await noticed()).toEqual([null]);
    clock += 24 * hour;
    expect(await openedBy(practice.doctor)).toBe(30);
  });

  test('a recovery notice ends the raises of the key', async () => {
    const until = Math.floor(clock / 1000) + 10 * 86_400;
    await practice.order({
      kind: 'raise',
      member: practice.doctor.member,
      purpose: 'scope',
      perDay: defaults.members.raise.scope,
      until,
    });
    await notify();
    expect(await openedBy(practice.doctor)).toBeLessThan(13);
  });

  test('a recovery notice affects no other member', async () => {
    const [colleague] = await colleagues(1);
    if (colleague === undefined) throw new Error('nobody was enrolled');
    clock += 25 * hour;
    await notify();
    expect(await openedBy(colleague)).toBe(30);
  });

  test.for<[string, () => Signer]>([
    ['the records server', () => practice.server],
    ['the member', () => practice.doctor.signer],
    ['a helper', () => practice.secretary.signer],
  ])('a recovery notice by %s alone counts once, even if another party repeats it', async ([, signer]) => {
    const notice = newId();
    expect((await notify({ notice }, signer())).status).toBe(200);
    for (const other of [practice.server, practice.doctor.signer, practice.secretary.signer]) {
      expect((await notify({ notice }, other)).status).toBe(200);
    }
    expect(await noticed()).toEqual([null]);
    clock += 23 * hour;
    await notify({ notice });
    clock += hour;
    expect(await openedBy(practice.doctor)).toBe(30);
  });

  test.for<[string, () => Promise<Response>]>([
    ['by an unknown key', async () => notify({}, await makeSigner())],
    ['by the kit', () => notify({}, practice.kit)],
    ['signed for another purpose', () => notify({}, practice.server, jwsTypes.freeze)],
    ['for other vaults', () => notify({ audience: [someKeys()] })],
    ['for another practice', () => notify({ practice: newId() })],
    ['that is stale', () => notify({ iat: Math.floor(clock / 1000) - 121 })],
    [
      'by a retired member',
      async () => {
        const [left] = await colleagues(1);
        if (left === undefined) throw new Error('nobody was enrolled');
        await practice.order({ kind: 'retire', member: left.member });
        return notify({}, left.signer);
      },
    ],
  ])('rejects a recovery notice %s without lowering a quota', async ([, send]) => {
    expect(await problemOf(await send())).toMatchObject({ code: 'caller_refused' });
    expect(await noticed()).toEqual([]);
    expect(await openedBy(practice.doctor)).toBe(30);
  });

  test('rejects a notice whose id belongs to a different notice', async () => {
    const notice = newId();
    await notify({ notice });
    const other = await notify({ notice, member: practice.secretary.member });
    expect(await problemOf(other)).toMatchObject({ code: 'order_refused' });
  });

  test('a corrupt server can give recovery notices for half of the members only, and raises an alarm', async () => {
    const all = [practice.doctor, practice.secretary, ...(await colleagues(3))];
    clock += 25 * hour;
    const answers = await Promise.all(all.map(({ member }) => notify({ member })));
    expect(await outcomes(answers)).toEqual({ ok: 3, order_refused: 2 });
    expect(await noticed()).toContain('refused');
    const own = await Promise.all(all.map(({ member, signer }) => notify({ member }, signer)));
    expect(await outcomes(own)).toEqual({ ok: 5 });
  });

  test('a member’s own notices are always accepted, and at most ten are stored in 24 hours', async () => {
    const { member, signer } = practice.doctor;
    for (let i = 0; i < 12; i++) expect((await notify({ member }, signer)).status).toBe(200);
    const stored = await running.databases[0]?.database.query<{ n: number }>(
      'SELECT count(*)::integer AS n FROM practice_notice WHERE practice = $1',
      [practice.id],
    );
    expect(stored?.rows[0]?.n).toBe(10);
    expect(await openedBy(practice.doctor)).toBeLessThan(13);
    clock += 24 * hour;
    await notify({ member }, signer);
    expect(await openedBy(practice.doctor)).toBeLessThan(13);
  });

  test('a colleague can give recovery notices for two other members in 24 hours', async () => {
    const all = [practice.doctor, ...(await colleagues(5))];
    const attacker = practice.secretary.signer;
    const answers = await Promise.all(all.map(({ member }) => notify({ member }, attacker)));
    expect(await outcomes(answers)).toEqual({ ok: 2, order_refused: 4 });
  });
});

describe('a notice of an erasure', () => {
  test('an erasure notice raises one alarm and lowers no quota', async () => {
    const notice = newId();
    for (let i = 0; i < 3; i++) expect((await notify({ notice, kind: 'erasure' })).status).toBe(200);
    expect((await alarmsOf(practice)).filter(({ kind }) => kind === 'erasure')).toHaveLength(1);
    expect(await openedBy(practice.doctor)).toBe(30);
  });

  test('only the records server can give notice of an erasure', async () => {
    const answer = await notify({ kind: 'erasure' }, practice.doctor.signer);
    expect(await problemOf(answer)).toMatchObject({ code: 'caller_refused' });
  });
});
