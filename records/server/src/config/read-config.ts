import { join } from 'node:path';
import { readEnvironment, setting, type EnvironmentOf, type LogLevel, type Secret } from '@etanche/platform';
import type { BlobConfig, IdentityConfig, RecordsConfig, RecordsSecrets } from './config.ts';
import { defaults } from './defaults.ts';
import { RecordsError } from '../records-error.ts';
import { refuseContradictions } from './refuse-contradictions.ts';

const { boolean, integer, list, optional, path, port, secret, string, url, withDefault } = setting;
const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly LogLevel[];
const claims = ['pro-sante-connect', 'sub'] as const;
const text = (maximumLength: number) => string({ maximumLength });
const minutes = (most: number) => integer({ minimum: 1, maximum: most });
const mebibyte = 1024 * 1024;
const dayMs = 86_400_000;
const mebibytes = integer({ minimum: 1, maximum: 1_000_000_000 });
const web = url({ protocols: ['https:', 'http:'] });

const schema = {
  DATABASE_URL: secret(string()),
  ETANCHE_RECORDS_DIRECTORY: path(),
  ETANCHE_RECORDS_FEDERATION: path(),
  ETANCHE_RECORDS_RP_ID: text(253),
  ETANCHE_RECORDS_ORIGINS: list(text(300)),
  ETANCHE_RECORDS_BEHIND_PROXY: boolean(),
  ETANCHE_RECORDS_TRUSTED_HOPS: optional(integer({ minimum: 1, maximum: 10 })),
  ETANCHE_RECORDS_NAME: withDefault(text(80), defaults.name),
  ETANCHE_RECORDS_HOST: withDefault(text(255), defaults.listen.host),
  ETANCHE_RECORDS_PORT: withDefault(port(), defaults.listen.port),
  ETANCHE_RECORDS_METRICS_HOST: withDefault(text(255), defaults.metrics.host),
  ETANCHE_RECORDS_METRICS_PORT: withDefault(port(), defaults.metrics.port),
  ETANCHE_RECORDS_SESSION_MINUTES: withDefault(minutes(1440), defaults.sessions.absoluteMs / 60_000),
  ETANCHE_RECORDS_IDLE_MINUTES: withDefault(minutes(1440), defaults.sessions.idleMs / 60_000),
  ETANCHE_RECORDS_INVITATION_HOURS: withDefault(minutes(720), defaults.lifetimes.invitationMs / 3_600_000),
  ETANCHE_RECORDS_RECOVERY_HOURS: withDefault(minutes(720), defaults.lifetimes.recoveryMs / 3_600_000),
  ETANCHE_RECORDS_CHAIN_MOST_SECONDS: withDefault(
    integer({ minimum: 30, maximum: 3600 }),
    defaults.chain.mostMs / 1000,
  ),
  ETANCHE_RECORDS_ANONYMOUS_PER_NETWORK: withDefault(
    integer({ minimum: 1, maximum: 1_000_000 }),
    defaults.anonymous.perNetwork,
  ),
  ETANCHE_RECORDS_ANONYMOUS_IN_ALL: withDefault(integer({ minimum: 1, maximum: 10_000_000 }), defaults.anonymous.inAll),
  ETANCHE_RECORDS_IN_FLIGHT: withDefault(integer({ minimum: 8, maximum: 100_000 }), defaults.inFlight),
  ETANCHE_RECORDS_STORE_CONNECTIONS: withDefault(integer({ minimum: 2, maximum: 500 }), defaults.store.connections),
  ETANCHE_RECORDS_MEMBER_MEBIBYTES: withDefault(mebibytes, defaults.data.bytesPerDay.member / mebibyte),
  ETANCHE_RECORDS_IMPORTER_MEBIBYTES: withDefault(mebibytes, defaults.data.bytesPerDay.importer / mebibyte),
  ETANCHE_RECORDS_PRACTICE_MEBIBYTES: withDefault(mebibytes, defaults.data.bytesPerDay.practice / mebibyte),
  ETANCHE_RECORDS_PATIENTS_PER_DAY: withDefault(
    integer({ minimum: 1, maximum: 100_000 }),
    defaults.data.patientsPerDay,
  ),
  ETANCHE_RECORDS_REPORTS_PER_DAY: withDefault(integer({ minimum: 1, maximum: 100_000 }), defaults.data.reportsPerDay),
  ETANCHE_RECORDS_CLOCK_MINUTES: withDefault(minutes(1440), defaults.data.clockMs / 60_000),
  ETANCHE_RECORDS_PEERS: optional(path()),
  ETANCHE_RECORDS_RECEIPT_DAYS: withDefault(
    integer({ minimum: 1, maximum: 366 }),
    defaults.exchange.eventGiveUpMs / dayMs,
  ),
  ETANCHE_RECORDS_BLOBS_DIRECTORY: optional(path()),
  ETANCHE_RECORDS_S3_ENDPOINT: optional(web),
  ETANCHE_RECORDS_S3_BUCKET: optional(text(63)),
  ETANCHE_RECORDS_S3_REGION: optional(text(63)),
  ETANCHE_RECORDS_S3_ACCESS_KEY_ID: optional(secret(text(255))),
  ETANCHE_RECORDS_S3_SECRET_ACCESS_KEY: optional(secret(text(255))),
  ETANCHE_RECORDS_OIDC_ISSUER: optional(web),
  ETANCHE_RECORDS_OIDC_CLIENT_ID: optional(text(255)),
  ETANCHE_RECORDS_OIDC_CLIENT_SECRET: optional(secret(text(1024))),
  ETANCHE_RECORDS_OIDC_REDIRECT_URI: optional(web),
  ETANCHE_RECORDS_OIDC_RETURN_URI: optional(web),
  ETANCHE_RECORDS_OIDC_SCOPE: withDefault(text(255), 'openid scope_all'),
  ETANCHE_RECORDS_OIDC_ACR: optional(text(255)),
  ETANCHE_RECORDS_OIDC_CLAIMS: withDefault(string({ oneOf: claims }), 'pro-sante-connect'),
  ETANCHE_RECORDS_SECURITY_CONTACT: optional(url({ protocols: ['https:', 'mailto:'] })),
  ETANCHE_RECORDS_LOG_LEVEL: withDefault(string({ oneOf: logLevels }), defaults.logLevel),
};
type Values = EnvironmentOf<typeof schema>;

