import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeAll, afterAll, beforeEach, expect, test } from 'vitest';
import { toRecordId } from '@etanche/core-wire';
import type { Logger } from '@etanche/platform';
import { createRecordsData, listMail, openGateway, remainingQuotas, type PatientFile } from '@etanche/records-client';
import { defaults } from '@etanche/vault-server';
import type { GatewayConfig } from '../src/config/gateway-config.ts';
import { runGateway } from '../src/index.ts';
import { openKeptLists } from '../src/session/kept-lists.ts';
import { archiveOf, letterCda } from './support/documents.ts';
import { mailConfig, samplePatient, silent, startGatewayPractice } from './support/gateway-practice.ts';
import { startMailServers, type MailServers } from './support/mail-servers.ts';
import { rawMail } from './support/raw-mail.ts';

const restarts = 20;
let practice: Awaited<ReturnType<typeof startGatewayPractice>>;
let patient: PatientFile;
let servers: MailServers;
beforeAll(async () => {
  // The quota that ships.
  practice = await startGatewayPractice({ gateway: defaults.members.roles.gateway });
  patient = await practice.doctor.patients.create(samplePatient());
  // An item, without which the gateway's list does not exist and costs nothing.
  const { member } = practice.running.doctor;
  const mail = {
    record: toRecordId(crypto.getRandomValues(new Uint8Array(16))),
    patient: { scope: patient.scope, name: 'X' },
    from: { id: member, name: 'Dr Hélène Arnaud' },
    to: { address: 'dr.petit@medecin.mssante.fr', name: 'Dr Petit' },
    at: '2026-11-29T10:00:00+01:00',
  };
  const list = await practice.doctor.agenda.list(practice.gateway.member);
  await listMail(mail, list, { id: practice.gateway.member, name: 'Passerelle' });
});
afterAll(() => practice[Symbol.asyncDispose]());
beforeEach(async () => {
  servers = await startMailServers();
});
afterEach(() => servers[Symbol.asyncDispose]());

const zip = (content: Uint8Array) => ({ name: 'IHE_XDM.zip', type: 'application/zip', content });
const kept = (): string => join(practice.directory, 'gateway', 'lists.json');

/** The gateway's directory, with its key alone. */
function config(): GatewayConfig {
  const key = join(dirname(kept()), 'gateway.json');
  mkdirSync(dirname(key), { recursive: true, mode: 0o700 });
  writeFileSync(key, JSON.stringify(practice.gateway.file), { mode: 0o600 });
  return { ...practice.config, key, mail: mailConfig(practice.directory, servers) };
}

/** Starts the gateway, waits until the mail was moved, and ends it. */
async function receive(number: string): Promise<void> {
  const before = servers.folder('Etanche').length;
  servers.put(rawMail({ headers: { 'Message-ID': `<${number}@labo>` }, files: [zip(archiveOf([letterCda(number)]))] }));
  const stop = new AbortController();
  const running = runGateway({
    config: config(),
    client: practice.gateway.options,
    logger: silent,
    signal: stop.signal,
  });
  try {
    await expect.poll(() => servers.folder('Etanche').length).toBe(before + 1);
  } finally {
    stop.abort();
    await running;
  }
}

/** Lists and files that the vaults still grant the gateway. */
async function left(): Promise<{ readonly agenda: number; readonly scope: number }> {
  const client = await practice.gateway.open();
  try {
    const { agenda, scope } = await remainingQuotas(client);
    return { agenda: agenda.openings, scope: scope.openings };
  } finally {
    client.session.lock();
  }
}

async function documents(): Promise<number> {
  await patient.refresh();
  return patient.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference').length;
}

test('20 restarts in a day each file a letter, and cost the units of the two lists once', async () => {
  const before = await left();
  for (let i = 0; i < restarts; i++) await receive(`restart-${i}`);
  const after = await left();
  expect(await documents()).toBe(restarts);
  expect(before.agenda - after.agenda).toBe(2);
  // Files are never kept: each start opens the patient's file again.
  expect(before.scope - after.scope).toBe(restarts);
});

