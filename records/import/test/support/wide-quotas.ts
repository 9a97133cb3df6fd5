import { defaults } from '@etanche/vault-server';

const { members } = defaults;
const many = { scope: 4000, search: 4000, agenda: 400, inbox: 60 };
const often = { units: 900, everySeconds: 1 };
const far = { floor: 50_000, ceiling: 100_000 };

/** Quotas for tests that open every imported file. Other tests cover quotas. */
export const wideQuotas = {
  ...members,
  roles: { ...members.roles, doctor: many, secretary: many },
  newMember: { percent: 100, hours: 1 },
  burst: { ...members.burst, scope: often, search: often },
  people: { ...members.people, perDay: 100_000 },
  alarm: {
    ...members.alarm,
    files: { hour: far, day: far },
    people: { minute: { ...far, over: 50_000 }, quarter: far, hour: far, day: far },
    outside: { files: 4000, people: 40_000 },
  },
  practice: { ...members.practice, ...many, scope: 20_000, search: 20_000 },
  raise: { ...members.raise, ...many },
};