/**
 * Reads a records server's settings; `README.md` lists them.
 *
 * @param source the variables; the process's own when undefined
 * @throws PlatformError `configuration_invalid` for one setting by itself
 * @throws RecordsError `configuration_invalid` for settings that contradict each other or lack others
 */
export function readRecordsConfig(source?: Readonly<Record<string, string | undefined>>): {
  config: RecordsConfig;
  secrets: RecordsSecrets;
} {
  const values = readEnvironment(schema, { prefix: 'ETANCHE_RECORDS_', ...(source !== undefined && { source }) });
  const s3 = together('ETANCHE_RECORDS_S3', {
    ENDPOINT: values.ETANCHE_RECORDS_S3_ENDPOINT,
    BUCKET: values.ETANCHE_RECORDS_S3_BUCKET,
    REGION: values.ETANCHE_RECORDS_S3_REGION,
    ACCESS_KEY_ID: values.ETANCHE_RECORDS_S3_ACCESS_KEY_ID,
    SECRET_ACCESS_KEY: values.ETANCHE_RECORDS_S3_SECRET_ACCESS_KEY,
  });
  const oidc = together('ETANCHE_RECORDS_OIDC', {
    ISSUER: values.ETANCHE_RECORDS_OIDC_ISSUER,
    CLIENT_ID: values.ETANCHE_RECORDS_OIDC_CLIENT_ID,
    CLIENT_SECRET: values.ETANCHE_RECORDS_OIDC_CLIENT_SECRET,
    REDIRECT_URI: values.ETANCHE_RECORDS_OIDC_REDIRECT_URI,
    RETURN_URI: values.ETANCHE_RECORDS_OIDC_RETURN_URI,
  });
  const secrets: RecordsSecrets = {
    databaseUrl: values.DATABASE_URL,
    blobs: s3 && { accessKeyId: s3.ACCESS_KEY_ID, secretAccessKey: s3.SECRET_ACCESS_KEY },
    identity: oidc && { clientSecret: oidc.CLIENT_SECRET },
  };
  const config: RecordsConfig = {
    ...plainSettings(values),
    blobs: blobsOf(values, s3 && { endpoint: s3.ENDPOINT.href, bucket: s3.BUCKET, region: s3.REGION }),
    identity: oidc && identityOf(values, oidc),
  };
  refuseContradictions(config, secrets, values.ETANCHE_RECORDS_BEHIND_PROXY);
  return { config, secrets };
}