test('the file has outputs of lists alone, is private, and names nobody', () => {
  const text = readFileSync(kept(), 'utf8');
  expect(statSync(kept()).mode & 0o077).toBe(0);
  // Two lists, and the latest time that the gateway saw.
  expect((JSON.parse(text) as { rows: unknown[] }).rows).toHaveLength(3);
  for (const word of [practice.gateway.member, patient.scope, 'PAT-TROIS']) expect(text).not.toContain(word);
});

test.each(['', '{', '[]', '{"format":"etanche/v1/kept-lists"}'])(
  'a file with the text %j is one without lists',
  async (text) => {
    const path = join(dirname(kept()), 'malformed.json');
    writeFileSync(path, text, { mode: 0o600 });
    const warned: string[] = [];
    const store = openKeptLists(path, { ...silent, warn: (event) => void warned.push(event) });
    expect(await store.get('A'.repeat(22))).toBeNull();
    expect(warned).toEqual(['kept_lists_unreadable']);
  },
);

test('a file that another user may read is refused', () => {
  const path = join(dirname(kept()), 'open.json');
  writeFileSync(path, '', { mode: 0o600 });
  chmodSync(path, 0o644);
  expect(() => openKeptLists(path, silent)).toThrow(expect.objectContaining({ code: 'private_file_open' }) as Error);
});

test('an attacker with the key and the file opens the two lists without a unit, and no patient', async () => {
  const { file, options } = practice.gateway;
  const environment = { ...options.environment, outputStore: openKeptLists(kept(), silent) };
  const client = await openGateway({ ...options, environment }, file);
  const data = createRecordsData(client, { keptScopes: 4 });
  const before = await remainingQuotas(client);
  for (const member of [client.session.member, practice.running.doctor.member]) await data.agenda.list(member);
  await data.patients.open(patient.scope);
  const after = await remainingQuotas(client);
  client.session.lock();
  expect(before.agenda.openings - after.agenda.openings).toBe(0);
  expect(before.scope.openings - after.scope.openings).toBe(1);
});

test.each<[string, (text: string) => string | null]>([
  ['lost', () => null],
  ['of another device', (text) => JSON.stringify({ ...(JSON.parse(text) as object), secret: 'A'.repeat(43) })],
])('a file that is %s costs the units of the lists again', async (how, damage) => {
  const before = await left();
  const damaged = damage(readFileSync(kept(), 'utf8'));
  rmSync(kept());
  if (damaged !== null) writeFileSync(kept(), damaged, { mode: 0o600 });
  await receive(`damaged ${how}`);
  expect(before.agenda - (await left()).agenda).toBe(2);
});

test('when the quota of lists is used, a start without the file files nothing, and loses nothing', async () => {
  while ((await left()).agenda > 0) {
    const client = await practice.gateway.open();
    await createRecordsData(client, { keptScopes: 1 }).agenda.list(client.session.member);
    client.session.lock();
  }
  const before = await documents();
  const copy = readFileSync(kept());
  rmSync(kept());
  servers.put(
    rawMail({ headers: { 'Message-ID': '<refused@labo>' }, files: [zip(archiveOf([letterCda('refused')]))] }),
  );
  const failed: string[] = [];
  const stop = new AbortController();
  const logger: Logger = {
    ...silent,
    warn: (event) => {
      failed.push(event);
      if (event === 'mail_failed') stop.abort();
    },
  };
  await runGateway({ config: config(), client: practice.gateway.options, logger, signal: stop.signal });
  expect(failed).toContain('mail_failed');
  expect(await documents()).toBe(before);
  expect(servers.folder('INBOX')).toHaveLength(1);
  writeFileSync(kept(), copy, { mode: 0o600 });
  const again = new AbortController();
  const running = runGateway({
    ...{ config: config(), client: practice.gateway.options, logger: silent, signal: again.signal },
  });
  await expect.poll(() => servers.folder('INBOX')).toEqual([]);
  again.abort();
  await running;
  expect(await documents()).toBe(before + 1);
});
