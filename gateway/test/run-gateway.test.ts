import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '@etanche/platform';
import { gatewayPlace, type PatientFile } from '@etanche/records-client';
import { readGatewayConfig } from '../src/index.ts';
import { archiveOf, letterCda } from './support/documents.ts';
import { mailConfig, samplePatient, startGatewayPractice, type GatewayPractice } from './support/gateway-practice.ts';
import { startMailServers, type MailServers } from './support/mail-servers.ts';
import { rawMail } from './support/raw-mail.ts';

const main = new URL('../../cli/src/main.ts', import.meta.url).pathname;

let practice: GatewayPractice;
let patient: PatientFile;
let servers: MailServers;
beforeAll(async () => {
  practice = await startGatewayPractice();
  patient = await practice.doctor.patients.create(samplePatient());
  servers = await startMailServers();
});
afterAll(async () => {
  await servers[Symbol.asyncDispose]();
  await practice[Symbol.asyncDispose]();
});

function configFile(changes: object): string {
  const path = join(practice.directory, 'config.json');
  writeFileSync(
    path,
    JSON.stringify({ ...practice.config, mail: mailConfig(practice.directory, servers), ...changes }),
  );
  return path;
}

/** Runs a command of `etanche`. */
function run(words: readonly string[]) {
  const child = spawn(process.execPath, [main, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', errors: '' };
  child.stdout.on('data', (data: Buffer) => (said.out += data.toString()));
  child.stderr.on('data', (data: Buffer) => (said.errors += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, said, ended };
}

test('etanche gateway serve files mail, survives kill -9, and writes neither names nor documents to its log', async () => {
  const config = configFile({});
  servers.put(
    rawMail({ files: [{ name: 'IHE_XDM.zip', type: 'application/zip', content: archiveOf([letterCda('a')]) }] }),
  );
  const first = run(['gateway', 'serve', '--config', config]);
  await expect.poll(() => servers.folder('Etanche').length + (first.child.exitCode ?? 0)).toBe(1);
  first.child.kill('SIGKILL');
  await first.ended;
  servers.put(
    rawMail({ files: [{ name: 'IHE_XDM.zip', type: 'application/zip', content: archiveOf([letterCda('b')]) }] }),
  );
  const second = run(['gateway', 'serve', '--config', config]);
  await expect.poll(() => servers.folder('Etanche').length + (second.child.exitCode ?? 0)).toBe(2);
  const twin = run(['gateway', 'serve', '--config', config]);
  expect(await twin.ended).toBe(1);
  expect(twin.said.errors).toContain('directory_locked');
  second.child.kill('SIGTERM');
  expect(await second.ended).toBe(0);
  await patient.refresh();
  expect(patient.resources().filter(({ resource }) => resource.resourceType === 'DocumentReference')).toHaveLength(2);
  const log = first.said.out + second.said.out;
  expect(log).toContain('"event":"mail_received"');
  for (const word of ['PAT-TROIS', 'DOMINIQUE', '279035121518989', 'labo@', 'Lettre']) expect(log).not.toContain(word);
});

test('etanche gateway serve takes files of the folder and answers the practice’s programs', async () => {
  const folder = join(practice.directory, 'labo');
  mkdirSync(folder);
  const token = 't'.repeat(40);
  writeFileSync(join(practice.directory, 'program'), token, { mode: 0o600 });
  const [port] = await freePorts(1);
  const program = { name: 'imaging', token: join(practice.directory, 'program'), requestsPerHour: 100 };
  const config = configFile({
    mail: null,
    folder: { path: folder, settleSeconds: 1, everySeconds: 1 },
    api: { port, programs: [{ ...program, permissions: [{ type: 'Patient', may: ['read'] }] }] },
  });
  writeFileSync(join(folder, 'lettre DUPONT.xml'), letterCda('folder'));
  const { child, said, ended } = run(['gateway', 'serve', '--config', config]);
  await expect.poll(() => said.out.includes('file_received') || child.exitCode !== null).toBe(true);
  const answer = await fetch(`http://127.0.0.1:${port}/fhir/Patient/${patient.scope}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([answer.status, await answer.json()]).toEqual([200, expect.objectContaining({ id: patient.scope })]);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(readdirSync(join(folder, 'done'))).toEqual(['lettre DUPONT.xml']);
  for (const word of ['PAT-TROIS', 'DUPONT', patient.scope, token]) expect(said.out).not.toContain(word);
  expect(said.out).toContain('"program":"imaging"');
});

test('etanche gateway init draws keys once and prints what the doctor compares', async () => {
  const key = join(practice.directory, 'new', 'gateway.json');
  const config = configFile({ key });
  const place = join(practice.directory, 'place.txt');
  writeFileSync(place, gatewayPlace(practice.running.doctor.client));
  const words = ['gateway', 'init', '--config', config, '--place', place, '--json'];
  const made = run(words);
  expect([await made.ended, made.said.errors]).toEqual([0, '']);
  const { registration, fingerprint } = JSON.parse(made.said.out) as Record<string, string>;
  const stored = readFileSync(key, 'utf8');
  expect(JSON.parse(stored)).toMatchObject({ format: 'etanche/v1/gateway' });
  const { seed } = (JSON.parse(stored) as { keyring: { seed: string } }).keyring;
  expect(made.said.out).not.toContain(seed);
  expect([registration, fingerprint].every((text) => (text ?? '').length > 10)).toBe(true);
  const again = run(words);
  expect(await again.ended).toBe(2);
  expect(again.said.errors).toContain('has the keys of a gateway already');
  expect(readFileSync(key, 'utf8')).toBe(stored);
});

test('a gateway that no order names does not start', async () => {
  const config = configFile({ key: join(practice.directory, 'new', 'gateway.json') });
  const { ended, said } = run(['gateway', 'serve', '--config', config]);
  expect(await ended).toBe(1);
  expect(said.errors).toContain('sign_in_refused');
});

test.each<[string, object, string]>([
  ['without any task', { mail: null }, 'all null'],
  ['with an unknown member', { extra: 1 }, 'configuration'],
  ['with a relative path', { key: 'gateway.json' }, 'not an absolute path'],
  ['with a server that is not encrypted', { server: 'http://records.example' }, 'https'],
])('a configuration %s is refused', (_, changes, words) => {
  const path = configFile(changes);
  expect(() => readGatewayConfig(path)).toThrow(words);
});

test('a configuration that names a folder of the mailbox twice, or a plain connection, is refused', () => {
  const mail = mailConfig(practice.directory, servers);
  const twice = configFile({ mail: { ...mail, folders: { ...mail.folders, done: 'INBOX' } } });
  expect(() => readGatewayConfig(twice)).toThrow('names a folder twice');
  const plain = configFile({ mail: { ...mail, imap: { ...mail.imap, security: 'none' } } });
  expect(() => readGatewayConfig(plain)).toThrow(expect.objectContaining({ code: 'config_invalid' }) as Error);
});
