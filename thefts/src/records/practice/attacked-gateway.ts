import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runGateway } from '@etanche/gateway';
import { createLogger, freePort } from '@etanche/platform';
import { makeLoopbackCertificate, startMailServers, type MailServers, type TrialGateway } from '@etanche/trial';
import type { AttackContext } from './attack-context.ts';

/** The machine of a gateway: its own directory, the watched folder, its mailbox, and the port of its local API. */
export type AttackedGateway = AsyncDisposable & {
  /** Directory with its key, which no other user reads. */
  readonly own: string;
  readonly folder: string;
  readonly mail: MailServers;
  /** URL of its local FHIR API. */
  readonly api: string;
  /** What the files of its directory say to their reader: the mailbox's login and the token of a program. */
  readonly stolen: { readonly user: string; readonly password: string; readonly token: string };
  /** Runs the gateway, until the end of the work. */
  readonly whileRunning: <T>(work: () => Promise<T>) => Promise<T>;
};

const user = 'cabinet';
const sends = { name: 'Cabinet', phone: null, address: null, setting: null } as const;

/** Prepares the machine of a gateway with mail, a folder and the local API. */
export async function prepareGateway(context: AttackContext, gateway: TrialGateway): Promise<AttackedGateway> {
  await using building = new AsyncDisposableStack();
  const { attacked, random, signal } = context;
  const { now } = attacked.clock;
  const directory = await mkdtemp(join(tmpdir(), 'etanche-gateway-theft-'));
  building.defer(() => rm(directory, { recursive: true, force: true }));
  const [own, folder] = [join(directory, 'gateway'), join(directory, 'labo')];
  for (const each of [own, folder]) await mkdir(each, { mode: 0o700 });
  const [password, token] = [random(24), random(24)].map((bytes) => Buffer.from(bytes).toString('hex'));
  // TLS is checked against the real time.
  const certificate = makeLoopbackCertificate(Date.now(), random);
  const mail = building.use(await startMailServers({ ...certificate, user, password: password ?? '', now }));
  const files = {
    'gateway.json': JSON.stringify(gateway.file),
    'roots.pem': certificate.certificate,
    password: password ?? '',
    token: token ?? '',
  };
  for (const [name, text] of Object.entries(files)) await writeFile(join(own, name), text, { mode: 0o600 });
  const port = await freePort();
  const config = configOf(context, own, folder, mail, port);
  const running = building.move();
  return {
    ...{ own, folder, mail, api: `http://127.0.0.1:${port}/fhir` },
    stolen: { user, password: password ?? '', token: token ?? '' },
    async whileRunning(work) {
      const stop = new AbortController();
      const logger = createLogger({ service: 'gateway', level: 'silent', now, destination: undefined });
      const ended = runGateway({
        ...{ config, client: gateway.options, logger },
        signal: AbortSignal.any([signal, stop.signal]),
      });
      try {
        return await Promise.race([work(), ended.then(() => Promise.reject(new Error('the gateway has ended')))]);
      } finally {
        stop.abort();
        await ended;
      }
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

function configOf({ attacked }: AttackContext, own: string, folder: string, mail: MailServers, port: number) {
  const { doctor } = attacked.practice;
  const host = '127.0.0.1';
  const organization = { ...sends, id: { root: '1.2.250.1.71.4.2.2', extension: '1290012345' } };
  const facility = { code: 'SA07', system: '1.2.250.1.71.4.2.4', name: null };
  const names = { name: doctor.name, family: 'PREMIER', given: 'Ada', title: 'DR' };
  return {
    ...{ server: doctor.options.serverUrl, key: join(own, 'gateway.json'), timeZone: 'Europe/Paris' },
    practice: { name: 'Cabinet', phone: null, organization, facility, sourceId: '1.2.3' },
    doctors: [
      {
        ...{ member: doctor.member, ...names, id: { root: '1.2.250.1.71.4.2.1', extension: '810004567896' } },
        profession: { code: 'G15_10/SM26', system: '1.2.250.1.213.1.1.4.5', name: 'Médecine générale' },
      },
    ],
    mail: {
      address: 'cabinet@demo.mssante.fr',
      smtp: { host, port: mail.smtpPort, security: 'tls' as const },
      imap: { host, port: mail.imapPort, security: 'tls' as const },
      ...{ trust: join(own, 'roots.pem'), client: null, user, login: { password: join(own, 'password') } },
      folders: { inbox: 'INBOX', done: 'Classes', refused: 'Refuses', sent: 'Sent' },
      ...{ everySeconds: 1, mostBytes: 5_000_000 },
    },
    folder: { path: folder, settleSeconds: 1, everySeconds: 1 },
    api: {
      port,
      programs: [
        {
          ...{ name: 'imaging', token: join(own, 'token'), requestsPerHour: 100_000 },
          permissions: [{ type: 'Patient', may: ['read' as const, 'search' as const] }],
        },
      ],
    },
  };
}
