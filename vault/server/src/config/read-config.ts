import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { readEnvironment, setting, type LogLevel } from '@etanche/platform';
import { jurisdictionSchema, ownerSchema } from '@etanche/core-vault-protocol';
import { fromBase64url, findMismatch, parseShape, ProtocolError } from '@etanche/core-wire';
import type { VaultConfig, VaultSecrets } from './config.ts';
import { defaults } from './defaults.ts';
import { keepContradictions } from '../pruning/keep-rules.ts';
import { memberConfigSchema, memberContradictions, type MemberConfig } from './member-config.ts';
import type { EngineSetting } from '../evaluate/engine.ts';
import { readFederation } from './read-federation.ts';
import { refuseAlarmContradictions, refuseAlarmsInTheLogOnly } from '../alarm-contradictions.ts';
import { secretsLocation } from '../seeds/secrets-location.ts';
import { readCompleteSeeds, seedFilePath, type VaultPosition } from '../seeds/seed-file.ts';
import { signingKeyPath } from '../seeds/signing-key.ts';
import { VaultError } from '../vault-error.ts';

const { boolean, integer, list, optional, path, port, secret, string, url, withDefault } = setting;
const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const satisfies readonly LogLevel[];
const engines = ['wasm', 'native'] as const satisfies readonly EngineSetting[];
const most = 1_000_000_000;

const schema = {
  DATABASE_URL: secret(string()),
  CREDENTIALS_DIRECTORY: optional(path()),
  ETANCHE_VAULT_SYSTEMD_CREDENTIALS: withDefault(boolean(), false),
  ETANCHE_VAULT_DIRECTORY: path(),
  ETANCHE_VAULT_OWNER: string({ maximumLength: 120 }),
  ETANCHE_VAULT_JURISDICTION: string({ maximumLength: 2 }),
  ETANCHE_VAULT_TRIAL: withDefault(boolean(), false),
  ETANCHE_VAULT_OPERATORS: withDefault(list(string({ maximumLength: 43 })), []),
  ETANCHE_VAULT_RECORDS_SERVERS: withDefault(list(string({ maximumLength: 43 })), []),
  ETANCHE_VAULT_BEHIND_PROXY: boolean(),
  ETANCHE_VAULT_TRUSTED_HOPS: optional(integer({ minimum: 1, maximum: 10 })),
  ETANCHE_VAULT_HOST: withDefault(string({ maximumLength: 255 }), defaults.listen.host),
  ETANCHE_VAULT_PORT: withDefault(port(), defaults.listen.port),
  ETANCHE_VAULT_METRICS_HOST: withDefault(string({ maximumLength: 255 }), defaults.metrics.host),
  ETANCHE_VAULT_METRICS_PORT: withDefault(port(), defaults.metrics.port),
  ETANCHE_VAULT_CEILING_PER_MINUTE: withDefault(integer({ minimum: 1, maximum: most }), defaults.ceiling.perMinute),
  ETANCHE_VAULT_CEILING_PER_DAY: withDefault(integer({ minimum: 1, maximum: most }), defaults.ceiling.perDay),
  ETANCHE_VAULT_IMPORTER_UNITS: withDefault(integer({ minimum: 1, maximum: most }), defaults.importer.units),
  ETANCHE_VAULT_IMPORTER_DAYS: withDefault(integer({ minimum: 1, maximum: 365 }), defaults.importer.days),
  ETANCHE_VAULT_MEMBERS: optional(path()),
  ETANCHE_VAULT_NETWORK_PER_DAY: withDefault(integer({ minimum: 2, maximum: most }), defaults.network.perDay),
  ETANCHE_VAULT_NETWORK_BURST: withDefault(integer({ minimum: 1, maximum: most }), defaults.network.burst),
  ETANCHE_VAULT_NETWORKS: withDefault(integer({ minimum: 1000, maximum: 10_000_000 }), defaults.network.networks),
  ETANCHE_VAULT_REFUSED_PER_MINUTE: withDefault(
    integer({ minimum: 1, maximum: 100_000 }),
    defaults.practices.perMinute,
  ),
  ETANCHE_VAULT_REFUSED_BURST: withDefault(integer({ minimum: 1, maximum: 100_000 }), defaults.practices.burst),
  ETANCHE_VAULT_WORK_FROM_PERCENT: withDefault(integer({ minimum: 1, maximum: 100 }), defaults.work.fromPercent),
  ETANCHE_VAULT_WORK_LEAST_BITS: withDefault(integer({ minimum: 1, maximum: 32 }), defaults.work.leastBits),
  ETANCHE_VAULT_WORK_MOST_BITS: withDefault(integer({ minimum: 1, maximum: 32 }), defaults.work.mostBits),
  ETANCHE_VAULT_ENGINE: withDefault(string({ oneOf: engines }), defaults.engine),
  ETANCHE_VAULT_WORKERS: withDefault(integer({ minimum: 1, maximum: 256 }), availableParallelism()),
  ETANCHE_VAULT_IN_FLIGHT: withDefault(integer({ minimum: 256, maximum: 1_000_000 }), defaults.inFlight),
  ETANCHE_VAULT_ALARM_WEBHOOK: optional(url({ protocols: ['https:', 'http:'] })),
  ETANCHE_VAULT_ALARM_FROM: optional(string({ maximumLength: 320 })),
  ETANCHE_VAULT_SMTP_URL: optional(secret(string())),
  ETANCHE_VAULT_KEEP_ALARMS_DAYS: withDefault(integer({ minimum: 1, maximum: 36_500 }), defaults.keep.alarmDays),
  ETANCHE_VAULT_KEEP_COUNTS_DAYS: withDefault(integer({ minimum: 1, maximum: 36_500 }), defaults.keep.countDays),
  ETANCHE_VAULT_APPROVALS_ORIGIN: optional(string({ maximumLength: 280 })),
  ETANCHE_VAULT_APPROVALS_CLOUD_PASSKEYS: withDefault(boolean(), false),
  ETANCHE_VAULT_FEDERATION: optional(path()),
  ETANCHE_VAULT_SECURITY_CONTACT: optional(url({ protocols: ['https:', 'mailto:'] })),
  ETANCHE_VAULT_LOG_LEVEL: withDefault(string({ oneOf: logLevels }), defaults.logLevel),
};

