import { utf8 } from '@etanche/core-wire';
import type { Resource } from '@etanche/records-fhir';
import { addGateway, type TrialGateway, type TrialPractice } from '@etanche/trial';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  admitGateway,
  gatewayPlace,
  grant,
  listMembers,
  makeGateway,
  openGateway,
  proposeEnrolment,
  proposeRetirement,
  readGatewayFile,
  remainingQuotas,
  stateServices,
  type RecordsClient,
} from '../../src/index.ts';
import { grantKeysEver, openerKeysNow, readDirectory } from '../../src/members/key-directory.ts';
import { random } from '../support/options.ts';
import { dataOf, patient, wide } from '../data/data-practice.ts';
import { startTestPractice } from './test-practice.ts';

let running: TrialPractice;
let gateway: TrialGateway;
let client: RecordsClient;
beforeAll(async () => {
  const roles = { ...wide.roles, gateway: { scope: 200, search: 200, agenda: 40, inbox: 0 } };
  running = await startTestPractice({
    members: [{ name: 'Dr Basile Second', roles: ['doctor'] }],
    vaultConfig: { workers: 0, members: { ...wide, roles } },
  });
  gateway = await addGateway(running);
  client = await gateway.open();
});
afterAll(() => running[Symbol.asyncDispose]());

const note = (scope: string): Resource => ({
  resourceType: 'Observation',
  status: 'final',
  subject: { reference: `Patient/${scope}` },
  code: { text: 'TSH' },
});

test('a gateway signs in with its key, reads and writes files within a quota of its own', async () => {
  expect(client.practice.roles()).toEqual(['gateway']);
  const file = await dataOf(running.doctor.client).patients.create(patient('PASSAGE', 'Camille', '1977-07-12'));
  const before = (await remainingQuotas(client)).scope.openings;
  const data = dataOf(client);
  const opened = await data.patients.open(file.scope);
  await opened.write([{ kind: 'create', resource: note(file.scope) }]);
  expect((await remainingQuotas(client)).scope.openings).toBe(before - 1);
  await file.refresh();
  expect(file.resources().map(({ resource }) => resource.resourceType)).toContain('Observation');
  const listed = (await listMembers(running.doctor.client)).find(({ member }) => member === gateway.member);
  expect(listed).toMatchObject({ name: 'Passerelle', roles: ['gateway'], status: 'active', granted: true });
});

test('a gateway states its services, the last statement counts, and no other member has any', async () => {
  const stated = async () => {
    const members = await listMembers(running.doctor.client);
    const others = members.filter(({ member }) => member !== gateway.member);
    expect(others.map(({ services }) => services)).toEqual(others.map(() => null));
    return members.find(({ member }) => member === gateway.member)?.services;
  };
  expect(await stated()).toBeNull();
  await stateServices(client, ['mail', 'api']);
  expect(await stated()).toEqual(['mail', 'api']);
  await expect(stateServices(running.doctor.client, ['folder'])).rejects.toMatchObject({ code: 'forbidden' });
  await stateServices(client, []);
  expect(await stated()).toEqual([]);
});

test('a gateway puts a report on the unassigned list without a unit, where a doctor opens it and it does not', async () => {
  const { waiting, unassigned } = dataOf(client);
  const report = {
    ...{ content: utf8('Sodium 140'), contentType: 'text/plain', from: 'Laboratoire', at: '2026-11-29T10:00:00+01:00' },
    facts: { title: 'Résultats', kind: 'result', date: '2026-11-29' },
    origin: null,
  } as const;
  const used = (await remainingQuotas(client)).scope.openings;
  const { scope, isRepeated } = await waiting.store(report, 'no_candidate');
  expect(isRepeated).toBe(false);
  // Another session of the gateway finds it.
  expect(await dataOf(await gateway.open()).waiting.store(report, 'several')).toEqual({ scope, isRepeated: true });
  expect((await remainingQuotas(client)).scope.openings).toBe(used);
  await expect(waiting.list()).rejects.toMatchObject({ code: 'forbidden' });
  await expect(waiting.open(scope)).rejects.toMatchObject({ code: 'forbidden' });
  await expect(unassigned.list()).rejects.toMatchObject({ code: 'forbidden' });
  const doctor = dataOf(running.doctor.client).waiting;
  expect((await doctor.list()).map((listed) => [listed.scope, listed.reason])).toContainEqual([scope, 'no_candidate']);
  expect(await (await doctor.open(scope)).content()).toEqual(report.content);
});

