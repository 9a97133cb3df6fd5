import { encodeList, settingsScope } from '@etanche/core-records-protocol';
import { signHead } from '@etanche/core-sealing';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TrialMember } from '@etanche/trial';
import { listMembers, settingsIssues, signIn, type RecordsData, type SettingsDocument } from '../../src/index.ts';
import { DataError } from '../../src/data/data-error.ts';
import { random } from '../support/options.ts';
import { dataOf, onDevice, wide } from '../data/data-practice.ts';
import { lyingFetch, somePatient } from '../system/people.ts';
import { startTestPractice } from '../system/test-practice.ts';

type Practice = Awaited<ReturnType<typeof startTestPractice>>;
let practice: Practice;
let secretary: TrialMember;
let administrator: TrialMember;
let doctorData: RecordsData;
let secretaryData: RecordsData;
let administratorData: RecordsData;

const letterhead: SettingsDocument = {
  ...{ document: 'letterhead', name: 'Maison de santé du Port', lines: [], street: '3 quai du Port' },
  ...{ postalCode: '29000', town: 'Quimper', phone: '', email: '', finess: '', footer: '' },
};
const template: SettingsDocument = { document: 'template', kind: 'certificate', name: 'Présence', text: '{patient}' };

beforeAll(async () => {
  practice = await startTestPractice({ vaultConfig: { workers: 0, members: wide } });
  [, secretary, administrator] = practice.members as [TrialMember, TrialMember, TrialMember];
  doctorData = dataOf(await signIn(practice.doctor.options));
  secretaryData = dataOf(await signIn(secretary.options));
  administratorData = dataOf(await signIn(administrator.options));
});
afterAll(async () => practice[Symbol.asyncDispose]());

describe('settings of a practice', () => {
  test('a new practice has none, and reading them creates nothing', async () => {
    expect((await secretaryData.settings()).entries()).toEqual([]);
  });

  test('an administrator writes the letterhead, and every role reads it with author and version', async () => {
    const id = await (await administratorData.settings()).put(letterhead, null);
    for (const data of [doctorData, secretaryData, administratorData]) {
      const [entry] = (await data.settings()).entries();
      expect(entry).toMatchObject({ id, version: 1, author: administrator.member, content: letterhead });
    }
  });

  test('reading and writing them costs no unit', async () => {
    const client = await signIn(administrator.options);
    await (await dataOf(client).settings()).refresh();
    // An administrator has a quota of 0 for every purpose, so that any evaluation would be refused.
    await expect((await client.secrets.vault('scope')).evaluate([new Uint8Array(32)])).rejects.toThrow();
  });

  test('two edits of one document: the second is a conflict, and the first stays', async () => {
    const mine = await doctorData.settings();
    const theirs = await administratorData.settings();
    const entry = only(mine.entries());
    await theirs.put({ ...letterhead, town: 'Brest' }, entry);
    await expect(mine.put({ ...letterhead, town: 'Rennes' }, entry)).rejects.toMatchObject({ code: 'conflict' });
    expect(only(mine.entries()).content).toMatchObject({ town: 'Brest' });
    await mine.put({ ...letterhead, town: 'Rennes' }, only(mine.entries()));
    await theirs.refresh();
    expect(only(theirs.entries())).toMatchObject({ version: 3, author: practice.doctor.member });
  });

  test('two first writes of a document of which there is one: the second is a conflict', async () => {
    const mine = await doctorData.settings();
    const theirs = await administratorData.settings();
    const kinds = (name: string): SettingsDocument => ({
      document: 'kinds',
      kinds: [{ code: 'usual', name, minutes: 20, colour: 1 }],
    });
    await theirs.put(kinds('Consultation'), null);
    await expect(mine.put(kinds('Visite'), null)).rejects.toMatchObject({ code: 'conflict' });
  });

  test('edits of different documents are merged', async () => {
    const mine = await doctorData.settings();
    const theirs = await administratorData.settings();
    await theirs.put(template, null);
    await mine.put({ ...template, name: 'Aptitude' }, null);
    await theirs.refresh();
    const names = theirs.entries().flatMap(({ content }) => (content.document === 'template' ? [content.name] : []));
    expect(names.sort()).toEqual(['Aptitude', 'Présence']);
  });

  test('the history has each version with its author, and a removed document comes back as the next version', async () => {
    const settings = await administratorData.settings();
    const entry = requireDefined(settings.entries().find(({ content }) => content.document === 'letterhead'));
    const versions = await settings.history(entry.id);
    expect(versions.map(({ version, author }) => [version, author])).toEqual([
      [3, practice.doctor.member],
      [2, administrator.member],
      [1, administrator.member],
    ]);
    await settings.remove(entry);
    expect(settings.entries().some(({ id }) => id === entry.id)).toBe(false);
    expect(await settings.put(letterhead, null)).toBe(entry.id);
  });
});

