import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import {
  alarmsOf,
  approve,
  enrolled,
  evaluateAs,
  makeMember,
  TestPractice,
  type TestMember,
} from './support/practice.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();
const day = 86_400_000;
const start = Date.parse('2026-11-23T08:00:00Z');
let clock = start;
let running: TestFederation;
let practice: TestPractice;

beforeAll(async () => {
  running = await startTestFederation({ recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());
beforeEach(async () => {
  clock = start;
  practice = await TestPractice.found(running, operator, () => clock);
});

async function open(member: TestMember = practice.doctor, emergency?: true): Promise<string> {
  clock += 60_000;
  const options = { now: clock, ...(emergency && { emergency }) };
  const answer = await evaluateAs(running, member.signer, `scope/${practice.id}`, options);
  return answer.status === 200 ? 'ok' : (await problemOf(answer)).code;
}

test('a member without activity for 45 days has no quota, not even for emergencies', async () => {
  expect(await open()).toBe('ok');
  clock = start + 44 * day;
  expect(await open()).toBe('ok');
  clock += 45 * day + 60_000;
  expect(await open()).toBe('caller_refused');
  expect(await open(practice.doctor, true)).toBe('caller_refused');
  expect((await alarmsOf(practice)).at(-1)).toMatchObject({ kind: 'refusal', detail: 'dormant' });
});

test('a refused request does not count as activity', async () => {
  clock = start + 44 * day;
  const forged = await evaluateAs(running, practice.doctor.signer, `scope/${practice.id}`, { now: clock, count: 21 });
  expect(forged.status).not.toBe(200);
  clock = start + 45 * day + 60_000;
  expect(await open()).toBe('caller_refused');
});

test('one approver can reactivate a member, but a member cannot', async () => {
  clock = start + 50 * day;
  expect(await open()).toBe('caller_refused');
  const built = practice.next({ kind: 'reactivate', member: practice.doctor.member });
  await practice.apply(built, [await approve(built, practice.approvers[0])]);
  expect(await open()).toBe('ok');
  expect(await open(practice.secretary)).toBe('caller_refused');
});

test('the days of a new member count from the enrolment', async () => {
  clock = start + 40 * day;
  const newcomer = await makeMember('doctor');
  await practice.order({ kind: 'enrol', ...enrolled(newcomer) });
  clock = start + 84 * day;
  expect(await open(newcomer)).toBe('ok');
  clock = start + 130 * day;
  expect(await open(newcomer)).toBe('caller_refused');
});

test('two approvers can set the number of days between 15 and 90', async () => {
  await practice.order({ kind: 'dormancy', days: 15 });
  clock = start + 14 * day;
  expect(await open()).toBe('ok');
  clock += 15 * day;
  expect(await open()).toBe('caller_refused');
  for (const days of [14, 91]) {
    const built = practice.next({ kind: 'dormancy', days });
    expect((await problemOf(await practice.post(built, await practice.both(built)))).code).toBe('request_invalid');
  }
});

test('downtime of the vault makes no member dormant, and no other time is excused', async () => {
  await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using vaultHome = await makeVaultDirectory();
  const beat = (at: number) => own.database.query('UPDATE vault_state SET beat_at = $1', [at]);
  const wake = (at: number) => own.database.query('SELECT vault_wake($1)', [at]);
  const activeAt = async () => {
    const { rows } = await own.database.query<{ active_at: string }>('SELECT active_at FROM practice_member');
    return Number(rows[0]?.active_at);
  };
  await own.database.query(
    `INSERT INTO practice (id, sequence, head, audience, server, kit_auth, kit_keys, contacts, created_at)
     VALUES ('p', 0, '', '{}', '', '', '', '{}', 0)`,
  );
  await own.database.query(
    `INSERT INTO practice_member (practice, id, auth, keys, roles, since, active_at)
     VALUES ('p', 'm', 'a', 'k', '{doctor}', 0, $1)`,
    [start],
  );
  // 40 days without a unit while the vault ran, then 60 days of downtime.
  await beat(start + 40 * day);
  await wake(start + 100 * day);
  expect(await activeAt()).toBe(start + 60 * day);
  // A second replica, and a restart after a crash before the first heartbeat, excuse nothing twice.
  await wake(start + 100 * day);
  expect(await activeAt()).toBe(start + 60 * day);
  await wake(start + 101 * day);
  expect(await activeAt()).toBe(start + 61 * day);
  // A restart within minutes excuses nothing.
  await beat(start + 102 * day);
  await wake(start + 102 * day + 600_000);
  expect(await activeAt()).toBe(start + 61 * day);
  // A vault runs this query when it starts.
  await own.database.query('UPDATE vault_state SET woken_at = 0');
  const vault = await startVault(vaultHome.directory, own.url.reveal(), [operator.publicKey]);
  await vault.close();
  const { rows } = await own.database.query<{ woken_at: string }>('SELECT woken_at FROM vault_state');
  expect(Number(rows[0]?.woken_at)).toBeGreaterThan(0);
});
