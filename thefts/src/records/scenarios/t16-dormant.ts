import type { ScenarioResult } from '../../theft.ts';
import { alarmSummary } from '../practice/alarm-at.ts';
import { fromServer } from '../attacker/row-source.ts';
import { scenarioResult, victims } from '../practice/records-context.ts';
import { fastPace, attackAsMember } from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';

/** Longer than the dormancy of the default quotas, shorter than the longest that a practice may order. */
const daysAway = 60;

/**
 * T16: the account of a doctor who left two months ago and was never retired, as in the attack on Weda in November
 * 2025. The defence is the vaults' count of days without use; with the defence off they count 90 days and no units.
 */
export async function runDormant(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, say, now } = context;
  const started = now();
  say('T16 The account of a doctor who left two months ago and was never retired');
  const { member } = attacked.member(victims.doctor);
  const got = await attackAccount(context);
  const alarms = await attacked.alarmsSince(got.began);
  say('T16 The same account with vaults that never make a member dormant and count nothing');
  const open = await attacked.withoutQuotas(() => attackAccount(context));
  return scenarioResult(context, started, {
    ...{ id: 'T16', stolen: `the account of a doctor who left ${daysAway} days ago, 24 h` },
    tried: 'all files, searches and days of agenda at every vault, and emergencies',
    then: attacked.truth.patients.length,
    undefended: open.files.persons.union(open.seen.persons).size,
    defended: got.files.persons.union(got.seen.persons).size,
    ...{ alarmAt: null, alarmBy: null, bound: 0, remarks: [alarmSummary(alarms, member)] },
  });
}

async function attackAccount(context: AttackContext) {
  const { attacked } = context;
  await attacked.freshMonth();
  attacked.advanceHours(daysAway * 24);
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  return attackAsMember(context, attacked.member(victims.doctor), fastPace, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
}
