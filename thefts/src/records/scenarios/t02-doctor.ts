import type { Alarm } from '@etanche/core-vault-protocol';
import type { ScenarioResult } from '../../theft.ts';
import { alarmAt, filesAlone, alarmSummary } from '../practice/alarm-at.ts';
import { fullDayTried, attackAfterFullDay } from '../practice/full-day.ts';
import { fromServer, type RowSourceOf } from '../attacker/row-source.ts';
import { boundsOf, identityAlarm, scenarioResult, victims } from '../practice/records-context.ts';
import {
  identityHarvest,
  fastPace,
  attackAsMember,
  type Pace,
  type MemberAttack,
} from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import { poll } from '../../tools/poll.ts';

const stolen = 'a doctor’s account and unlocked device';
const monthDays = 30;

/**
 * T2: a doctor's account and unlocked device. A fast attacker for 24 hours from an hour before midnight, a patient one
 * who stays below the hourly alarm by day, one who steals the device at the end of a full day, and both for a month.
 *
 * @param days of the long attacks
 * @param withFullDay false leaves out the device stolen at the end of a full day
 */
export async function runDoctor(
  context: AttackContext,
  { days, withFullDay }: { readonly days: number; readonly withFullDay: boolean } = {
    days: monthDays,
    withFullDay: true,
  },
): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const { quotas } = attacked;
  const bounds = boundsOf(context, 'doctor');
  const { hour: hourAlarm, day: dayAlarm } = quotas.alarm.files;
  const member = attacked.member(victims.doctor).member;
  const started = now();
  say('T2  A doctor’s unlocked device for 24 hours, from an hour before midnight: the fast attacker');
  const fast = await attackAsDoctor(context, fastPace, 1);
  const fastAlarms = await attacked.alarmsSince(fast.began);
  const fastAlarm = alarmAt(fastAlarms, fast.granted, member, filesAlone, quotas.people);
  say('T2  The patient attacker, who stays below the hourly alarm');
  const slow = await attackAsDoctor(context, patientPace(hourAlarm.floor), 1);
  const slowAlarms = await attacked.alarmsSince(slow.began);
  const slowAlarm = alarmAt(slowAlarms, slow.granted, member, filesAlone, quotas.people);
  say('T2  The same attacker while the vaults count nothing');
  const open = await attacked.withoutQuotas(() => attackAsDoctor(context, fastPace, 1));

  const of = attacked.truth.patients.length;
  const day = { id: 'T2', then: of, undefended: open.files.records.size };
  const played = [
    scenarioResult(context, started, {
      ...{ ...day, stolen: `${stolen}, 24 h, fast`, tried: tried(fast), defended: fast.files.records.size },
      ...{ alarmAt: fastAlarm, alarmBy: hourAlarm.floor, bound: bounds.records },
      remarks: [alarmSummary(fastAlarms, member), await openCanary(context)],
    }),
    scenarioResult(context, started, {
      ...{ ...day, stolen: `${stolen}, 24 h, patient`, tried: tried(slow), defended: slow.files.records.size },
      ...{
        alarmAt: slowAlarm,
        alarmBy: dayAlarm.ceiling,
        bound: bounds.records,
        remarks: [alarmSummary(slowAlarms, member)],
      },
    }),
  ];
  say('T2  The attacker who wants names');
  const names = await attackAsDoctor(context, identityHarvest, 1);
  played.push(namesRow(context, started, names, await attacked.alarmsSince(names.began), open));
  if (withFullDay) played.push(...(await runFullDay(context, open)));
  const month = bounds.records * quotas.days;
  for (const [name, pace, alarmBy] of [
    ['fast', fastPace, hourAlarm.floor],
    ['silent', silentPace(context), null],
  ] as const) {
    say(`T2  ${days} days, the ${name} attacker`);
    const began = now();
    const long = await attackAsDoctor(context, pace, days);
    const alarms = await attacked.alarmsSince(long.began);
    played.push(
      scenarioResult(context, began, {
        ...{
          ...day,
          stolen: `${stolen}, ${days} days, ${name}`,
          tried: tried(long),
          defended: long.files.records.size,
        },
        ...{ alarmAt: alarmAt(alarms, long.granted, member, filesAlone, quotas.people), alarmBy },
        ...{ bound: month, remarks: [alarmSummary(alarms, member)] },
      }),
    );
  }
  return played;
}

async function runFullDay(context: AttackContext, open: MemberAttack): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const { quotas } = attacked;
  const bounds = boundsOf(context, 'doctor');
  const { member } = attacked.member(victims.doctor);
  say('T2  The same device, stolen at the end of a full day');
  const evening = now();
  await attacked.freshMonth();
  const late = await attackAfterFullDay(
    context,
    attacked.member(victims.doctor),
    fastPace,
    await rowSourceOfDevice(context),
  );
  const lateAlarms = await attacked.alarmsSince(late.began);
  const lateRow = {
    id: 'T2',
    then: attacked.truth.patients.length,
    tried: fullDayTried(late),
    remarks: [alarmSummary(lateAlarms, member)],
    alarmBy: null,
  };
  return [
    scenarioResult(context, evening, {
      ...{ ...lateRow, stolen: `${stolen}, 24 h, at the end of a full day` },
      ...{ undefended: open.files.records.size, defended: late.files.records.size },
      ...{ bound: 2 * bounds.records, alarmAt: alarmAt(lateAlarms, late.granted, member, filesAlone, quotas.people) },
    }),
    scenarioResult(context, evening, {
      ...{ ...lateRow, stolen: `${stolen}, 24 h, at the end of a full day: identities`, bound: 2 * bounds.identities },
      ...{ undefended: open.seen.identities.size, defended: late.seen.identities.size },
      alarmAt: alarmAt(lateAlarms, late.granted, member, quotas.people, quotas.people),
    }),
  ];
}

