import type { RecordsConfig } from './config.ts';
import { dataDefaults } from '../data/data-config.ts';
import { exchangeDefaults } from '../exchange/exchange-config.ts';

const minute = 60_000;
const hour = 60 * minute;

type RequiredSetting = 'directory' | 'rpId' | 'origins' | 'federationFile' | 'blobs' | 'trustedHops' | 'identity';
type Defaults = Omit<RecordsConfig, RequiredSetting | 'metrics'> & {
  readonly metrics: NonNullable<RecordsConfig['metrics']>;
};

/** Default settings. `README.md` gives the reason for each. */
export const defaults: Defaults = {
  name: 'Étanche',
  securityContact: null,
  listen: { host: '127.0.0.1', port: 8180 },
  metrics: { host: '127.0.0.1', port: 9180 },
  sessions: { absoluteMs: 12 * hour, idleMs: 30 * minute },
  lifetimes: {
    challengeMs: 5 * minute,
    invitationMs: 72 * hour,
    recoveryMs: 72 * hour,
    idempotencyMs: 48 * hour,
  },
  chain: { freshMs: 30_000, mostMs: 5 * minute, timeoutMs: 3000, catchUpMs: 10 * minute },
  anonymous: { perNetwork: 120, inAll: 3000 },
  inFlight: 512,
  live: { everyMs: 250, perMember: 8, inAll: 4096 },
  store: { connections: 16, timeoutMs: 10_000 },
  sweepMs: minute,
  data: dataDefaults,
  exchange: exchangeDefaults,
  logLevel: 'info',
};
