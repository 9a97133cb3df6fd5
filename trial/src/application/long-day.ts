import { defaults, type VaultConfig } from '@etanche/vault-server';

const { members } = defaults;

/** More than the tests of a file, or a measurement, open in one day. */
const wide = { floor: 10_000, ceiling: 10_000 };

/** More units of a few minutes than they spend. Fewer than those at which an hour raises an alarm. */
const wideBurst = { units: 200, everySeconds: 1 };

/**
 * Vaults with wide limits of a few minutes and of a day: the tests of a file, or a measurement, are one day of few
 * people, at any hour and on a machine of any speed, and none of them is about a limit or an alarm.
 */
export const longDay: Pick<VaultConfig, 'members'> = {
  members: {
    ...members,
    burst: { scope: wideBurst, search: wideBurst, agenda: wideBurst, inbox: wideBurst },
    roles: {
      ...members.roles,
      doctor: { ...members.roles.doctor, search: 200, agenda: 15 },
      secretary: { ...members.roles.secretary, agenda: 40 },
    },
    people: { ...members.people, perDay: wide.ceiling },
    alarm: {
      ...members.alarm,
      files: { hour: wide, day: wide },
      people: { minute: { ...wide, over: members.alarm.people.minute.over }, quarter: wide, hour: wide, day: wide },
      messages: wide.floor,
      outside: { files: wide.floor, people: wide.floor },
    },
  },
};
