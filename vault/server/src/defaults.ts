import { availableParallelism } from 'node:os';
import type { VaultConfig } from './config.ts';

type Defaults = Omit<VaultConfig, 'directory' | 'operators' | 'trustedHops' | 'metrics'> & {
  readonly metrics: NonNullable<VaultConfig['metrics']>;
};

/** The values of a setting that is not given. Each is argued in `README.md`. */
export const defaults: Defaults = {
  listen: { host: '127.0.0.1', port: 8181 },
  metrics: { host: '127.0.0.1', port: 9181 },
  ceiling: { perMinute: 12_000, perDay: 3_000_000 },
  importer: { units: 5_000_000, days: 14 },
  network: { perDay: 1500, burst: 750, networks: 500_000 },
  work: { fromPercent: 80, leastBits: 14, mostBits: 18, remembered: 50_000 },
  workers: availableParallelism(),
  inFlight: 4096,
  shares: 1024,
  store: { connections: 8, timeoutMs: 3000 },
  heartbeatMs: 10_000,
  logLevel: 'info',
};
