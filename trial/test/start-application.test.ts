import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import { freePorts, TestDatabase } from '@etanche/platform';
import { createRecordsData, queueMail, signIn, type RecordsData } from '@etanche/records-client';
import { buildDocument, readSending, text, type NewSending } from '@etanche/records-fhir';
import { createSoftwarePasskeys } from '@etanche/records-passkey';
import { readPracticeFile, type PracticeFile } from '../src/application/practice-file.ts';
import { newPerson } from '../src/records/person.ts';
import { startApplication, type ApplicationOptions, type RunningApplication } from '@etanche/trial';
import { defaults } from '@etanche/vault-server';

const { members } = defaults;
const { scope, search, agenda } = members.burst;
/** The units of a few minutes return within seconds, so that no fast machine meets their limit. */
const quickVaults: ApplicationOptions['vaultConfig'] = {
  members: {
    ...members,
    burst: {
      ...members.burst,
      scope: { ...scope, everySeconds: 6 },
      search: { ...search, everySeconds: 2 },
      agenda: { ...agenda, everySeconds: 6 },
    },
  },
};

const random = (length: number) => Uint8Array.from(randomBytes(length));
let directory: string;
let database: TestDatabase;
let options: ApplicationOptions;
let application: RunningApplication;
const steps: string[] = [];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'etanche-demonstration-'));
  database = await TestDatabase.create(inject('testServer'), undefined);
  const [a = 0, b = 0, c = 0, records = 0, page = 0, passkeys = 0, viewerPort = 0] = await freePorts(7);
  options = {
    ...{ directory, databaseServer: database.url.reveal(), logger: undefined },
    databasePrefix: `demonstration_${randomBytes(4).toString('hex')}`,
    ports: { vaults: [a, b, c], records, application: page, passkeys },
    ...{ patients: 24, days: { before: 0, after: 0 }, vaultConfig: quickVaults },
    gateway: { viewerPort, everySeconds: 1, resultEverySeconds: 3600 },
    step: (step) => steps.push(step),
    progress: () => undefined,
  };
  application = await startApplication(options);
});
afterAll(async () => {
  await application[Symbol.asyncDispose]();
  await database.drop();
  await rm(directory, { recursive: true });
});

const practiceFile = async (): Promise<PracticeFile> => {
  const file = await readPracticeFile(directory);
  if (file === null) throw new Error('the practice was not completed');
  return file;
};

/** A session of a doctor of the cast. */
async function openDoctor(key: string): Promise<RecordsData & { readonly member: string; readonly gateway: string }> {
  const { people, gateway } = await practiceFile();
  const found = people.find((one) => one.key === key);
  if (found === undefined || gateway === null) throw new Error('the cast has no such person');
  const origin = `http://localhost:${options.ports.application}`;
  const serverUrl = `http://127.0.0.1:${options.ports.records}`;
  const { options: known } = await newPerson(key, { serverUrl, origin, now: Date.now, random });
  const counter = Math.floor(Date.now() / 1000);
  const credentials = found.passkeys.credentials.map((one) => ({ ...one, counter }));
  const passkeys = createSoftwarePasskeys({ random, origin, state: { ...found.passkeys, credentials } });
  const client = await signIn({
    ...known,
    environment: {
      ...known.environment,
      passkeys: {
        create: () => Promise.reject(new Error('no passkey is created here')),
        get: (request) => passkeys.get(request as unknown as Parameters<typeof passkeys.get>[0]),
      },
    },
  });
  return { ...createRecordsData(client), member: found.member, gateway };
}

const done = async (): Promise<string[]> => readdir(join(application.gateway?.folder ?? '', 'done')).catch(() => []);

test('the gateway of the first start files what the laboratory drops', async () => {
  expect(steps).toContain('gateway');
  await expect.poll(done).toHaveLength(1);
  expect(await readdir(join(application.gateway?.folder ?? '', 'refused'))).toEqual([]);
});

test('a mail of a doctor is sent, shown on the page, and received; one to nobody is refused', async () => {
  const doctor = await openDoctor('arnaud');
  const [patient] = application.files;
  const file = await doctor.patients.open(patient?.scope ?? '');
  const at = new Date().toISOString();
  const context = {
    patient: `Patient/${text(file.patient().resource.resource['id']) ?? ''}`,
    author: 'Dr Hélène Arnaud',
    at,
  };
  const facts = { title: 'Courrier', kind: 'letter', date: at.slice(0, 10) } as const;
  const content = new TextEncoder().encode('%PDF-1.4 courrier');
  const id = await file.attach({
    ...{ content, contentType: 'application/pdf' },
    resource: (stored) => buildDocument(facts, stored, null, context),
  });
  const from = { id: doctor.member, name: 'Dr Hélène Arnaud' };
  const list = await doctor.agenda.list(doctor.gateway);
  const queue = {
    file,
    patientName: patient?.name ?? '',
    list,
    at,
    gateway: { id: doctor.gateway, name: 'Passerelle' },
  };
  const sending = (address: string): NewSending => ({
    ...{ to: { address, name: 'Dr Prigent' }, from, title: 'Courrier', body: '', documents: [id] },
    ...{ audience: 'everyone', isLast: false },
  });
  const newRecord = (): string => toRecordId(random(16));
  const record = await queueMail(sending('maud.prigent@pro.mssante.fr'), { ...queue, record: newRecord() });
  const refused = await queueMail(sending('inconnu@pro.mssante.fr'), { ...queue, record: newRecord() });
  const stateOf = async (wanted: string) => {
    await file.refresh();
    return readSending(wanted, file.resource(wanted)?.resource ?? {});
  };
  await expect.poll(async () => (await stateOf(record))?.state).toBe('received');
  await expect.poll(async () => (await stateOf(refused))?.reason).toBe('smtp_550');
  const page = await (await fetch(application.gateway?.viewerUrl ?? '')).text();
  expect(page).toContain('maud.prigent@pro.mssante.fr');
  expect(page).not.toContain('inconnu@');
  const mail = await (await fetch(`${application.gateway?.viewerUrl}/mail/1`)).text();
  expect(mail).toMatch(/XDM\/1\.0\/DDM\+Courrier.*IHE_XDM\.zip.*COURRIER_.*\.pdf/s);
});

test('only its owner can read the keys of the gateway and of its mail', async () => {
  for (const name of ['gateway.json', 'password', 'mail.key', 'config.json']) {
    expect((await stat(join(directory, 'gateway', name))).mode & 0o077).toBe(0);
  }
  expect((await stat(join(directory, 'gateway'))).mode & 0o077).toBe(0);
});

test('a later start continues with the same gateway, certificate and results', async () => {
  const keys = async () =>
    Promise.all(['gateway.json', 'mail.pem'].map((name) => readFile(join(directory, 'gateway', name), 'utf8')));
  const [before, filed] = [await keys(), await done()];
  await application[Symbol.asyncDispose]();
  steps.length = 0;
  application = await startApplication(options);
  expect(steps).not.toContain('gateway');
  expect(await keys()).toEqual(before);
  // The result of the same hour is dropped again, and is filed once.
  await expect.poll(async () => (await done()).length).toBe(filed.length + 1);
  const page = await (await fetch(application.gateway?.viewerUrl ?? '')).text();
  expect(page).toContain('Aucun message n’est parti.');
});