test('a gateway cannot erase, grant, invite, freeze others or take part in orders', async () => {
  const doctor = running.doctor.member;
  const calls = [
    () => client.session.call('invite', { body: { name: 'X', roles: ['doctor'] } }),
    () => client.session.call('registerImporter', { body: { importer: doctor, name: 'X', keys: 'a.b.c' } }),
    () => client.session.call('freeze', { body: { member: doctor, reason: 'precaution' } }),
    () => client.session.call('restoreErasure', { params: { erasure: doctor } }),
    () => client.session.call('erasures'),
    () => client.session.call('inbox', { query: {} }),
    () => client.session.call('devices'),
  ];
  for (const call of calls) await expect(call()).rejects.toMatchObject({ code: 'forbidden' });
  await expect(grant(client, doctor)).rejects.toMatchObject({ code: 'not_entitled' });
});

test('grants and epochs that a gateway signs are accepted by nobody, whatever the server stores', async () => {
  const { client: doctor, member } = running.doctor;
  const { chain } = await doctor.practice.state('fresh');
  const directory = await readDirectory(doctor.practice.id, (await doctor.session.call('members')).members);
  const signers = (holder: string): number[] => [
    grantKeysEver(chain, directory, holder, 'care').length,
    grantKeysEver(chain, directory, holder, 'reception').length,
    openerKeysNow(chain, directory, holder, () => true).length,
  ];
  expect(signers(gateway.member)).toEqual([0, 0, 0]);
  expect(signers(member)).toEqual([1, 1, 1]);
});

test('a gateway creates no patient and has no settings', async () => {
  const data = dataOf(client);
  await expect(data.patients.create(patient('NOUVEAU', 'Alix', '1990-01-01'))).rejects.toMatchObject({
    code: 'forbidden',
  });
  await dataOf(running.doctor.client).settings();
  await expect(data.settings()).rejects.toMatchObject({ code: 'forbidden' });
});

test('a gateway has no other role, and its text, keys and fingerprint are verified', async () => {
  const { client: doctor } = running.doctor;
  const made = await makeGateway(gatewayPlace(doctor), random);
  const other = await makeGateway(gatewayPlace(doctor), random);
  const { registration } = made;
  const differing = admitGateway(doctor, { name: 'G', registration, compared: other.fingerprint });
  await expect(differing).rejects.toMatchObject({ code: 'fingerprint_differs' });
  await expect(admitGateway(doctor, { name: 'G', registration: 'a.b.c', compared: '' })).rejects.toMatchObject({
    code: 'text_invalid',
  });
  await expect(makeGateway('e30', random)).rejects.toMatchObject({ code: 'text_invalid' });
  expect(() => readGatewayFile('{"format":"etanche/v1/importer"}')).toThrow(
    expect.objectContaining({ code: 'text_invalid' }) as Error,
  );
  expect(readGatewayFile(JSON.stringify(made.file))).toEqual(made.file);
  // Registered, but no order names it.
  await doctor.session.call('registerGateway', {
    body: { gateway: made.file.keyring.member, name: 'G', keys: registration },
  });
  await expect(openGateway(gateway.options, made.file)).rejects.toMatchObject({ code: 'sign_in_refused' });
  const both = proposeEnrolment(doctor, {
    member: made.file.keyring.member,
    roles: ['gateway', 'doctor'],
    compared: made.fingerprint,
  });
  await expect(both).rejects.toMatchObject({ code: 'refused' });
});

test('a retired gateway is refused by server and vaults', async () => {
  const { client: doctor } = running.doctor;
  await running.approve((await proposeRetirement(doctor, gateway.member)).order, running.approvers.slice(0, 1));
  await doctor.session.call('syncMembers');
  await expect(gateway.open()).rejects.toMatchObject({ code: 'sign_in_refused' });
  await expect((await client.secrets.vault('scope')).evaluate([utf8('x')])).rejects.toMatchObject({ code: 'refused' });
});
