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
  running = await startTestFederation({ vaults: 1, operators: [operator.publicKey], now: () => clock });
});
afterAll(() => running.close());

/** What a heartbeat does that finds the store behind the last count: see `restored-store.test.ts` for the real copy. */
async function beatOfARestoredStore(): Promise<boolean> {
  const found = await running.databases[0]?.database.query<{ restored: boolean }>(
    'SELECT b.restored FROM vault_state s, vault_beat(s.store_id, s.sequence + 10, $1) b',
    [clock],
  );
  return found?.rows[0]?.restored ?? false;
}

test('a restored store gives members and importers nothing, tells each practice, and closes importers for good', async () => {
  const practice = await TestPractice.found(running, operator, () => clock);
  const other = await TestPractice.found(running, operator, () => clock);
  await practice.order({
    kind: 'importer',
    importer: newId(),
    auth: importer.publicKey,
    keys: someKeys(),
    units: { scope: 100, search: 100, agenda: 100 },
    until: start / 1000 + 20 * 86_400,
  });
  const code = async (signer = practice.doctor.signer, emergency?: true): Promise<string> => {
    const options = { now: clock, ...(emergency && { emergency }) };
    const response = await evaluateAs(running, signer, `scope/${practice.id}`, options);
    return response.status === 200 ? 'ok' : (await problemOf(response)).code;
  };
  expect([await code(), await code(importer)]).toEqual(['ok', 'ok']);

  expect(await beatOfARestoredStore()).toBe(true);
  expect([await code(), await code(practice.doctor.signer, true)]).toEqual(['quota_member', 'quota_member']);
  expect(await code(importer)).toBe('caller_refused');
  for (const each of [practice, other]) {
    expect((await alarmsOf(each)).map(({ kind }) => kind)).toContain('store_restored');
    // What a restored store refuses is no misdeed of the member.
    expect((await alarmsOf(each)).map(({ kind }) => kind)).not.toContain('refusal');
  }
  clock = start + day;
  expect([await code(), await code(importer)]).toEqual(['ok', 'caller_refused']);
});
