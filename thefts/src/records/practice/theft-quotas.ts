import { defaults as recordsDefaults, type RecordsConfig } from '@etanche/records-server';
import { defaults as vaultDefaults, type MemberConfig, type VaultConfig } from '@etanche/vault-server';

/** Defence off: quotas that are never reached. */
export function outOfReach(quotas: MemberConfig): MemberConfig {
  const most = 1_000_000;
  const all = { scope: most, search: most, agenda: most, inbox: most };
  const none = { scope: 0, search: 0, agenda: 0, inbox: 0 };
  const burst = { units: most / 2, everySeconds: 1 };
  const far = { floor: 900_000, ceiling: 900_000 };
  const farOff = { minute: { ...far, over: 900_000 }, quarter: far, hour: far, day: far };
  return {
    ...quotas,
    roles: {
      ...quotas.roles,
      doctor: all,
      secretary: { ...all, inbox: 0 },
      administrator: none,
      gateway: { ...all, inbox: 0 },
    },
    burst: { scope: burst, search: burst, agenda: burst, inbox: burst },
    people: { ...quotas.people, scope: 1, search: 1, agenda: 1, perDay: most },
    alarm: {
      ...quotas.alarm,
      files: { hour: far, day: far },
      people: farOff,
      messages: 900_000,
      outside: { files: 900_000, people: 900_000 },
    },
    dormantDays: 90,
    practice: { ...all, emergency: quotas.practice.emergency },
    raise: { ...quotas.raise, ...all },
  };
}

/** The vault configuration except addresses. @param webhook URL for their alarms */
export function vaultConfig(
  members: MemberConfig,
  webhook: string,
): Partial<Omit<VaultConfig, 'directory' | 'operators' | 'recordsServers'>> {
  // Searches of files and memory block the thread of these vaults.
  const store = { ...vaultDefaults.store, timeoutMs: 60_000 };
  return { members, alarms: { webhook, from: null, pollMs: 500 }, workers: 0, store };
}

/**
 * A day passes in minutes, so housekeeping that covers a day runs within seconds; the permitted difference scales with
 * the quotas.
 */
export function dataConfig({ roles }: MemberConfig): RecordsConfig['data'] {
  const { data } = recordsDefaults;
  const units = Math.ceil((data.tolerance.units * roles.secretary.scope) / vaultDefaults.members.roles.secretary.scope);
  return { ...data, roundMs: 2000, tolerance: { ...data.tolerance, units } };
}