/** The rows of T2 that count the people whom an attacker sees, without those that count files. */
export async function runDoctorIdentities(context: AttackContext): Promise<ScenarioResult[]> {
  const { attacked, say, now } = context;
  const started = now();
  say('T2  A doctor’s unlocked device for 24 hours: the attacker who wants names');
  const names = await attackAsDoctor(context, identityHarvest, 1);
  const alarms = await attacked.alarmsSince(names.began);
  say('T2  The same attacker while the vaults count nothing');
  const open = await attacked.withoutQuotas(() => attackAsDoctor(context, identityHarvest, 1));
  return [namesRow(context, started, names, alarms, open)];
}

function namesRow(
  context: AttackContext,
  started: number,
  names: MemberAttack,
  alarms: readonly Alarm[],
  open: MemberAttack,
): ScenarioResult {
  const { people } = context.attacked.quotas;
  const { member } = context.attacked.member(victims.doctor);
  return scenarioResult(context, started, {
    ...{ id: 'T2', stolen: `${stolen}, 24 h: identities`, tried: tried(names) },
    ...{ then: context.attacked.truth.patients.length, undefended: open.seen.identities.size },
    ...{ defended: names.seen.identities.size, alarmAt: alarmAt(alarms, names.granted, member, people, people) },
    ...{
      alarmBy: identityAlarm,
      bound: boundsOf(context, 'doctor').identities,
      remarks: [alarmSummary(alarms, member)],
    },
  });
}

async function attackAsDoctor(context: AttackContext, pace: Pace, days: number): Promise<MemberAttack> {
  const { attacked } = context;
  await attacked.freshMonth();
  return attackAsMember(context, attacked.member(victims.doctor), pace, days, await rowSourceOfDevice(context));
}

async function rowSourceOfDevice({ attacked }: AttackContext): Promise<RowSourceOf> {
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  return async (signIn) => fromServer(await signIn(), keys);
}

/** Five quarters of an hour, the window of the hourly alarm, stay below its limit. */
function patientPace(hourAlarm: number): Pace {
  return { ...fastPace, records: Math.max(1, Math.floor((hourAlarm - 2) / 6)), everyMinutes: 15, fromHour: 9 };
}

/**
 * Every three hours of a working day, a number of files that reaches neither the hourly nor the daily alarm of any
 * vault, for any habit of the doctor: no alarm is raised. Five portions fit into a day and a slot of 15 minutes.
 */
function silentPace({ attacked }: AttackContext): Pace {
  const { alarm, burst } = attacked.quotas;
  const { threshold, vaults } = attacked.practice.servers.federation;
  const { hour, day } = alarm.files;
  const records = Math.max(1, Math.min(Math.floor((day.floor - 2) / 5), hour.floor - 2, burst.scope.units - 2));
  const ofVault = Math.floor((day.floor * threshold) / vaults.length) - 1;
  const local = new Intl.DateTimeFormat('en', {
    ...{ timeZone: alarm.timeZone, weekday: 'short', hour: 'numeric', hourCycle: 'h23' },
  });
  const open = (now: number): boolean => {
    const parts = Object.fromEntries(local.formatToParts(now).map(({ type, value }) => [type, value]));
    const hourOfDay = Number(parts.hour);
    return parts.weekday !== 'Sun' && hourOfDay > alarm.hours.from && hourOfDay < alarm.hours.to - 1;
  };
  return { records, everyMinutes: 180, emergencies: 'scope', quiet: { ofVault, open }, fromHour: 9 };
}

function tried({ opened: { scope, search, agenda } }: MemberAttack): string {
  return `${scope} files, ${search} searches and ${agenda} days of agenda evaluated, from every pair of vaults`;
}

/** A canary is not a real patient, so nobody is exposed; opening one is reported to all vaults. */
async function openCanary({ attacked }: AttackContext): Promise<string> {
  const [canary] = attacked.places.canaries;
  const doctor = attacked.member(victims.doctor);
  if (canary === undefined) return 'no canary';
  const client = await doctor.signIn();
  await client.session.call('readScope', { params: { scope: canary } });
  const colleague = await attacked.practice.doctor.signIn();
  const frozen = await poll(async () => {
    const { statuses } = await colleague.practice.state('fresh');
    return statuses.get(doctor.member) === 'frozen' ? true : null;
  });
  return frozen === null
    ? 'a canary was opened, and no account was frozen'
    : 'the vaults froze the account because the attacker opened a canary';
}
