import { defaults } from '@etanche/vault-server';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { plaintextPractice } from '../src/records/practice/plaintext-practice.ts';
import { runAdministrator } from '../src/records/scenarios/t01-administrator.ts';
import { runDoctor } from '../src/records/scenarios/t02-doctor.ts';
import { liveSecretary, runSecretary } from '../src/records/scenarios/t03-secretary.ts';
import { runDatabase } from '../src/records/scenarios/t04-database.ts';
import { runServer } from '../src/records/scenarios/t05-server.ts';
import { runWithDatabase } from '../src/records/scenarios/t15-with-database.ts';
import { runDormant } from '../src/records/scenarios/t16-dormant.ts';
import { documentsPassing, runGatewayTheft } from '../src/records/scenarios/t19-gateway.ts';
import { runImporter } from '../src/records/scenarios/t17-importer.ts';
import { emergency, entriesOfDay } from './support/attack-context.ts';
import { expectRows, rowNamed } from './support/rows.ts';
import { once, usePractice } from './support/use-practice.ts';

/**
 * Patients: more than every limit. Plaintext: the patients of the practice whose client seals nothing. Days: the length
 * of the long attacks; two months of this practice in the short form. Full day: the limits of two days need twice as
 * many patients, so the devices stolen at the end of a full day are in the full form only.
 */
const form = inject('isNightly')
  ? { patients: 100, plaintext: 100, days: 30, rounds: 2, withFullDay: true }
  : { patients: 50, plaintext: 12, days: 6, rounds: 1, withFullDay: false };
const { patients, days, withFullDay } = form;
const doctor = { scope: 15, search: 4, agenda: 2, inbox: 5 };
const secretary = { scope: 12, search: 4, agenda: 2, inbox: 0 };
const gateway = { scope: 10, search: 6, agenda: 4, inbox: 0 };
const month = 3;

/** Most people of a search, and limits of a day: files, and people of searches and the agenda. */
const cards = 8;
const doctorSees = doctor.search * cards + doctor.agenda * entriesOfDay;
const secretarySees = secretary.search * cards + secretary.agenda * entriesOfDay + secretary.scope;

/** The openings that a quota gives to an attacker who wastes nothing, with 2 of 3 vaults (docs/protocol.md 6.3). */
const opened = (quota: number): number => Math.floor((Math.floor((quota * 2) / 3) * 3) / 2);
/** The emergency quota is a part of the day's. */
const openedInDay = (quota: number): number => opened(quota - emergency) + opened(emergency);

const practice = usePractice({
  patients,
  quotas: { days: month, roles: { ...defaults.members.roles, doctor, secretary, gateway } },
});
const exposesAll = { of: patients, undefended: patients };

describe('T1: an administrator', () => {
  const run = once(() => runAdministrator(practice()));

  test('an administrator’s account exposes nobody, and everybody with the defence off', async () => {
    expectRows(await run(), [{ id: 'T1', bound: 0, ...exposesAll }]);
  });

  test('an administrator gets nothing from any route or from the vaults', async () => {
    const { remarks } = rowNamed(await run(), '24 h');
    expect(remarks[1]).toMatch(/^the vaults evaluated 0 for the administrator, [1-9]\d+ for the doctor/);
  });
});

describe('T2: a doctor’s account', () => {
  const run = once(() => runDoctor(practice(), { days, withFullDay }));

  test('an account exposes no more than its limits, raises its alarms, and exposes more with the defence off', async () => {
    const bounds = [
      ...[doctor.scope, doctor.scope, doctorSees],
      ...(withFullDay ? [2 * doctor.scope, 2 * doctorSees] : []),
      ...[month * doctor.scope, month * doctor.scope],
    ];
    expectRows(
      await run(),
      bounds.map((bound) => ({ id: 'T2', bound, ...exposesAll })),
    );
  });

  // An attacker who gets less than the quota has not tried.
  test.each(['fast', 'patient'])('a stolen account opens its quota and its emergencies: %s', async (name) => {
    expect(rowNamed(await run(), `24 h, ${name}`).result.defended).toBe(openedInDay(doctor.scope));
  });

  test('a stolen account shows the people of its searches and its day', async () => {
    // All searches but one show the most people, and the other shows somebody.
    const least = (openedInDay(doctor.search) - 1) * cards + opened(doctor.agenda) * entriesOfDay;
    expect(rowNamed(await run(), '24 h: identities').result.defended).toBeGreaterThan(least);
  });

  test('an account opens little more in many days than in one if no alarm is acknowledged', async () => {
    // The whole first day; after that the unacknowledged alarm leaves the emergency quota.
    const { defended } = rowNamed(await run(), `${days} days, fast`).result;
    expect(defended).toBeGreaterThan(openedInDay(doctor.scope));
    expect(defended).toBeLessThan(2 * doctor.scope);
  });

  test('an account that stays below every alarm limit raises no alarm', async () => {
    const { result, remarks } = rowNamed(await run(), 'silent');
    expect(result.alarmAt).toBeNull();
    expect(result.defended).toBeGreaterThan(20);
    expect(remarks).toEqual(['the vaults raised no alarm']);
  });

  test('an account is frozen when it opens a canary', async () => {
    expect(rowNamed(await run(), '24 h, fast').remarks).toContain(
      'the vaults froze the account because the attacker opened a canary',
    );
  });

  test.runIf(withFullDay).each([
    ['at the end of a full day', 5],
    ['at the end of a full day: identities', 4],
  ])('a device stolen %s exposes its cache, and no more than the quotas of two days', async (name, least) => {
    const { result } = rowNamed(await run(), name);
    expect(result.defended).toBeGreaterThan(least);
    expect(Number(/^\d+/.exec(result.tried)?.[0])).toBeGreaterThan(5);
  });
});

