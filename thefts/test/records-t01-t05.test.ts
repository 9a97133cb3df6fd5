import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { holds, type ScenarioResult } from '@etanche/thefts';
import { defaults } from '@etanche/vault-server';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { runKeyHolderScenarios } from '../src/records/scenarios/run-key-holder-scenarios.ts';
import { runAdministrator } from '../src/records/scenarios/t01-administrator.ts';
import { runDoctor } from '../src/records/scenarios/t02-doctor.ts';
import { runSecretary } from '../src/records/scenarios/t03-secretary.ts';
import { runWithDatabase } from '../src/records/scenarios/t15-with-database.ts';
import { runDormant } from '../src/records/scenarios/t16-dormant.ts';
import { startAttackContext } from './support/attack-context.ts';

/** More than every limit: 15 files a day, 45 in a month, 4·8 + 2·2 names, and 12 more for a secretary. */
const patients = 100;
const quotas = {
  days: 3,
  roles: {
    ...defaults.members.roles,
    doctor: { scope: 15, search: 4, agenda: 2, inbox: 5 },
    secretary: { scope: 12, search: 4, agenda: 2, inbox: 0 },
  },
};
/** Length of the long attacks: two months of this practice in the short form. */
const days = inject('isNightly') ? 30 : 6;
const played: ScenarioResult[] = [];

beforeAll(async () => {
  await using context = await startAttackContext(inject('testServer'), await loadSodiumGroup(), { patients, quotas });
  played.push(...(await runAdministrator(context)), ...(await runDoctor(context, days)));
  for (const play of [runSecretary, runKeyHolderScenarios, runWithDatabase]) {
    played.push(...(await play(context)));
  }
  played.push(await runDormant(context));
});

/** The scenario whose name ends like this. */
function theft(id: string, name: string): ScenarioResult {
  const found = played.find(({ result }) => result.id === id && result.stolen.endsWith(name));
  if (found === undefined) throw new Error(`${id} ${name} did not run`);
  return found;
}

test('every attack by a member or on the server exposes no more than its limit, raises its alarm, and exposes more with the defence off', () => {
  expect(played.map(({ result, bound }) => [result.id, bound])).toEqual([
    ['T1', 0],
    ...[15, 15, 36, 30, 72, 45, 45].map((bound) => ['T2', bound]),
    ...[0, 48, 96].map((bound) => ['T3', bound]),
    ['T4', 0],
    ['T5', 0],
    ...[15, 36, 0, 48].map((bound) => ['T15', bound]),
    ['T16', 0],
  ]);
  expect(played.filter((each) => !holds(each))).toEqual([]);
  for (const { result } of played) expect(result).toMatchObject({ of: patients, undefended: patients });
});

test('an administrator gets nothing from any route or from the vaults', () => {
  const { remarks } = theft('T1', '24 h');
  expect(remarks[1]).toMatch(/^the vaults evaluated 0 for the administrator, [1-9]\d+ for the doctor/);
});

test('a doctor’s account unused for two months is refused, and the vaults raise an alarm', () => {
  expect(theft('T16', '24 h')).toMatchObject({
    bound: 0,
    result: { defended: 0 },
    remarks: [expect.stringContaining('refusal')],
  });
});

describe('a doctor’s account', () => {
  // An attacker who gets less than the quota has not tried: 8 units of each purpose, and one for emergencies.
  test.each(['fast', 'patient'])('a stolen account opens its quota and its emergencies: %s', (name) => {
    expect(theft('T2', `24 h, ${name}`).result.defended).toBe(13);
  });

  test('a stolen account shows the people of its searches and its day', () => {
    expect(theft('T2', 'identities').result.defended).toBeGreaterThan(10);
  });

  test('an account opens little more in many days than in one if no alarm is acknowledged', () => {
    // The whole first day; after that the unacknowledged alarm leaves the emergency quota.
    const { defended } = theft('T2', `${days} days, fast`).result;
    expect(defended).toBeGreaterThan(13);
    expect(defended).toBeLessThan(30);
  });

  test('an account that stays below every alarm limit raises no alarm', () => {
    const { result, remarks } = theft('T2', 'silent');
    expect(result.alarmAt).toBeNull();
    expect(result.defended).toBeGreaterThan(20);
    expect(remarks).toEqual(['the vaults raised no alarm']);
  });

  test('an account is frozen when it opens a canary', () => {
    expect(theft('T2', 'fast').remarks).toContain('the vaults froze the account because the attacker opened a canary');
  });
});

test.each([
  ['T2', 'at the end of a full day', 5],
  ['T2', 'at the end of a full day: identities', 4],
  ['T3', 'at the end of a full day: identities', 8],
])('%s: a device stolen %s exposes its cache, and no more than the quotas of two days', (id, name, least) => {
  const { result } = theft(id, name);
  expect(result.defended).toBeGreaterThan(least);
  expect(Number(/^\d+/.exec(result.tried)?.[0])).toBeGreaterThan(5);
});

test('a secretary’s account shows the people of its files, its search and its days', () => {
  expect(theft('T3', 'identities').result.defended).toBeGreaterThan(15);
});

test('the search of the stolen database covers locators and binaries', () => {
  const { remarks } = theft('T4', 'files');
  expect(remarks[0]).toBe('the planted marker was found first, in both databases');
  expect(remarks.at(-1)).toBe(
    `defence off: ${patients} of the ${patients} patients written in plaintext, ${patients} by bare locators, 2 in binaries`,
  );
});

test('the search covers the server’s memory, and its key orders nothing', () => {
  const { remarks } = theft('T5', '24 h');
  const shown = process.platform === 'linux';
  expect(remarks[0]).toBe(
    shown ? 'the marker was found in its memory' : 'this system exposes no process memory: only files were searched',
  );
  expect(remarks[1]).toBe('with its key at the vaults: 0 evaluations, applied: nothing');
});

test.each(['a doctor’s key and the records database, 24 h', 'clinical'])(
  'requests past the records server are detected by the vaults’ counts: %s',
  (name) => {
    expect(theft('T15', name).remarks.join()).toContain('the vaults’ counts: counts_differ');
  },
);
