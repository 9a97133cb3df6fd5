import { defaults, type VaultConfig } from '@etanche/vault-server';

type Quotas = VaultConfig['members'];

const plenty = 200_000;
const many = { scope: plenty, search: plenty, agenda: plenty, inbox: plenty };
const fast = { units: 20_000, everySeconds: 1 };
const far = { floor: 900_000, ceiling: 1_000_000 };
const farOff = { minute: { ...far, over: plenty }, quarter: far, hour: far, day: far };

/**
 * Quotas with which doctors never reach a limit or an alarm, and a secretary's searches run out. @param searches the
 * secretary's quota
 */
export function stormQuotas(searches: number): Quotas {
  return {
    ...defaults.members,
    roles: { ...defaults.members.roles, doctor: many, secretary: { ...many, search: searches, inbox: 0 } },
    newMember: { percent: 100, hours: 1 },
    burst: { scope: fast, search: fast, agenda: fast, inbox: fast },
    people: { ...defaults.members.people, perDay: 1_000_000 },
    alarm: {
      ...defaults.members.alarm,
      files: { hour: far, day: far },
      people: farOff,
      messages: plenty,
      outside: { files: plenty, people: plenty },
    },
    practice: { ...defaults.members.practice, scope: 900_000, search: 900_000, agenda: 900_000, inbox: 900_000 },
    raise: { ...defaults.members.raise, ...many },
  };
}