describe('T3: a secretary’s account', () => {
  const run = once(() => runSecretary(practice(), withFullDay ? liveSecretary : { ...liveSecretary, fullDay: null }));

  test('an account exposes nothing clinical and no more people than its limits, raises its alarms, and exposes more with the defence off', async () => {
    const bounds = [0, secretarySees, ...(withFullDay ? [2 * secretarySees] : [])];
    expectRows(
      await run(),
      bounds.map((bound) => ({ id: 'T3', bound, ...exposesAll })),
    );
  });

  test('an account shows the people of its files, its search and its days', async () => {
    expect(rowNamed(await run(), '24 h: identities').result.defended).toBeGreaterThan(15);
  });

  test.runIf(withFullDay)(
    'a device stolen at the end of a full day exposes its cache, and no more than the quotas of two days',
    async () => {
      const { result } = rowNamed(await run(), 'at the end of a full day: identities');
      expect(result.defended).toBeGreaterThan(8);
      expect(Number(/^\d+/.exec(result.tried)?.[0])).toBeGreaterThan(5);
    },
  );
});

describe('the records server, compared with a client that seals nothing', () => {
  const made = new AsyncDisposableStack();
  const plain = once(async () => made.use(await plaintextPractice(practice(), form.plaintext)));
  afterAll(() => made.disposeAsync());
  const exposesPlain = { of: patients, undefended: form.plaintext };

  describe('T4: the database', () => {
    const run = once(async () => runDatabase(practice(), await plain()));

    test('the stolen database exposes nobody, and everybody in plaintext', async () => {
      expectRows([await run()], [{ id: 'T4', bound: 0, ...exposesPlain }]);
    });

    test('the search covers locators and binaries', async () => {
      const { remarks } = await run();
      expect(remarks[0]).toBe('the planted marker was found first, in both databases');
      expect(remarks.at(-1)).toBe(
        `defence off: ${form.plaintext} of the ${form.plaintext} patients written in plaintext, ${form.plaintext} by bare locators, 2 in binaries`,
      );
    });
  });

  describe('T5: the running server', () => {
    const run = once(async () => runServer(practice(), await plain(), form.rounds));

    test('the running server exposes nobody, and everybody in plaintext', async () => {
      expectRows([await run()], [{ id: 'T5', bound: 0, ...exposesPlain }]);
    });

    test('the search covers the server’s memory, and its key orders nothing', async () => {
      const { remarks } = await run();
      const shown = process.platform === 'linux';
      expect(remarks[0]).toBe(
        shown
          ? 'the marker was found in its memory'
          : 'this system exposes no process memory: only files were searched',
      );
      expect(remarks[1]).toBe('with its key at the vaults: 0 evaluations, applied: nothing');
    });
  });
});

describe('T15: an account’s key and the records database', () => {
  const run = once(() => runWithDatabase(practice()));

  test('keys and database expose no more than the limits, raise the alarms, and expose more with the defence off', async () => {
    const bounds = [doctor.scope, doctorSees, 0, secretarySees];
    expectRows(
      await run(),
      bounds.map((bound) => ({ id: 'T15', bound, ...exposesAll })),
    );
  });

  test.each(['a doctor’s key and the records database, 24 h', 'clinical'])(
    'requests past the records server are detected by the vaults’ counts: %s',
    async (name) => {
      expect(rowNamed(await run(), name).remarks.join()).toContain('the vaults’ counts: counts_differ');
    },
  );
});

describe('T16: the account of a doctor who left', () => {
  const run = once(() => runDormant(practice()));

  test('an account unused for two months is refused, and the vaults raise an alarm', async () => {
    const played = await run();
    expectRows([played], [{ id: 'T16', bound: 0, ...exposesAll }]);
    expect(played).toMatchObject({
      bound: 0,
      result: { defended: 0 },
      remarks: [expect.stringContaining('refusal')],
    });
  });
});

describe('T17: the importer’s file and the database', () => {
  test('the importer’s file and the database open nothing, and everything with the defence off', async () => {
    const played = await runImporter(practice());
    expectRows([played], [{ id: 'T17', bound: 0, ...exposesAll }]);
    expect(played.result.defended).toBe(0);
    expect(played.remarks).toEqual(['evaluations with the importer’s key: 0']);
  });
});

describe('T19: a gateway’s machine while it runs', () => {
  const run = once(() => runGatewayTheft(practice()));
  const key = async () => rowNamed(await run(), 'documents that pass');
  const token = async () => rowNamed(await run(), 'local API, 24 h: files');

  test('the machine and a program’s token expose the quota and what passes, and more with the defence off', async () => {
    expectRows(await run(), [
      { id: 'T19', bound: gateway.scope + documentsPassing, ...exposesAll },
      { id: 'T19', bound: gateway.scope, ...exposesAll },
    ]);
  });

  test('the attacker opens the whole quota, reads each document that passes, and finds none in the gateway’s own files', async () => {
    const { result, remarks } = await key();
    expect(remarks[2]).toBe('by way: folder 3, received mail 3, sent mail 3, local API 3');
    expect(result.defended).toBeGreaterThanOrEqual(openedInDay(gateway.scope));
    expect(remarks[1]).toBe(
      `of the documents: ${documentsPassing} persons read as they passed, 0 left in the gateway’s own files`,
    );
  });

  test('the token of a program opens no file beyond the gateway’s quota, however often it asks', async () => {
    const { result } = await token();
    // An attacker who gets less has not tried.
    expect(result.defended).toBeGreaterThanOrEqual(opened(gateway.scope - emergency));
    expect(result.tried).toMatch(/^\d{2,} requests/);
  });
});