/**
 * Reads a vault's settings (`README.md` lists them) and verifies that its secrets are in the right place, complete, and
 * readable only by their owner.
 *
 * @param source the variables; the environment of the process if undefined
 * @throws PlatformError `configuration_invalid` for a single invalid setting
 * @throws VaultError `configuration_invalid` for settings that contradict each other, and as `readCompleteSeeds`
 */
export function readVaultConfig(source?: Readonly<Record<string, string | undefined>>): {
  config: VaultConfig;
  secrets: VaultSecrets;
} {
  const values = readEnvironment(schema, { prefix: 'ETANCHE_VAULT_', ...(source !== undefined && { source }) });
  const config: VaultConfig = {
    directory: values.ETANCHE_VAULT_DIRECTORY,
    credentials: credentialsOf(values),
    securityContact: values.ETANCHE_VAULT_SECURITY_CONTACT?.href ?? null,
    listen: { host: values.ETANCHE_VAULT_HOST, port: values.ETANCHE_VAULT_PORT },
    metrics: { host: values.ETANCHE_VAULT_METRICS_HOST, port: values.ETANCHE_VAULT_METRICS_PORT },
    trustedHops: values.ETANCHE_VAULT_TRUSTED_HOPS ?? 0,
    about: {
      owner: values.ETANCHE_VAULT_OWNER,
      jurisdiction: values.ETANCHE_VAULT_JURISDICTION,
      trial: values.ETANCHE_VAULT_TRIAL,
    },
    operators: values.ETANCHE_VAULT_OPERATORS,
    recordsServers: values.ETANCHE_VAULT_RECORDS_SERVERS,
    ceiling: { perMinute: values.ETANCHE_VAULT_CEILING_PER_MINUTE, perDay: values.ETANCHE_VAULT_CEILING_PER_DAY },
    importer: { units: values.ETANCHE_VAULT_IMPORTER_UNITS, days: values.ETANCHE_VAULT_IMPORTER_DAYS },
    members: readMemberConfig(values.ETANCHE_VAULT_MEMBERS),
    network: {
      perDay: values.ETANCHE_VAULT_NETWORK_PER_DAY,
      burst: values.ETANCHE_VAULT_NETWORK_BURST,
      networks: values.ETANCHE_VAULT_NETWORKS,
    },
    practices: {
      perMinute: values.ETANCHE_VAULT_REFUSED_PER_MINUTE,
      burst: values.ETANCHE_VAULT_REFUSED_BURST,
    },
    work: {
      fromPercent: values.ETANCHE_VAULT_WORK_FROM_PERCENT,
      leastBits: values.ETANCHE_VAULT_WORK_LEAST_BITS,
      mostBits: values.ETANCHE_VAULT_WORK_MOST_BITS,
      remembered: defaults.work.remembered,
    },
    engine: engines.find((engine) => engine === values.ETANCHE_VAULT_ENGINE) ?? defaults.engine,
    workers: values.ETANCHE_VAULT_WORKERS,
    inFlight: values.ETANCHE_VAULT_IN_FLIGHT,
    shares: defaults.shares,
    store: defaults.store,
    lanes: defaults.lanes,
    alarms: {
      webhook: values.ETANCHE_VAULT_ALARM_WEBHOOK?.href ?? null,
      from: values.ETANCHE_VAULT_ALARM_FROM ?? null,
      pollMs: defaults.alarms.pollMs,
    },
    keep: {
      alarmDays: values.ETANCHE_VAULT_KEEP_ALARMS_DAYS,
      countDays: values.ETANCHE_VAULT_KEEP_COUNTS_DAYS,
      everyMs: defaults.keep.everyMs,
    },
    approvals: approvalsOf(values.ETANCHE_VAULT_APPROVALS_ORIGIN, values.ETANCHE_VAULT_APPROVALS_CLOUD_PASSKEYS),
    federation: readFederation(values.ETANCHE_VAULT_FEDERATION),
    heartbeatMs: defaults.heartbeatMs,
    unitsPerFloor: defaults.unitsPerFloor,
    clockRates: defaults.clockRates,
    logLevel: logLevels.find((level) => level === values.ETANCHE_VAULT_LOG_LEVEL) ?? defaults.logLevel,
  };
  refuseContradictions(config, values.ETANCHE_VAULT_BEHIND_PROXY);
  const { seeds, ...position } = readCompleteSeeds(secretsLocation(config));
  for (const { seed } of seeds) seed.fill(0);
  refuseMemberContradictions(config, position);
  const secrets = { databaseUrl: values.DATABASE_URL, smtpUrl: values.ETANCHE_VAULT_SMTP_URL ?? null };
  refuseAlarmContradictions(config, secrets);
  refuseAlarmsInTheLogOnly(config, secrets);
  return { config, secrets };
}

