import type { Unlocked } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../theft.ts';
import { alarmAt, filesAlone, told, type Weights } from './alarm-at.ts';
import { fromServer, type RowSourceOf } from './row-source.ts';
import { copySecrets, type StolenSecrets } from './open-offline.ts';
import { boundsOf, identityAlarm, scenarioResult, victims } from './records-context.ts';
import { fullDayTried, robAfterFullDay } from './full-day.ts';
import { curious, robMember, type Pace, type RobbedMember } from './rob-member.ts';
import type { Robbery } from './robbery.ts';
import { stealRows } from './stolen-rows.ts';

export type SecretaryTheft = {
  readonly id: string;
  readonly stolen: string;
  /** Source of the sealed files; with the defence off the posting key of the server is stolen too. */
  readonly rowSourceOf: (robbery: Robbery, isUndefended: boolean) => Promise<RowSourceOf>;
  /** Pace of an attacker who steals the device at the end of a full day; null if no device is stolen. */
  readonly fullDay: Pace | null;
  /** Further remarks after the attack, while its alarms are recent. */
  readonly after: (robbery: Robbery, member: TrialMember) => Promise<string[]>;
};

const live: SecretaryTheft = {
  id: 'T3',
  stolen: 'a secretary’s account and unlocked device, 24 h',
  rowSourceOf: async ({ robbed }) => {
    const keys = (await stealRows(robbed.recordsDatabase)).get(robbed.practice.practice)?.keys ?? [];
    return async (signIn) => fromServer(await signIn(), keys);
  },
  fullDay: curious,
  after: () => Promise.resolve([]),
};

/** T3: a secretary's account and device for 24 hours: no clinical data, and identities within the quotas. */
export async function runSecretary(robbery: Robbery, theft: SecretaryTheft = live): Promise<ScenarioResult[]> {
  const { robbed, say, now } = robbery;
  const bounds = boundsOf(robbery, 'secretary');
  const identities = Math.min(
    bounds.identities + bounds.records,
    robbed.quotas.people.perDay + robbed.quotas.emergency * robbed.quotas.people.search,
  );
  const started = now();
  const { id, stolen } = theft;
  const secretary = robbed.member(victims.secretary);
  say(`${id.padEnd(3)} ${stolen}`);
  const got = await robSecretary(robbery, secretary, theft);
  const rung = await robbed.alarmsSince(got.began);
  const remarks = [told(rung, secretary.member), ...(await theft.after(robbery, secretary))];
  const { alarm, people } = robbed.quotas;
  const rang = (had: Weights) => alarmAt(rung, got.granted, secretary.member, had, people);
  const { scope, search, agenda } = got.opened;
  const tried = `${scope} files, ${search} searches and ${agenda} days of agenda evaluated; clinical data tried with every available secret`;

  say(
    `${id.padEnd(3)} The same attacker with a secretary who was granted a doctor’s secrets, while the vaults count nothing`,
  );
  const open = await robbed.withoutQuotas(async () =>
    robSecretary(robbery, await grantedSecretary(robbery, id), theft, true),
  );
  const seenBy = ({ files, seen }: RobbedMember): number => files.persons.union(seen.persons).size;
  const row = { id, tried, then: robbed.truth.patients.length };
  const played = [
    scenarioResult(robbery, started, {
      ...{ ...row, stolen: `${stolen}: clinical`, bound: 0, remarks },
      ...{ alarmAt: rang(filesAlone), alarmBy: alarm.files.hour.floor },
      ...{ undefended: open.files.records.size, defended: got.files.records.size + got.seen.records.size },
    }),
  ];
  played.push(
    scenarioResult(robbery, started, {
      ...{ ...row, stolen: `${stolen}: identities`, bound: identities, remarks: [] },
      ...{ alarmAt: rang(people), alarmBy: identityAlarm },
      ...{ undefended: seenBy(open), defended: seenBy(got) },
    }),
  );
  if (theft.fullDay !== null) {
    say(`${id.padEnd(3)} The same device, stolen at the end of a full day`);
    const began = now();
    await robbed.freshMonth();
    const late = await robAfterFullDay(
      robbery,
      secretary,
      theft.fullDay,
      await theft.rowSourceOf(robbery, false),
      everySecret,
    );
    const lateRung = await robbed.alarmsSince(late.began);
    played.push(
      scenarioResult(robbery, began, {
        ...{ id, stolen: `${stolen}, at the end of a full day: identities`, then: robbed.truth.patients.length },
        ...{ tried: fullDayTried(late), bound: 2 * identities, remarks: [told(lateRung, secretary.member)] },
        alarmAt: alarmAt(lateRung, late.granted, secretary.member, people, people),
        ...{ alarmBy: null, undefended: seenBy(open), defended: seenBy(late) },
      }),
    );
  }
  return played;
}

async function robSecretary(
  robbery: Robbery,
  member: TrialMember,
  theft: SecretaryTheft,
  isUndefended = false,
): Promise<RobbedMember> {
  await robbery.robbed.freshMonth();
  return robMember(robbery, member, curious, 1, await theft.rowSourceOf(robbery, isUndefended), everySecret);
}

/** A secretary's secrets, tried wherever `care` is required. */
function everySecret(unlocked: Unlocked): StolenSecrets {
  const secrets = copySecrets(unlocked);
  const roleSecret: StolenSecrets['roleSecret'] = (role, epoch) =>
    secrets.roleSecret(role, epoch) ?? secrets.roleSecret('reception', epoch);
  return { ...secrets, roleSecret };
}

/** Defence off: approvers who sign anything, and a doctor who grants it. */
async function grantedSecretary({ robbed }: Robbery, id: string): Promise<TrialMember> {
  const { practice } = robbed;
  return practice.join(await practice.doctor.signIn(), `Secrétaire de trop ${id}`, ['secretary', 'doctor']);
}
