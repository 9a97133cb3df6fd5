import { openDatabase, Secret } from '@etanche/platform';
import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openNextEpoch } from '../../src/index.ts';
import { dataOf, somePatient } from '../system/people.ts';
import { startTestPractice } from '../system/test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice({ members: [{ name: 'Dr Basile Second', roles: ['doctor'] }] });
}, 240_000);
afterAll(() => running[Symbol.asyncDispose]());

/** The epoch that stands before a stored card (docs/protocol.md 7.5). */
async function epochOfCard(scope: string): Promise<number> {
  const { servers, practice } = running;
  await using database = openDatabase({
    ...{ url: new Secret(servers.recordsDatabase), applicationName: 'etanche-test', poolSize: 1 },
    statementTimeoutMs: 10_000,
  });
  return await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
    const { rows } = await client.query<{ sealed: Buffer }>('SELECT sealed FROM card WHERE scope = $1', [scope]);
    return rows[0]?.sealed.readUInt32BE(0) ?? 0;
  });
}

test('a card is sealed in the epoch in which it is stored, also when that began meanwhile', async () => {
  const [second] = running.members;
  if (second === undefined) throw new Error('a second doctor');
  const { doctor } = running;
  const data = dataOf(doctor.unlocked);
  expect(await epochOfCard((await data.patients.create(somePatient('Avant'))).scope)).toBe(1);

  await openNextEpoch(second.unlocked);
  expect(doctor.unlocked.secrets().writingEpoch()).toBe(1);
  const file = await data.patients.create(somePatient('Pendant'));
  expect(doctor.unlocked.secrets().writingEpoch()).toBe(2);
  expect(await epochOfCard(file.scope)).toBe(2);

  // Both are found, whichever epoch they are of.
  const found = await data.patients.search('12/03/1956');
  expect(found).toMatchObject({ answer: 'found' });
  const names = found.answer === 'found' ? found.cards.map(({ card }) => card.familyNames[0]) : [];
  expect(names.toSorted()).toEqual(['Avant', 'Pendant']);
}, 60_000);