describe('rejected settings', () => {
  test('a document with data of a patient is not sealed', async () => {
    const settings = await doctorData.settings();
    const bad: SettingsDocument = { ...template, text: 'Mme X, née le 14/03/1958' };
    const error: unknown = await settings.put(bad, null).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(DataError);
    expect(error).toMatchObject({ code: 'invalid_resource', issues: [{ path: '$.text', code: 'patient_birth_date' }] });
    expect(settingsIssues(bad)).toHaveLength(1);
  });

  test('a secretary writes correspondents and no letterhead', async () => {
    const settings = await secretaryData.settings();
    await expect(settings.put(template, null)).rejects.toMatchObject({ code: 'not_entitled' });
    const address = { street: '', postalCode: '', town: 'Brest', phone: '', email: '' };
    const id = await settings.put(
      { document: 'correspondent', name: 'Dr Le Gall', speciality: 'Cardiologie', rpps: '', ...address },
      null,
    );
    expect(settings.entries().some((entry) => entry.id === id)).toBe(true);
  });

  test('an administrator writes no favourites of prescriptions', async () => {
    const line = { key: 'amlo', brand: null, label: 'amlodipine 5 mg', typed: '1', renewals: 0, isContinuous: false };
    await expect(
      (await administratorData.settings()).put(
        { document: 'favourite', owner: '', name: 'HTA', reason: '', lines: [line] },
        null,
      ),
    ).rejects.toMatchObject({ code: 'not_entitled' });
  });

  test('a server that withholds a document is rejected', async () => {
    const fetch = lyingFetch(/\/v1\/scopes\/[a-z2-7]+$/u, (answer) => {
      const packs = answer['packs'] as unknown[];
      return { ...answer, packs: packs.slice(1) };
    });
    const data = await onDevice(secretary, fetch);
    await expect(data.settings()).rejects.toMatchObject({ code: 'could_not_check', reason: 'untrusted' });
  });

  test('an administrator opens no scope but the settings', async () => {
    const client = await signIn(administrator.options);
    const { scope } = await doctorData.patients.create(somePatient('DUPONT'));
    await expect(client.session.call('readScope', { params: { scope } })).rejects.toMatchObject({
      code: 'forbidden',
    });
  });

  test('settings are written into no other scope, and nothing else into theirs', async () => {
    const { session } = practice.doctor.client;
    const scope = settingsScope(practice.doctor.client.practice.id);
    const list = encodeList([{ resource: toRecordId(random(16)), version: 1, hash: random(32) }]);
    const content = { list: toBase64url(list), salt: toBase64url(random(32)), sealed: toBase64url(random(272)) };
    const pack = { epoch: 1, time: Date.now(), ...content };
    const other = toRecordId(random(16));
    for (const [at, kind, compartment] of [
      [scope, 'edit', 'settings'],
      [other, 'settings', 'settings'],
    ] as const) {
      const head = await headOf(at);
      const body = { kind, head, packs: [{ ...pack, compartment }] };
      await expect(session.call('write', { params: { scope: at }, body })).rejects.toMatchObject({
        code: 'request_invalid',
      });
    }
  });

  test('the list of members shows whether an administrator was granted the settings', async () => {
    const members = await listMembers(practice.doctor.client);
    expect(members.find(({ member }) => member === administrator.member)?.granted).toBe(true);
  });
});

/** A signed head that follows nothing the server has. */
async function headOf(scope: string): Promise<string> {
  const { practice: of, secrets, session } = practice.doctor.client;
  const place = { practice: of.id, scope, author: session.member };
  const before = { jws: 'x', head: { ...place, sequence: 1, previous: null, root: toBase64url(random(32)), count: 1 } };
  return (await signHead(place, { ...before, head: { ...before.head, packs: [] } }, [], [], secrets.keys().author)).jws;
}

function only<T>(entries: readonly T[]): T {
  expect(entries).toHaveLength(1);
  return requireDefined(entries[0]);
}

function requireDefined<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the value is missing');
  return value;
}
