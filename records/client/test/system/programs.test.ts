import { toBase64url, toRecordId, utf8 } from '@etanche/core-wire';
import { readPatient, type Resource } from '@etanche/records-fhir';
import type { TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  dailyCounts,
  epochIsDue,
  grant,
  listAlarms,
  listMembers,
  openImporter,
  openImporterFile,
  prepareImporter,
  proposeLive,
  proposeRaise,
  remainingQuotas,
} from '../../src/index.ts';
import { sealImporterFile } from '../../src/members/importer-file.ts';
import { random } from '../support/options.ts';
import { dataOf, evaluateOne, somePatient } from './people.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
beforeAll(async () => {
  running = await startTestPractice({ members: [{ name: 'Céline Accueil', roles: ['secretary'] }] });
});
afterAll(() => running[Symbol.asyncDispose]());

const lock = { passphrase: 'une phrase pour un essai', workFactor: 4 };
const right = () => ({
  name: 'reprise de dossiers',
  patients: 100,
  terms: 800,
  until: Math.floor(running.clock.now() / 1000) + 86_400,
});

describe('the remaining quota of a member', () => {
  test('is summed over all vaults, and decreases with each opening', async () => {
    const before = await remainingQuotas(running.doctor.client);
    expect(before).toMatchObject({ answered: 3, vaults: 3, frozen: false, agenda: { openings: 4, of: 4 } });
    expect(before.scope.of).toBeLessThanOrEqual(100);
    expect(before.scope.of).toBeGreaterThan(80);
    for (let i = 0; i < 3; i++) await evaluateOne(running.doctor.client);
    expect((await remainingQuotas(running.doctor.client)).scope.openings).toBe(before.scope.openings - 3);
  });

  test('counts nothing for vaults that are unreachable', async () => {
    const [, , last] = running.servers.federation.vaults;
    const { options } = running.doctor;
    const fetch: typeof globalThis.fetch = (input, init) =>
      (input instanceof Request ? input.url : input.toString()).startsWith(last?.url ?? '')
        ? Promise.reject(new TypeError('away'))
        : options.environment.fetch(input, init);
    const reports: number[] = [];
    const { client } = running.doctor;
    const vaults = { ...client.practice.vaults, fetch, report: ({ index }: { index: number }) => reports.push(index) };
    const here = { ...client, practice: { ...client.practice, vaults } };
    const whole = await remainingQuotas(client);
    const left = await remainingQuotas(here);
    expect(left).toMatchObject({ answered: 2, vaults: 3 });
    expect(left.scope.openings).toBeLessThan(whole.scope.openings);
    expect(reports).toEqual([3]);
  });

  test('increases after a raise that two approvers signed', async () => {
    const { client, member } = running.doctor;
    const before = await remainingQuotas(client);
    const until = Math.floor(running.clock.now() / 1000) + 3600;
    const { order } = await proposeRaise(client, { member, purpose: 'agenda', perDay: 40, until });
    await running.approve(order);
    expect((await remainingQuotas(client)).agenda.of).toBeGreaterThan(before.agenda.of);
    expect((await listAlarms(client)).map(({ kind }) => kind)).toContain('order');
    const counts = await dailyCounts(client, new Date(running.clock.now()).toISOString().slice(0, 10));
    expect(counts.map(({ index }) => index)).toEqual([1, 2, 3]);
    const used = counts.map(({ members }) => members.find((one) => one.member === member)?.scope ?? 0);
    expect(used.reduce((sum, units) => sum + units, 0)).toBe(6);
  });

  test('cannot be raised beyond the vaults’ configuration', async () => {
    const { client, member } = running.doctor;
    const until = Math.floor(running.clock.now() / 1000) + 3600;
    const raise = proposeRaise(client, { member, purpose: 'scope', perDay: 1_000_000, until });
    await expect(raise).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('an importer', () => {
  test(
    'writes after two approvers signed its right, reads nothing, and is refused after the practice went live',
    { timeout: 600_000 },
    async () => {
      const { doctor } = running;
      const { importer, file, order } = await prepareImporter(doctor.client, right(), lock);
      const person = (await running.person('programme')).options;
      const started = Promise.withResolvers();
      const release = Promise.withResolvers();
      let written: string | null = null;
      const requests: string[] = [];
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const { method, url } = new Request(input, init);
        if (written !== null && url.includes(written)) {
          requests.push(method);
          if (method !== 'GET') {
            started.resolve(true);
            await release.promise;
          }
        }
        return person.environment.fetch(input, init);
      };
      const options = { ...person, environment: { ...person.environment, fetch } };
      const opened = await openImporterFile(file, lock.passphrase);
      await expect(openImporter(options, opened)).rejects.toMatchObject({ code: 'sign_in_refused' });
      expect(order.status).toBe('waiting');
      await running.approve(order.order);
      // The server reads the chain twice a minute; a member may request a reading.
      await doctor.client.session.call('syncMembers');
      const program = await openImporter(options, opened);
      expect(program.practice.roles()).toEqual(['importer']);
      expect(() => program.secrets.shared()).toThrow(expect.objectContaining({ code: 'no_grant' }) as Error);
      await expect(grant(doctor.client, importer)).rejects.toMatchObject({ code: 'not_a_member' });

      const patient = somePatient('Reprise') as Resource;
      const text = JSON.stringify(patient);
      const traits = readPatient(patient);
      const { patients } = dataOf(program);
      const scope = toRecordId(random(16));
      const id = toRecordId(random(16));
      written = scope;
      const stored = await patients.storedRecords(scope);
      const writing = patients.import({
        ...{ scope, stored, names: [] },
        patient: { id, traits, version: 1 },
        versions: [{ id, base: 0, text, compartment: 'identity', mark: null }],
      });
      await started.promise;
      // A second task on the same scope waits, because the keys of a scope are deleted after each task.
      const sent = requests.length;
      const sets = [patients, dataOf(program).patients];
      const readings = sets.map((each) => each.storedRecords(scope));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(requests.slice(sent)).toEqual([]);
      release.resolve(true);
      await writing;
      const known = await Promise.all(readings);
      for (const ids of known) expect([...ids.keys()].sort()).toEqual([id, scope].sort());
      const before = (await remainingQuotas(doctor.client)).scope.openings;
      const read = await dataOf(doctor.client).patients.open(scope);
      expect(read.patient().traits.birthFamilyName).toBe('Reprise');
      expect((await remainingQuotas(doctor.client)).scope.openings).toBe(before - 1);
      await expect(evaluateOne(program)).rejects.toMatchObject({ code: 'refused' });
      await expect(dataOf(program).patients.open(scope)).rejects.toMatchObject({ code: 'could_not_check' });
      const searching = dataOf(program).patients.search('01 01 1980 r');
      await expect(searching).rejects.toMatchObject({ code: 'forbidden' });
      expect((await doctor.client.practice.authorKeys(importer)).map(toBase64url)).toEqual([
        toBase64url(program.secrets.keys().author.publicKey),
      ]);
      const listed = (await listMembers(doctor.client)).find(({ member }) => member === importer);
      expect(listed).toMatchObject({ name: 'reprise de dossiers', status: 'importer' });

      await running.approve((await proposeLive(program)).order, running.approvers.slice(0, 1));
      await expect((await program.secrets.vault('search')).evaluate([random(32)])).rejects.toMatchObject({
        code: 'refused',
      });
      await expect(prepareImporter(doctor.client, right(), lock)).rejects.toMatchObject({ code: 'refused' });
      // The importer never had a secret of the epoch.
      expect(await epochIsDue(doctor.client)).toBe(false);
    },
  );

  test('is not prepared with a short passphrase, nor opened with a wrong one', async () => {
    const { client } = running.doctor;
    const weak = prepareImporter(client, right(), { passphrase: 'court', workFactor: 4 });
    await expect(weak).rejects.toMatchObject({ code: 'passphrase_refused' });
    const keyring = { ...client.secrets.keyring() };
    const file = await sealImporterFile({ keyring, indexSecret: random(32) }, lock);
    for (const secret of [keyring.seed, 'importer', client.practice.id]) {
      expect(Buffer.from(file).includes(secret)).toBe(false);
    }
    await expect(openImporterFile(file, 'une autre phrase de passe')).rejects.toMatchObject({
      code: 'passphrase_refused',
    });
    expect((await openImporterFile(file, lock.passphrase)).keyring).toEqual(keyring);
  });

  test.each<[string, Uint8Array<ArrayBuffer>]>([
    ['an empty file', new Uint8Array()],
    ['another file', utf8('{"format":"etanche/v1/software-passkeys","credentials":[]}')],
    ['random bytes', random(100)],
    ['an unencrypted file', utf8('{"format":"etanche/v1/importer","keyring":{}}')],
  ])('is not opened from %s', async (_, file) => {
    await expect(openImporterFile(file, lock.passphrase)).rejects.toMatchObject({ code: 'text_invalid' });
  });
});
