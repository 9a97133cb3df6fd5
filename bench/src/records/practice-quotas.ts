import { defaults, type VaultConfig } from '@etanche/vault-server';

const plenty = 900_000;
const many = { scope: plenty, search: plenty, agenda: plenty, inbox: plenty };
const fast = { units: 20_000, everySeconds: 1 };
const far = { floor: 1_000_000, ceiling: 1_000_000 };
const farOff = { minute: { ...far, over: plenty }, quarter: far, hour: far, day: far };

/** Quotas beyond the use of a run: counted as usual, without refusals or alarms. */
export const practiceQuotas: VaultConfig['members'] = {
  ...defaults.members,
  roles: { ...defaults.members.roles, doctor: many, secretary: { ...many, inbox: 0 } },
  burst: { scope: fast, search: fast, agenda: fast, inbox: fast },
  people: { ...defaults.members.people, perDay: 1_000_000 },
  alarm: {
    ...defaults.members.alarm,
    files: { hour: far, day: far },
    people: farOff,
    messages: plenty,
    outside: { files: plenty, people: plenty },
  },
  practice: { ...many, emergency: defaults.members.practice.emergency },
  raise: { ...many, days: defaults.members.raise.days },
};
