import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@etanche/platform';
import { createRecordsData, type RecordsData } from '@etanche/records-client';
import { buildPatient, readPatient, type PatientTraits, type Resource } from '@etanche/records-fhir';
import { cdaOids } from '@etanche/records-interop';
import {
  addGateway,
  createPracticeDatabases,
  createTrialClock,
  startPractice,
  type TrialGateway,
  type TrialPractice,
} from '@etanche/trial';
import { defaults } from '@etanche/vault-server';
import { inject } from 'vitest';
import type { GatewayConfig, MailConfig } from '../../src/config/gateway-config.ts';
import { GatewaySession } from '../../src/session/gateway-session.ts';
import { certificate, clientCertificate, clientKey, otherCertificate } from './certificates.ts';
import { mailPassword, mailToken, mailUser, type MailServers } from './mail-servers.ts';

const many = { scope: 4000, search: 4000, agenda: 400, inbox: 60 };
const often = { units: 900, everySeconds: 1 };
const far = { floor: 50_000, ceiling: 100_000 };
const { members } = defaults;

/** Quotas that no test here reaches. */
const wide = {
  ...members,
  roles: { ...members.roles, doctor: many, gateway: { ...many, inbox: 0 } },
  newMember: { percent: 100, hours: 1 },
  burst: { ...members.burst, scope: often, search: often, agenda: { units: 90, everySeconds: 1 } },
  people: { ...members.people, perDay: 100_000 },
  alarm: {
    ...members.alarm,
    files: { hour: far, day: far },
    people: { minute: { ...far, over: 50_000 }, quarter: far, hour: far, day: far },
    outside: { files: 4000, people: 40_000 },
  },
  practice: { ...members.practice, ...many, scope: 20_000, search: 20_000, agenda: 4000 },
  raise: { ...members.raise, ...many },
};

export type GatewayPractice = AsyncDisposable & {
  readonly running: TrialPractice;
  readonly gateway: TrialGateway;
  readonly doctor: RecordsData;
  readonly directory: string;
  readonly config: GatewayConfig;
  /** A new session of the gateway, as after a restart. */
  session(): GatewaySession;
};

/** A practice on real servers, with a doctor and a gateway. */
export async function startGatewayPractice(roles: Partial<typeof wide.roles> = {}): Promise<GatewayPractice> {
  await using building = new AsyncDisposableStack();
  const directory = mkdtempSync(join(tmpdir(), 'etanche-gateway-'));
  building.defer(() => {
    rmSync(directory, { recursive: true, force: true });
  });
  const databases = building.use(await createPracticeDatabases(inject('testServer'), 3));
  const running = building.use(
    await startPractice({
      ...{ directory: join(directory, 'servers'), databaseServer: databases.server.reveal() },
      databasePrefix: databases.prefix,
      ...{ vaults: 3, threshold: 2, recordsConfig: {}, clock: createTrialClock(), logger: undefined, members: [] },
      vaultConfig: { workers: 0, members: { ...wide, roles: { ...wide.roles, ...roles } } },
    }),
  );
  const gateway = await addGateway(running);
  const { doctor } = running;
  for (const [file, text] of Object.entries({
    'roots.pem': certificate,
    'other.pem': otherCertificate,
    'client.pem': clientCertificate,
    'client.key': clientKey,
    password: `${mailPassword}\n`,
    token: `${mailToken}\n`,
    'gateway.json': JSON.stringify(gateway.file),
  })) {
    writeFileSync(join(directory, file), text, { mode: 0o600 });
  }
  const organization = {
    id: { root: cdaOids.structure, extension: '1750803447' },
    ...{ name: 'Cabinet du Port', phone: '02 97 00 00 00' },
    address: { lines: ['3 quai des Indes'], postalCode: '56100', city: 'Lorient', country: null },
    setting: { code: 'AMBULATOIRE', system: cdaOids.practiceSetting, name: 'Ambulatoire' },
  };
  const config: GatewayConfig = {
    ...{ server: doctor.options.serverUrl, key: join(directory, 'gateway.json'), timeZone: 'Europe/Paris' },
    practice: {
      ...{ name: 'Cabinet du Port', phone: '02 97 00 00 00', organization, sourceId: '1.2.3.4.567' },
      facility: { code: 'SA08', system: cdaOids.facilityType, name: 'Cabinet de groupe' },
    },
    doctors: [
      {
        ...{ member: doctor.member, name: 'Dr Hélène Arnaud', family: 'ARNAUD', given: 'Hélène', title: 'DR' },
        id: { root: cdaOids.person, extension: '801234567897' },
        profession: { code: 'G15_10/SM26', system: cdaOids.profession, name: 'Médecine générale' },
      },
      {
        ...{ member: 'b'.repeat(26), name: 'Dr Basile Second', family: 'SECOND', given: 'Basile', title: 'DR' },
        id: { root: cdaOids.person, extension: '801234567905' },
        profession: { code: 'G15_10/SM26', system: cdaOids.profession, name: 'Médecine générale' },
      },
    ],
    ...{ mail: null, folder: null, api: null },
  };
  const sessions = new Set<GatewaySession>();
  building.defer(() => {
    for (const session of sessions) session.close();
  });
  const done = building.move();
  return {
    ...{ running, gateway, directory, config, doctor: createRecordsData(doctor.client, { keptScopes: 100 }) },
    session() {
      const session = new GatewaySession({
        client: gateway.options,
        file: gateway.file,
        name: 'Passerelle',
        services: ['mail'],
      });
      sessions.add(session);
      return session;
    },
    [Symbol.asyncDispose]: () => done.disposeAsync(),
  };
}

export function mailConfig(directory: string, servers: MailServers, changes: Partial<MailConfig> = {}): MailConfig {
  const host = '127.0.0.1';
  return {
    address: 'cabinet@port.mssante.example',
    smtp: { host, port: servers.smtpPort, security: 'tls' },
    imap: { host, port: servers.imapPort, security: 'tls' },
    ...{ trust: join(directory, 'roots.pem'), client: null, user: mailUser },
    login: { password: join(directory, 'password') },
    folders: { inbox: 'INBOX', done: 'Etanche', refused: 'Etanche-refus', sent: null },
    ...{ everySeconds: 1, mostBytes: 10 * 1024 * 1024 },
    ...changes,
  };
}

/** A fictitious patient whose number is one of the ANS's tests. */
export function samplePatient(changes: Partial<PatientTraits> = {}): Resource {
  return buildPatient('p1', {
    ...readPatient({}),
    ...{ birthFamilyName: 'PAT-TROIS', birthGivenNames: ['DOMINIQUE', 'MARIE-LOUISE'], sex: 'female' },
    ...{ birthDate: '1979-03-28', birthPlace: { insee: '51215', name: 'DOMPREMY' } },
    ins: { matricule: '279035121518989', nature: 'test' },
    reliability: { status: 'QUAL', flags: [], document: 'PA', documentDate: '2026-01-02', insiDate: '2026-01-02' },
    ...changes,
  });
}

export const silent = createLogger({ service: 'gateway', level: 'silent', now: Date.now, destination: undefined });
