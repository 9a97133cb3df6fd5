import type { ScenarioResult } from '../theft.ts';
import { told } from './alarm-at.ts';
import { fromServer } from './row-source.ts';
import { scenarioResult, victims } from './records-context.ts';
import { greedy, robMember } from './rob-member.ts';
import type { Robbery } from './robbery.ts';
import { stealRows } from './stolen-rows.ts';

/** Longer than the dormancy of the default quotas, shorter than the longest that a practice may order. */
const daysAway = 60;

/**
 * T16: the account of a doctor who left two months ago and was never retired, as in the attack on Weda in November
 * 2025. The defence is the vaults' count of days without use; with the defence off they count 90 days and no units.
 */
export async function runDormant(robbery: Robbery): Promise<ScenarioResult> {
  const { robbed, say, now } = robbery;
  const started = now();
  say('T16 The account of a doctor who left two months ago and was never retired');
  const { member } = robbed.member(victims.doctor);
  const got = await robAccount(robbery);
  const alarms = await robbed.alarmsSince(got.began);
  say('T16 The same account with vaults that never make a member dormant and count nothing');
  const open = await robbed.withoutQuotas(() => robAccount(robbery));
  return scenarioResult(robbery, started, {
    ...{ id: 'T16', stolen: `the account of a doctor who left ${daysAway} days ago, 24 h` },
    tried: 'all files, searches and days of agenda at every vault, and emergencies',
    then: robbed.truth.patients.length,
    undefended: open.files.persons.union(open.seen.persons).size,
    defended: got.files.persons.union(got.seen.persons).size,
    ...{ alarmAt: null, alarmBy: null, bound: 0, remarks: [told(alarms, member)] },
  });
}

async function robAccount(robbery: Robbery) {
  const { robbed } = robbery;
  await robbed.freshMonth();
  robbed.advanceHours(daysAway * 24);
  const keys = (await stealRows(robbed.recordsDatabase)).get(robbed.practice.practice)?.keys ?? [];
  return robMember(robbery, robbed.member(victims.doctor), greedy, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
}