function plainSettings(values: Values): Omit<RecordsConfig, 'blobs' | 'identity'> {
  return {
    ...defaults,
    directory: values.ETANCHE_RECORDS_DIRECTORY,
    name: values.ETANCHE_RECORDS_NAME,
    securityContact: values.ETANCHE_RECORDS_SECURITY_CONTACT?.href ?? null,
    listen: { host: values.ETANCHE_RECORDS_HOST, port: values.ETANCHE_RECORDS_PORT },
    metrics: { host: values.ETANCHE_RECORDS_METRICS_HOST, port: values.ETANCHE_RECORDS_METRICS_PORT },
    trustedHops: values.ETANCHE_RECORDS_TRUSTED_HOPS ?? 0,
    rpId: values.ETANCHE_RECORDS_RP_ID,
    origins: values.ETANCHE_RECORDS_ORIGINS,
    federationFile: values.ETANCHE_RECORDS_FEDERATION,
    sessions: {
      absoluteMs: values.ETANCHE_RECORDS_SESSION_MINUTES * 60_000,
      idleMs: values.ETANCHE_RECORDS_IDLE_MINUTES * 60_000,
    },
    lifetimes: {
      ...defaults.lifetimes,
      invitationMs: values.ETANCHE_RECORDS_INVITATION_HOURS * 3_600_000,
      recoveryMs: values.ETANCHE_RECORDS_RECOVERY_HOURS * 3_600_000,
    },
    chain: { ...defaults.chain, mostMs: values.ETANCHE_RECORDS_CHAIN_MOST_SECONDS * 1000 },
    anonymous: {
      perNetwork: values.ETANCHE_RECORDS_ANONYMOUS_PER_NETWORK,
      inAll: values.ETANCHE_RECORDS_ANONYMOUS_IN_ALL,
    },
    inFlight: values.ETANCHE_RECORDS_IN_FLIGHT,
    store: { ...defaults.store, connections: values.ETANCHE_RECORDS_STORE_CONNECTIONS },
    data: {
      ...defaults.data,
      bytesPerDay: {
        member: values.ETANCHE_RECORDS_MEMBER_MEBIBYTES * mebibyte,
        importer: values.ETANCHE_RECORDS_IMPORTER_MEBIBYTES * mebibyte,
        practice: values.ETANCHE_RECORDS_PRACTICE_MEBIBYTES * mebibyte,
      },
      patientsPerDay: values.ETANCHE_RECORDS_PATIENTS_PER_DAY,
      reportsPerDay: values.ETANCHE_RECORDS_REPORTS_PER_DAY,
      clockMs: values.ETANCHE_RECORDS_CLOCK_MINUTES * 60_000,
    },
    exchange: {
      ...defaults.exchange,
      peersFile: values.ETANCHE_RECORDS_PEERS ?? null,
      eventGiveUpMs: values.ETANCHE_RECORDS_RECEIPT_DAYS * dayMs,
    },
    logLevel: logLevels.find((level) => level === values.ETANCHE_RECORDS_LOG_LEVEL) ?? defaults.logLevel,
  };
}

function blobsOf(values: Values, s3: Omit<Extract<BlobConfig, { kind: 's3' }>, 'kind'> | null): BlobConfig {
  const directory = values.ETANCHE_RECORDS_BLOBS_DIRECTORY;
  if (s3 !== null && directory !== undefined) {
    throw new RecordsError('configuration_invalid', 'binaries lie in a directory or in an S3 store, not in both');
  }
  if (s3 !== null) return { kind: 's3', ...s3 };
  return { kind: 'directory', path: directory ?? join(values.ETANCHE_RECORDS_DIRECTORY, 'binaries') };
}

function identityOf(
  values: Values,
  oidc: { ISSUER: URL; CLIENT_ID: string; REDIRECT_URI: URL; RETURN_URI: URL },
): IdentityConfig {
  return {
    issuer: oidc.ISSUER.href,
    clientId: oidc.CLIENT_ID,
    redirectUri: oidc.REDIRECT_URI.href,
    returnUri: oidc.RETURN_URI.href,
    scope: values.ETANCHE_RECORDS_OIDC_SCOPE,
    acr: values.ETANCHE_RECORDS_OIDC_ACR ?? null,
    claims: claims.find((each) => each === values.ETANCHE_RECORDS_OIDC_CLAIMS) ?? 'sub',
  };
}

type Defined<Group> = { [Name in keyof Group]: Exclude<Group[Name], undefined> };

/** All settings of a group, or null when none is given. @throws RecordsError when some are missing */
function together<Group extends Record<string, string | URL | Secret | undefined>>(
  prefix: string,
  group: Group,
): Defined<Group> | null {
  const missing = Object.keys(group).filter((name) => group[name] === undefined);
  if (missing.length === Object.keys(group).length) return null;
  if (missing.length === 0) return group as Defined<Group>;
  const names = missing.map((name) => `${prefix}_${name}`).join(', ');
  throw new RecordsError('configuration_invalid', `${names} must be given too`);
}
