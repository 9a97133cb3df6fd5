import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeSigner, problemOf } from './support/caller.ts';
import { startTestFederation, type TestFederation } from './support/federation.ts';
import { alarmsOf, evaluateAs, newId, someKeys, TestPractice } from './support/practice.ts';

const operator = await makeSigner();
const importer = await makeSigner();
const day = 86_400_000;
const start = Date.parse('2026-11-22T10:00:00Z');
let clock = start;
let running: TestFederation;

beforeAll(async () => {
  running = await startTestFederation({ vaults: 1, recordsServers: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());

/**
 * The heartbeat of a vault whose last sequence is ahead of the store by this much. `restored-store.test.ts` uses a real
 * copy.
 */
async function beat(ahead: number): Promise<boolean> {
  const found = await running.databases[0]?.database.query<{ restored: boolean }>(
    'SELECT b.restored FROM vault_state s, vault_beat(s.store_id, s.sequence + $2, $1) b',
    [clock, ahead],
  );
  return found?.rows[0]?.restored ?? false;
}

const beatOfARestoredStore = () => beat(10);

test('a restored store grants nothing to members and importers, raises an alarm for each practice, and closes importers permanently', async () => {
  const practice = await TestPractice.found(running, operator, () => clock);
  const other = await TestPractice.found(running, operator, () => clock);
  await practice.order({
    kind: 'importer',
    importer: newId(),
    auth: importer.publicKey,
    keys: someKeys(),
    patients: 100,
    search: 100,
    until: start / 1000 + 40 * 3600,
  });
  const code = async (signer = practice.doctor.signer, emergency?: true): Promise<string> => {
    const options = { now: clock, ...(emergency && { emergency }) };
    const response = await evaluateAs(
      running,
      signer,
      `${signer === importer ? 'search' : 'scope'}/${practice.id}`,
      options,
    );
    return response.status === 200 ? 'ok' : (await problemOf(response)).code;
  };
  expect([await code(), await code(importer)]).toEqual(['ok', 'ok']);

  expect(await beatOfARestoredStore()).toBe(true);
  expect([await code(), await code(practice.doctor.signer, true)]).toEqual(['store_spent', 'store_spent']);
  expect(await code(importer)).toBe('caller_refused');
  for (const each of [practice, other]) {
    expect((await alarmsOf(each)).map(({ kind }) => kind)).toContain('store_restored');
    // A refusal by a restored store is not the member's fault.
    expect((await alarmsOf(each)).map(({ kind }) => kind)).not.toContain('refusal');
  }
  clock = start + day;
  expect([await code(), await code(importer)]).toEqual(['ok', 'caller_refused']);
});

test("lost days count at the highest limit that may have been in force, whatever the member's limit is now", async () => {
  // The units lost in the previous test have left the month.
  const from = start + 40 * day;
  clock = from;
  expect(await beat(0)).toBe(false);
  const practice = await TestPractice.found(running, operator, () => clock);
  const raise = (hours: number) => ({
    kind: 'raise' as const,
    member: practice.doctor.member,
    purpose: 'agenda' as const,
    perDay: 72,
    until: clock / 1000 + hours * 3600,
  });
  const code = async (): Promise<string> => {
    const response = await evaluateAs(running, practice.doctor.signer, `agenda/${practice.id}`, { now: clock });
    return response.status === 200 ? 'ok' : (await problemOf(response)).code;
  };
  await practice.order(raise(5));
  expect(await code()).toBe('ok');

  // Four hours at the pace of the agenda: up to the raise's 72, which is more than the 60 of a month without it.
  clock = from + 4 * 3_600_000;
  expect(await beatOfARestoredStore()).toBe(true);
  clock += day;
  expect(await code()).toBe('quota_member');
  await practice.order(raise(1));
  expect(await code()).toBe('ok');
  clock = from + 31 * day;
  expect(await code()).toBe('ok');
});
