import { availableParallelism } from 'node:os';
import type { VaultConfig } from './config.ts';

type Defaults = Omit<VaultConfig, 'directory' | 'operators' | 'recordsServers' | 'trustedHops' | 'metrics'> & {
  readonly metrics: NonNullable<VaultConfig['metrics']>;
};

/** The values of a setting that is not given. Each is argued in `README.md`. */
export const defaults: Defaults = {
  listen: { host: '127.0.0.1', port: 8181 },
  metrics: { host: '127.0.0.1', port: 9181 },
  ceiling: { perMinute: 12_000, perDay: 3_000_000 },
  importer: { units: 5_000_000, days: 14 },
  members: {
    roles: {
      doctor: { scope: 120, search: 60, agenda: 10, inbox: 60 },
      secretary: { scope: 80, search: 150, agenda: 40, inbox: 0 },
      administrator: { scope: 0, search: 0, agenda: 0, inbox: 0 },
    },
    emergency: 10,
    days: 12,
    newMember: { percent: 10, hours: 24 },
    burst: {
      scope: { units: 20, everySeconds: 60 },
      search: { units: 40, everySeconds: 15 },
      agenda: { units: 10, everySeconds: 60 },
      inbox: { units: 20, everySeconds: 60 },
    },
    alarm: { hour: 25, day: 35 },
    practice: { scope: 1200, search: 1500, agenda: 400, inbox: 600, emergency: 50 },
    raise: { scope: 480, search: 600, agenda: 160, inbox: 240, days: 14 },
    importer: { scope: 1_000_000, search: 12_000_000, agenda: 1_000_000, days: 30 },
    freezeHours: 24,
    delays: { kitHours: 24, kitAloneHours: 72 },
  },
  network: { perDay: 1500, burst: 750, networks: 500_000 },
  work: { fromPercent: 80, leastBits: 14, mostBits: 18, remembered: 50_000 },
  workers: availableParallelism(),
  inFlight: 4096,
  shares: 1024,
  store: { connections: 8, timeoutMs: 3000 },
  alarms: { webhook: null, from: null, pollMs: 1000 },
  keep: { alarmDays: 366, countDays: 366, everyMs: 3_600_000 },
  approvals: null,
  federation: null,
  heartbeatMs: 10_000,
  unitsPerFloor: 25,
  clockRates: { faster: 0.01, slower: 0.5 },
  logLevel: 'info',
};
