import type { RecordsClient } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { alarmAt, filesAlone, alarmSummary, type Weights } from '../practice/alarm-at.ts';
import { fromServer, type RowSourceOf } from '../attacker/row-source.ts';
import { copySecrets } from '../attacker/open-offline.ts';
import type { StolenSecrets } from '../attacker/stolen-secrets.ts';
import { boundsOf, identityAlarm, scenarioResult, victims } from '../practice/records-context.ts';
import { fullDayTried, attackAfterFullDay } from '../practice/full-day.ts';
import { identityHarvest, attackAsMember, type Pace, type MemberAttack } from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';

type SecretaryTheft = {
  readonly id: string;
  readonly stolen: string;
  /** Source of the sealed files; with the defence off the posting key of the server is stolen too. */
  readonly rowSourceOf: (context: AttackContext, isUndefended: boolean) => Promise<RowSourceOf>;
  /** Pace of an attacker who steals the device at the end of a full day; null if no device is stolen. */
  readonly fullDay: Pace | null;
  /** Further remarks after the attack, while its alarms are recent. */
  readonly after: (context: AttackContext, member: TrialMember) => Promise<string[]>;
};

/** T3: the account and its session at the records server. */
export const liveSecretary: SecretaryTheft = {
  id: 'T3',
  stolen: 'a secretary’s account and unlocked device, 24 h',
  rowSourceOf: async ({ attacked }) => {
    const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
    return async (signIn) => fromServer(await signIn(), keys);
  },
  fullDay: identityHarvest,
  after: () => Promise.resolve([]),
};

/** T3: a secretary's account and device for 24 hours: no clinical data, and identities within the quotas. */
export async function runSecretary(
  context: AttackContext,
  theft: SecretaryTheft = liveSecretary,
): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const bounds = boundsOf(context, 'secretary');
  const identities = Math.min(
    bounds.identities + bounds.records,
    attacked.quotas.people.perDay + attacked.quotas.emergency * attacked.quotas.people.search,
  );
  const started = now();
  const { id, stolen } = theft;
  const secretary = attacked.member(victims.secretary);
  say(`${id.padEnd(3)} ${stolen}`);
  const got = await attackAsSecretary(context, secretary, theft);
  const alarms = await attacked.alarmsSince(got.began);
  const remarks = [alarmSummary(alarms, secretary.member), ...(await theft.after(context, secretary))];
  const { alarm, people } = attacked.quotas;
  const firstAlarm = (weights: Weights) => alarmAt(alarms, got.granted, secretary.member, weights, people);
  const { scope, search, agenda } = got.opened;
  const tried = `${scope} files, ${search} searches and ${agenda} days of agenda evaluated; clinical data tried with every available secret`;

  say(
    `${id.padEnd(3)} The same attacker with a secretary who was granted a doctor’s secrets, while the vaults count nothing`,
  );
  const open = await attacked.withoutQuotas(async () =>
    attackAsSecretary(context, await grantedSecretary(context, id), theft, true),
  );
  const seenBy = ({ files, seen }: MemberAttack): number => files.persons.union(seen.persons).size;
  const row = { id, tried, then: attacked.truth.patients.length };
  const played = [
    scenarioResult(context, started, {
      ...{ ...row, stolen: `${stolen}: clinical`, bound: 0, remarks },
      ...{ alarmAt: firstAlarm(filesAlone), alarmBy: alarm.files.hour.floor },
      ...{ undefended: open.files.records.size, defended: got.files.records.size + got.seen.records.size },
    }),
  ];
  played.push(
    scenarioResult(context, started, {
      ...{ ...row, stolen: `${stolen}: identities`, bound: identities, remarks: [] },
      ...{ alarmAt: firstAlarm(people), alarmBy: identityAlarm },
      ...{ undefended: seenBy(open), defended: seenBy(got) },
    }),
  );
  if (theft.fullDay !== null) {
    say(`${id.padEnd(3)} The same device, stolen at the end of a full day`);
    const began = now();
    await attacked.freshMonth();
    const late = await attackAfterFullDay(
      context,
      secretary,
      theft.fullDay,
      await theft.rowSourceOf(context, false),
      everySecret,
    );
    const lateAlarms = await attacked.alarmsSince(late.began);
    played.push(
      scenarioResult(context, began, {
        ...{ id, stolen: `${stolen}, at the end of a full day: identities`, then: attacked.truth.patients.length },
        ...{ tried: fullDayTried(late), bound: 2 * identities, remarks: [alarmSummary(lateAlarms, secretary.member)] },
        alarmAt: alarmAt(lateAlarms, late.granted, secretary.member, people, people),
        ...{ alarmBy: null, undefended: seenBy(open), defended: seenBy(late) },
      }),
    );
  }
  return played;
}

async function attackAsSecretary(
  context: AttackContext,
  member: TrialMember,
  theft: SecretaryTheft,
  isUndefended = false,
): Promise<MemberAttack> {
  await context.attacked.freshMonth();
  return attackAsMember(
    context,
    member,
    identityHarvest,
    1,
    await theft.rowSourceOf(context, isUndefended),
    everySecret,
  );
}

/** A secretary's secrets, tried wherever `care` is required. */
function everySecret(client: Pick<RecordsClient, 'secrets'>): StolenSecrets {
  const secrets = copySecrets(client);
  const roleSecret: StolenSecrets['roleSecret'] = (role, epoch) =>
    secrets.roleSecret(role, epoch) ?? secrets.roleSecret('reception', epoch);
  return { ...secrets, roleSecret };
}

/** Defence off: approvers who sign anything, and a doctor who grants it. */
async function grantedSecretary({ attacked }: AttackContext, id: string): Promise<TrialMember> {
  const { practice } = attacked;
  return practice.join(await practice.doctor.signIn(), `Secrétaire de trop ${id}`, ['secretary', 'doctor']);
}