/** @throws VaultError `configuration_invalid` if the secrets would be in no place, or in two */
function credentialsOf(values: {
  readonly CREDENTIALS_DIRECTORY: string | undefined;
  readonly ETANCHE_VAULT_SYSTEMD_CREDENTIALS: boolean;
  readonly ETANCHE_VAULT_DIRECTORY: string;
}): string | null {
  if (!values.ETANCHE_VAULT_SYSTEMD_CREDENTIALS) return null;
  const directory = values.CREDENTIALS_DIRECTORY;
  if (directory === undefined) {
    const problem = 'ETANCHE_VAULT_SYSTEMD_CREDENTIALS needs CREDENTIALS_DIRECTORY, which systemd sets for a service';
    throw new VaultError('configuration_invalid', problem);
  }
  for (const path of [seedFilePath(values.ETANCHE_VAULT_DIRECTORY), signingKeyPath(values.ETANCHE_VAULT_DIRECTORY)]) {
    if (existsSync(path)) {
      throw new VaultError(
        'configuration_invalid',
        `${path} is plain text next to the encrypted credential: remove it`,
      );
    }
  }
  return directory;
}

/** @throws VaultError `configuration_invalid`, naming every contradiction */
export function refuseContradictions(config: VaultConfig, behindProxy: boolean): void {
  const { ceiling, network, work, metrics, listen } = config;
  const problems: string[] = [];
  if (behindProxy && config.trustedHops === 0) {
    problems.push(
      'behind a proxy, ETANCHE_VAULT_TRUSTED_HOPS must be the number of proxies that append to X-Forwarded-For',
    );
  }
  if (!behindProxy && config.trustedHops > 0) {
    problems.push('without a proxy, ETANCHE_VAULT_TRUSTED_HOPS would let every caller choose an address');
  }
  if (ceiling.perMinute > ceiling.perDay)
    problems.push('ETANCHE_VAULT_CEILING_PER_MINUTE exceeds ETANCHE_VAULT_CEILING_PER_DAY');
  if (network.burst * 2 > network.perDay) {
    problems.push(
      'ETANCHE_VAULT_NETWORK_BURST exceeds half of ETANCHE_VAULT_NETWORK_PER_DAY: the use of a network would be dropped before it is refilled',
    );
  }
  if (work.leastBits > work.mostBits)
    problems.push('ETANCHE_VAULT_WORK_LEAST_BITS exceeds ETANCHE_VAULT_WORK_MOST_BITS');
  if (metrics !== null && metrics.host === listen.host && metrics.port === listen.port && listen.port !== 0) {
    problems.push(
      'ETANCHE_VAULT_METRICS_HOST and ETANCHE_VAULT_METRICS_PORT are the public address: metrics need another one',
    );
  }
  if (findMismatch(ownerSchema, config.about.owner) !== null) {
    problems.push('ETANCHE_VAULT_OWNER must be a name of 1 to 120 characters without surrounding spaces');
  }
  if (findMismatch(jurisdictionSchema, config.about.jurisdiction) !== null) {
    problems.push('ETANCHE_VAULT_JURISDICTION must be a country code of two capital letters (ISO 3166-1), such as FR');
  }
  problems.push(...keepContradictions(config.keep, config.members));
  problems.push(...ownerContradictions(config));
  if (problems.length > 0) throw new VaultError('configuration_invalid', problems.join('; '));
}

