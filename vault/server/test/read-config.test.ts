import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaults, makeSeeds, prepareHolder, readVaultConfig } from '../src/index.ts';
import { memberContradictions } from '../src/config/member-config.ts';
import { keepContradictions } from '../src/pruning/keep-rules.ts';
import { makeSigner, random } from './support/caller.ts';

const operator = await makeSigner();
let root = '';
let directory = '';
const place = { generation: 1, vaults: 1, threshold: 1, index: 1 };

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'etanche-config-'));
  directory = join(root, 'vault');
  const holder = await prepareHolder(directory, place);
  await makeSeeds(directory, [holder], random);
});
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

const settings = (change: Record<string, string | undefined> = {}) => ({
  DATABASE_URL: 'postgres://u:p@h/d',
  ETANCHE_VAULT_DIRECTORY: directory,
  ETANCHE_VAULT_OWNER: 'Association du Port',
  ETANCHE_VAULT_JURISDICTION: 'FR',
  ETANCHE_VAULT_OPERATORS: operator.publicKey,
  ETANCHE_VAULT_BEHIND_PROXY: 'false',
  ...change,
});

test('the settings of a vault are read, with the secrets separate', () => {
  const { config, secrets } = readVaultConfig(settings({ DATABASE_URL: 'postgres://u:hunter2@h/d' }));
  const about = { owner: 'Association du Port', jurisdiction: 'FR', trial: false };
  expect(config).toMatchObject({ directory, about, trustedHops: 0, operators: [operator.publicKey] });
  expect(JSON.stringify({ config, secrets })).not.toContain('hunter2');
  expect(secrets.databaseUrl.reveal()).toBe('postgres://u:hunter2@h/d');
});

describe('a vault that may admit practices', () => {
  const practices = { ETANCHE_VAULT_OPERATORS: undefined, ETANCHE_VAULT_RECORDS_SERVERS: operator.publicKey };

  test('does not start if its alarms would reach the log only', () => {
    const missing = expect.objectContaining({
      code: 'configuration_invalid',
      message: expect.stringContaining('ETANCHE_VAULT_SMTP_URL') as string,
    }) as Error;
    expect(() => readVaultConfig(settings(practices))).toThrow(missing);
  });

  test.for<[string, Record<string, string>]>([
    ['mail', { ETANCHE_VAULT_SMTP_URL: 'smtps://u:p@m.example', ETANCHE_VAULT_ALARM_FROM: 'a@b.example' }],
    ['a webhook', { ETANCHE_VAULT_ALARM_WEBHOOK: 'https://astreinte.example/etanche' }],
    ['a trial', { ETANCHE_VAULT_TRIAL: 'true' }],
  ])('starts with %s', ([, change]) => {
    const { config } = readVaultConfig(settings({ ...practices, ...change }));
    expect(config.recordsServers).toEqual([operator.publicKey]);
  });
});

