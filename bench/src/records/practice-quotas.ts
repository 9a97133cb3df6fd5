import { defaults, type VaultConfig } from '@etanche/vault-server';

const plenty = 900_000;
const many = { scope: plenty, search: plenty, agenda: plenty, inbox: plenty };
const fast = { units: 400_000, everySeconds: 1 };

/** Quotas beyond what a run can use: counted like any others, and nobody is refused or rung for. */
export const practiceQuotas: VaultConfig['members'] = {
  ...defaults.members,
  roles: { doctor: many, secretary: { ...many, inbox: 0 }, administrator: defaults.members.roles.administrator },
  burst: { scope: fast, search: fast, agenda: fast, inbox: fast },
  alarm: { hour: 1_000_000, day: 1_000_000 },
  practice: { ...many, emergency: defaults.members.practice.emergency },
  raise: { ...many, days: defaults.members.raise.days },
};