/**
 * The two lists grant separate rights: a stolen key of a records server must open no key set of Check, and a stolen key
 * of an operator must found no practice.
 */
function ownerContradictions({
  operators,
  recordsServers,
}: Pick<VaultConfig, 'operators' | 'recordsServers'>): readonly string[] {
  const problems: string[] = [];
  const lists = { ETANCHE_VAULT_OPERATORS: operators, ETANCHE_VAULT_RECORDS_SERVERS: recordsServers };
  for (const [name, keys] of Object.entries(lists)) {
    if (!keys.every(isKey)) problems.push(`${name} must list Ed25519 public keys of 43 characters of base64url`);
  }
  if (operators.length + recordsServers.length === 0) {
    problems.push(
      'ETANCHE_VAULT_OPERATORS or ETANCHE_VAULT_RECORDS_SERVERS must list a key: otherwise this vault has no users',
    );
  }
  if (recordsServers.some((key) => operators.includes(key))) {
    problems.push('a key is in both ETANCHE_VAULT_OPERATORS and ETANCHE_VAULT_RECORDS_SERVERS');
  }
  return problems;
}

/** @throws VaultError `configuration_invalid` if the practices' quotas contradict each other or the federation */
export function refuseMemberContradictions({ members }: VaultConfig, position: VaultPosition): void {
  const problems = memberContradictions(members, position);
  if (problems.length > 0) throw new VaultError('configuration_invalid', problems.join('; '));
}

/** @throws VaultError `configuration_invalid` if cloud passkeys are allowed but the approvals page is disabled */
function approvalsOf(origin: string | undefined, cloudPasskeys: boolean): VaultConfig['approvals'] {
  if (origin !== undefined) return { origin, cloudPasskeys };
  if (!cloudPasskeys) return null;
  const problem = 'ETANCHE_VAULT_APPROVALS_CLOUD_PASSKEYS needs ETANCHE_VAULT_APPROVALS_ORIGIN';
  throw new VaultError('configuration_invalid', problem);
}

/** Reads the file in `ETANCHE_VAULT_MEMBERS`, which must be complete: no value is filled in from the defaults. */
function readMemberConfig(file: string | undefined): MemberConfig {
  if (file === undefined) return defaults.members;
  try {
    return parseShape(memberConfigSchema, JSON.parse(readFileSync(file, 'utf8')), 'members');
  } catch (cause) {
    const where = cause instanceof ProtocolError ? `: ${cause.message}` : '';
    throw new VaultError(
      'configuration_invalid',
      `ETANCHE_VAULT_MEMBERS is not a valid file of member quotas${where}`,
      {
        cause,
      },
    );
  }
}

function isKey(text: string): boolean {
  try {
    return fromBase64url(text, 32).length === 32;
  } catch {
    return false;
  }
}