describe('settings with which a vault does not start', () => {
  test.for<[string, string, Record<string, string>]>([
    ['CEILING_PER_MINUTE', 'CEILING_PER_DAY', { ETANCHE_VAULT_CEILING_PER_DAY: '100' }],
    ['NETWORK_BURST', 'NETWORK_PER_DAY', { ETANCHE_VAULT_NETWORK_BURST: '751' }],
    ['WORK_LEAST_BITS', 'WORK_MOST_BITS', { ETANCHE_VAULT_WORK_LEAST_BITS: '30' }],
    ['METRICS_HOST', 'METRICS_PORT', { ETANCHE_VAULT_METRICS_PORT: '8181' }],
  ])('%s and %s are named in the message if they contradict each other', ([one, other, change]) => {
    expect(() => readVaultConfig(settings(change))).toThrow(new RegExp(`ETANCHE_VAULT_${one}.*ETANCHE_VAULT_${other}`));
  });

  test.for<[string, Record<string, string | undefined>]>([
    ['behind a proxy without a number of hops', { ETANCHE_VAULT_BEHIND_PROXY: 'true' }],
    ['with hops but no proxy', { ETANCHE_VAULT_TRUSTED_HOPS: '1' }],
    ['without a proxy setting', { ETANCHE_VAULT_BEHIND_PROXY: undefined }],
    ['with a ceiling per minute above that per day', { ETANCHE_VAULT_CEILING_PER_DAY: '100' }],
    ['with a burst above half a day', { ETANCHE_VAULT_NETWORK_BURST: '751' }],
    ['that prune counts within a month', { ETANCHE_VAULT_KEEP_COUNTS_DAYS: '30' }],
    ['that prune alarms of orders that may be cancelled', { ETANCHE_VAULT_KEEP_ALARMS_DAYS: '30' }],
    ['with least work above most work', { ETANCHE_VAULT_WORK_LEAST_BITS: '30' }],
    ['with an operator that is not a key', { ETANCHE_VAULT_OPERATORS: 'me' }],
    ['with a records server that is not a key', { ETANCHE_VAULT_RECORDS_SERVERS: 'me' }],
    ['with an operator’s key as a records server’s key', { ETANCHE_VAULT_RECORDS_SERVERS: operator.publicKey }],
    ['without operators and records servers', { ETANCHE_VAULT_OPERATORS: undefined }],
    ['with cloud passkeys but no approvals page', { ETANCHE_VAULT_APPROVALS_CLOUD_PASSKEYS: 'true' }],
    ['with metrics on the public address', { ETANCHE_VAULT_METRICS_PORT: '8181' }],
    ['with a misspelt setting', { ETANCHE_VAULT_CEILING: '5' }],
    ['without an owner', { ETANCHE_VAULT_OWNER: undefined }],
    ['with an owner of spaces', { ETANCHE_VAULT_OWNER: ' ' }],
    ['without a jurisdiction', { ETANCHE_VAULT_JURISDICTION: undefined }],
    ['with a jurisdiction that is not a country code', { ETANCHE_VAULT_JURISDICTION: 'fr' }],
    ['without a database', { DATABASE_URL: undefined }],
    ['with systemd credentials that systemd does not provide', { ETANCHE_VAULT_SYSTEMD_CREDENTIALS: 'true' }],
    ['with an engine that does not exist', { ETANCHE_VAULT_ENGINE: 'fast' }],
    ['with a number that is not a number', { ETANCHE_VAULT_WORKERS: 'many' }],
  ])('refuses settings %s', ([, change]) => {
    expect(() => readVaultConfig(settings(change))).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });

  test('refuses to start without seeds', () => {
    const change = { ETANCHE_VAULT_DIRECTORY: join(directory, 'nowhere') };
    expect(() => readVaultConfig(settings(change))).toThrow(expect.objectContaining({ code: 'seed_file_missing' }));
  });

  test('refuses plain-text seeds next to the credentials of systemd', () => {
    const change = { ETANCHE_VAULT_SYSTEMD_CREDENTIALS: 'true', CREDENTIALS_DIRECTORY: join(root, 'credentials') };
    const plain = expect.objectContaining({ message: expect.stringContaining('plain text') as string }) as Error;
    expect(() => readVaultConfig(settings(change))).toThrow(plain);
  });

  test.for([
    ['seeds.json', 0o640],
    ['seeds.json', 0o604],
    ['.', 0o750],
  ] as const)('refuses a file that others can read: %s %o', ([name, mode]) => {
    const path = join(directory, name);
    const right = name === '.' ? 0o700 : 0o600;
    chmodSync(path, mode);
    const read = () => readVaultConfig(settings());
    expect(read).toThrow(expect.objectContaining({ code: 'seed_file_readable_by_others' }));
    chmodSync(path, right);
    expect(read).not.toThrow();
  });
});

