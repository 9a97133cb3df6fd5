import { availableParallelism } from 'node:os';
import type { VaultConfig } from './config.ts';

type Defaults = Omit<
  VaultConfig,
  'directory' | 'about' | 'operators' | 'recordsServers' | 'trustedHops' | 'metrics'
> & {
  readonly metrics: NonNullable<VaultConfig['metrics']>;
};

/** Defaults of optional settings. `README.md` gives the reason for each. */
export const defaults: Defaults = {
  securityContact: null,
  listen: { host: '127.0.0.1', port: 8181 },
  metrics: { host: '127.0.0.1', port: 9181 },
  ceiling: { perMinute: 12_000, perDay: 3_000_000 },
  importer: { units: 5_000_000, days: 14 },
  members: {
    roles: {
      doctor: { scope: 100, search: 50, agenda: 5, inbox: 60 },
      secretary: { scope: 75, search: 86, agenda: 18, inbox: 0 },
      administrator: { scope: 0, search: 0, agenda: 0, inbox: 0 },
      gateway: { scope: 50, search: 60, agenda: 8, inbox: 0 },
    },
    emergency: 10,
    days: 12,
    newMember: { percent: 10, hours: 24 },
    burst: {
      scope: { units: 20, everySeconds: 60 },
      search: { units: 18, everySeconds: 20 },
      agenda: { units: 6, everySeconds: 60 },
      inbox: { units: 20, everySeconds: 60 },
    },
    people: { scope: 1, search: 8, agenda: 40, inbox: 1, perDay: 920 },
    alarm: {
      files: { hour: { floor: 25, ceiling: 45 }, day: { floor: 50, ceiling: 95 } },
      people: {
        minute: { floor: 120, ceiling: 300, over: 48 },
        quarter: { floor: 180, ceiling: 300 },
        hour: { floor: 180, ceiling: 400 },
        day: { floor: 300, ceiling: 920 },
      },
      messages: 40,
      outside: { files: 8, people: 75 },
      habit: { days: 30, leastDays: 8, percent: 200, anyHourPercent: 170, routineTimes: 2 },
      hours: { from: 7, to: 21, lastWeekday: 6 },
      timeZone: 'Europe/Paris',
      acknowledgeHours: 24,
    },
    dormantDays: 45,
    practice: { scope: 1000, search: 860, agenda: 180, inbox: 600, emergency: 50 },
    raise: { scope: 400, search: 344, agenda: 72, inbox: 240, days: 14 },
    importer: { search: 12_000_000, hours: 48, perMinute: 60_000, days: 30 },
    freezeHours: 24,
    serverFreezes: { percent: 50, atLeast: 2 },
    delays: { kitHours: 24, kitAloneHours: 72 },
  },
  network: { perDay: 1500, burst: 750, networks: 500_000 },
  practices: { perMinute: 30, burst: 60 },
  work: { fromPercent: 80, leastBits: 14, mostBits: 18, remembered: 50_000 },
  engine: 'wasm',
  workers: availableParallelism(),
  inFlight: 4096,
  shares: 1024,
  store: { connections: 8, timeoutMs: 3000 },
  lanes: { ordinary: 4, urgent: 2 },
  alarms: { webhook: null, from: null, pollMs: 1000 },
  keep: { alarmDays: 366, countDays: 366, everyMs: 3_600_000 },
  credentials: null,
  approvals: null,
  federation: null,
  heartbeatMs: 10_000,
  unitsPerFloor: 25,
  clockRates: { faster: 0.01, slower: 0.5 },
  logLevel: 'info',
};
