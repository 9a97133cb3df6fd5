import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readGatewayConfig, runGateway } from '@etanche/gateway';
import { createLogger, errorFields, type Logger } from '@etanche/platform';
import type { RecordsClientOptions } from '@etanche/records-client';
import { cdaOids } from '@etanche/records-interop';
import { toBase64url } from '@etanche/core-wire';
import { runLaboratory, type Laboratory } from './laboratory.ts';
import { makeLoopbackCertificate, type LoopbackCertificate } from './loopback-certificate.ts';
import { startMailServers, type MailServers } from './mail-servers.ts';
import { startMailViewer } from './mail-viewer.ts';

/** A practitioner in whose name the gateway sends. */
export type Practitioner = {
  readonly member: string;
  /** As the practice shows it, such as `Dr Hélène Arnaud`. */
  readonly name: string;
  readonly rpps: string;
  readonly isMidwife: boolean;
};

type GatewayToRun = {
  /** Contains the gateway's key (`keyFile`), its configuration and the watched folder. */
  readonly directory: string;
  readonly practiceName: string;
  readonly practitioners: readonly Practitioner[];
  readonly patients: Laboratory['patients'];
  readonly seed: string;
  /** Port of the page that shows what was sent. */
  readonly viewerPort: number;
  /** Pause between two rounds of mail. */
  readonly everySeconds: number;
  /** A result of the laboratory comes in each period of this length. */
  readonly resultEverySeconds: number;
  readonly client: RecordsClientOptions;
  readonly logger: Logger | undefined;
};

export type RunningGateway = AsyncDisposable & {
  readonly viewerUrl: string;
  readonly mail: MailServers;
  /** The folder that the gateway watches. */
  readonly folder: string;
  /** Ends the gateway, and leaves the operator running for another process with the same configuration. */
  stop(): Promise<void>;
  /** Its configuration. */
  readonly config: string;
  /** Ends when the gateway stops. @throws errors of its first sign-in */
  readonly ended: Promise<void>;
};

export const keyFile = 'gateway.json';
const user = 'cabinet';

/**
 * Runs the gateway of a demonstration, with a mail operator and a laboratory on this computer. The first sign-in goes
 * on after the return, so that the start does not wait for it.
 */
export async function startGateway(options: GatewayToRun): Promise<RunningGateway> {
  await using building = new AsyncDisposableStack();
  const { directory, client, resultEverySeconds, seed, patients } = options;
  const { now, random } = client.environment;
  const folder = join(directory, 'laboratoire');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const certificate = await knownCertificate(directory, now(), random);
  const password = toBase64url(random(24));
  await writeFile(join(directory, 'password'), password, { mode: 0o600 });
  const mail = building.use(await startMailServers({ ...certificate, user, password, now }));
  const viewer = building.use(await startMailViewer(options.viewerPort, mail));
  const path = join(directory, 'config.json');
  await writeFile(path, JSON.stringify(configOf(options, mail, folder)), { mode: 0o600 });

  const stop = new AbortController();
  const { signal } = stop;
  const logger = options.logger ?? createLogger({ service: 'gateway', level: 'silent', now, destination: undefined });
  const ended = runGateway({ config: readGatewayConfig(path), client, logger, signal });
  const laboratory = { folder, seed, patients, everySeconds: resultEverySeconds, now };
  const dropping = runLaboratory(laboratory, signal);
  for (const [event, task] of [
    ['gateway_failed', ended],
    ['laboratory_failed', dropping],
  ] as const) {
    task.catch((error: unknown) => {
      logger.warn(event, errorFields(error));
    });
  }
  const end = async (): Promise<void> => {
    stop.abort();
    await Promise.allSettled([ended, dropping]);
  };
  building.defer(end);
  const running = building.move();
  return {
    ...{ viewerUrl: viewer.url, mail, folder, ended, config: path, stop: end },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The certificate of an earlier start, or a new one. */
async function knownCertificate(
  directory: string,
  now: number,
  random: (length: number) => Uint8Array,
): Promise<LoopbackCertificate> {
  const [pem, keyPem] = [join(directory, 'mail.pem'), join(directory, 'mail.key')];
  if (!existsSync(pem) || !existsSync(keyPem)) {
    const { certificate, key } = makeLoopbackCertificate(now, random);
    await writeFile(keyPem, key, { mode: 0o600 });
    await writeFile(pem, certificate, { mode: 0o600 });
  }
  return { certificate: await readFile(pem, 'utf8'), key: await readFile(keyPem, 'utf8') };
}

function configOf(
  { directory, practiceName, practitioners, everySeconds, client }: GatewayToRun,
  { smtpPort, imapPort }: MailServers,
  folder: string,
): object {
  const host = '127.0.0.1';
  const organization = {
    id: { root: cdaOids.structure, extension: '1290012345' },
    ...{ name: practiceName, phone: '02 98 44 12 34' },
    address: { lines: ['3 quai du Port'], postalCode: '29000', city: 'Quimper', country: null },
    setting: { code: 'AMBULATOIRE', system: cdaOids.practiceSetting, name: 'Ambulatoire' },
  };
  const profession = (isMidwife: boolean) =>
    isMidwife
      ? { code: '50', system: cdaOids.profession, name: 'Sage-femme' }
      : { code: 'G15_10/SM26', system: cdaOids.profession, name: 'Médecine générale' };
  return {
    ...{ server: client.serverUrl, key: join(directory, keyFile), timeZone: 'Europe/Paris' },
    practice: {
      ...{ name: practiceName, phone: organization.phone, organization, sourceId: '2.999.2' },
      facility: { code: 'SA08', system: cdaOids.facilityType, name: 'Cabinet de groupe' },
    },
    doctors: practitioners.map(({ member, name, rpps, isMidwife }) => {
      const isDoctor = name.startsWith('Dr ');
      const [given = '', ...family] = name.replace(/^Dr /, '').split(' ');
      return {
        ...{ member, name, family: family.join(' ').toUpperCase(), given, title: isDoctor ? 'DR' : null },
        ...{ id: { root: cdaOids.person, extension: `8${rpps}` }, profession: profession(isMidwife) },
      };
    }),
    mail: {
      address: 'cabinet.port@demo.mssante.fr',
      smtp: { host, port: smtpPort, security: 'tls' },
      imap: { host, port: imapPort, security: 'tls' },
      ...{ trust: join(directory, 'mail.pem'), client: null, user, login: { password: join(directory, 'password') } },
      folders: { inbox: 'INBOX', done: 'Classes', refused: 'Refuses', sent: 'Sent' },
      ...{ everySeconds, mostBytes: 20 * 1024 * 1024 },
    },
    folder: { path: folder, settleSeconds: 1, everySeconds: Math.min(everySeconds, 5) },
    api: null,
  };
}