describe('quotas of practices', () => {
  const members = (change: object) => {
    const path = join(root, 'members.json');
    writeFileSync(path, JSON.stringify({ ...defaults.members, ...change }));
    return readVaultConfig(settings({ ETANCHE_VAULT_MEMBERS: path }));
  };
  const { roles, burst, raise, practice, alarm, people } = defaults.members;
  const { files } = alarm;

  test('quotas are read from their file', () => {
    expect(members({ freezeHours: 12 }).config.members).toEqual({ ...defaults.members, freezeHours: 12 });
  });

  test.for<[string, object]>([
    ['whose burst of files reaches the alarm', { burst: { ...burst, scope: { units: 25, everySeconds: 60 } } }],
    [
      'whose emergencies take the whole quota of a role',
      { roles: { ...roles, doctor: { ...roles.doctor, search: 10 } } },
    ],
    ['that give a practice less than one member', { practice: { ...practice, scope: 99 } }],
    ['that give a practice fewer emergencies than one member', { practice: { ...practice, emergency: 9 } }],
    ['that raise to less than a role has', { raise: { ...raise, search: 85 } }],
    ['whose burst of searches reaches the alarm', { burst: { ...burst, search: { units: 60, everySeconds: 20 } } }],
    ['whose burst of agenda days reaches the alarm', { burst: { ...burst, agenda: { units: 12, everySeconds: 60 } } }],
    [
      'whose hourly alarm has a higher limit than the daily one',
      { alarm: { ...alarm, files: { ...files, day: { floor: 20, ceiling: 90 } } } },
    ],
    [
      'whose floor is above the ceiling',
      { alarm: { ...alarm, files: { ...files, hour: { floor: 46, ceiling: 45 } } } },
    ],
    [
      'whose minute is too small for a day of the agenda',
      { alarm: { ...alarm, people: { ...alarm.people, minute: { floor: 20, ceiling: 300, over: 10 } } } },
    ],
    [
      'whose minute alarm has a higher limit than the quarter alarm',
      { alarm: { ...alarm, people: { ...alarm.people, quarter: { floor: 100, ceiling: 300 } } } },
    ],
    ['with an impossible routine', { alarm: { ...alarm, habit: { ...alarm.habit, routineTimes: 31 } } }],
    ['that allow more outside hours than within', { alarm: { ...alarm, outside: { files: 26, people: 75 } } }],
    ['whose daily alarm cannot be reached', { people: { ...people, perDay: 800 } }],
    [
      'whose habit needs more days than it is learned from',
      { alarm: { ...alarm, habit: { ...alarm.habit, leastDays: 31 } } },
    ],
    [
      'whose habit of any hour allows more than that of the same hour',
      { alarm: { ...alarm, habit: { ...alarm.habit, percent: 150 } } },
    ],
    ['whose hours end before they begin', { alarm: { ...alarm, hours: { ...alarm.hours, from: 21, to: 7 } } }],
    ['with an unknown time zone', { alarm: { ...alarm, timeZone: 'Europe/Lutetia' } }],
    ['where the kit alone waits less than the kit with an approver', { delays: { kitHours: 73, kitAloneHours: 72 } }],
    ['with a negative number', { emergency: -1 }],
    ['with an unknown name', { emergencies: 10 }],
  ])('refuses quotas %s', ([, change]) => {
    expect(() => members(change)).toThrow(expect.objectContaining({ code: 'configuration_invalid' }));
  });

  test('refuses a quota file that is missing or invalid JSON', () => {
    const path = join(root, 'torn.json');
    writeFileSync(path, '{');
    for (const file of [path, join(root, 'nowhere.json')]) {
      expect(() => readVaultConfig(settings({ ETANCHE_VAULT_MEMBERS: file }))).toThrow(
        expect.objectContaining({ code: 'configuration_invalid' }),
      );
    }
  });

  test.for<[number, number, number]>([
    [1, 1, 0],
    [2, 3, 0],
    [3, 5, 0],
    [5, 9, 0],
    [1, 9, 6],
  ])('the default quotas fit a federation of %i of %i', ([threshold, vaults, problems]) => {
    expect(memberContradictions(defaults.members, { threshold, vaults })).toHaveLength(problems);
  });
});

test.for([
  [366, 366, 0],
  [31, 31, 0],
  [30, 31, 1],
  [31, 30, 2],
  [60, 31, 0],
] as const)('keeping counts for %i days and alarms for %i days has %i problems', ([countDays, alarmDays, problems]) => {
  expect(keepContradictions({ countDays, alarmDays, everyMs: 1 }, defaults.members)).toHaveLength(problems);
});

test.for(['raise', 'importer'] as const)('an alarm is kept as long as the right of a %s can be valid', (right) => {
  const members = { ...defaults.members, [right]: { ...defaults.members[right], days: 90 } };
  expect(keepContradictions({ countDays: 31, alarmDays: 90, everyMs: 1 }, members)).toHaveLength(1);
  expect(keepContradictions({ countDays: 31, alarmDays: 91, everyMs: 1 }, members)).toHaveLength(0);
});

describe('seeds and signing key as systemd credentials', () => {
  /** As systemd provides them: readable through an access control list, which appears as a permission of the group. */
  function credentials(mode: number): { change: Record<string, string>; directory: string } {
    const place = mkdtempSync(join(root, 'systemd-'));
    const [own, given] = [join(place, 'vault'), join(place, 'credentials')];
    mkdirSync(own, { mode: 0o700 });
    cpSync(directory, given, { recursive: true });
    for (const name of ['seeds.json', 'signing-key.json']) chmodSync(join(given, name), mode);
    chmodSync(given, 0o550);
    const change = {
      ETANCHE_VAULT_SYSTEMD_CREDENTIALS: 'true',
      CREDENTIALS_DIRECTORY: given,
      ETANCHE_VAULT_DIRECTORY: own,
    };
    return { change, directory: given };
  }

  test('credentials are read from the directory that systemd names', () => {
    const { change, directory: given } = credentials(0o440);
    expect(readVaultConfig(settings(change)).config).toMatchObject({ credentials: given });
  });

  test.for([0o444, 0o460])('refuses credentials that others can read or the group can write: %o', (mode) => {
    const { change } = credentials(mode);
    const open = expect.objectContaining({ code: 'seed_file_readable_by_others' }) as Error;
    expect(() => readVaultConfig(settings(change))).toThrow(open);
  });
});
