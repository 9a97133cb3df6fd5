import { addGateway, type TrialGateway } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { attackAsMember, fastPace, type MemberAttack } from '../attacker/attack-as-member.ts';
import { attackLocalApi } from '../attacker/attack-local-api.ts';
import { fromServer } from '../attacker/row-source.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import { namedInFiles, watchGateway, ways } from '../attacker/watch-gateway.ts';
import { alarmAt, alarmSummary, filesAlone } from '../practice/alarm-at.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { prepareGateway, type AttackedGateway } from '../practice/attacked-gateway.ts';
import { boundsOf, scenarioResult } from '../practice/records-context.ts';

/** Documents that pass on each way while the attacker is on the machine, each about one person. */
const passingOnWay = 3;
/** All of them. */
export const documentsPassing = passingOnWay * ways.length;

/**
 * T19: the machine of a gateway while it runs. The attacker reads the documents that pass, in the folder, by mail and
 * through the local API, has the gateway's key, and takes with it whatever the vaults give in 24 hours; or takes it
 * through the local API, with the token of a program. With the defence off the vaults count nothing.
 */
export async function runGatewayTheft(context: AttackContext): Promise<ScenarioResult[]> {
  const { practice } = context.attacked;
  const gateway = await addGateway(practice, await practice.doctor.signIn());
  await using machine = await prepareGateway(context, gateway);
  return [await runKey(context, machine, gateway), await runToken(context, machine, gateway)];
}

async function runKey(
  context: AttackContext,
  machine: AttackedGateway,
  gateway: TrialGateway,
): Promise<ScenarioResult> {
  const { attacked, say, now } = context;
  const { quotas, truth } = attacked;
  const started = now();
  say('T19  The gateway’s machine while it runs: the documents that pass, and 24 hours with its key');
  const passed = await watchGateway(context, machine, gateway, truth.patients.slice(-documentsPassing), passingOnWay);
  const seen = ways.reduce((all, way) => all.union(passed[way]), new Set<number>());
  const left = await namedInFiles(machine.own, truth.patients);
  const got = await attackWithKey(context, gateway);
  const alarms = await attacked.alarmsSince(got.began);
  say('T19  The same attacker while the vaults count nothing');
  const open = await attacked.withoutQuotas(() => attackWithKey(context, gateway));
  const bound = boundsOf(context, 'gateway').records;
  const { floor } = quotas.alarm.files.hour;
  const { scope, search, agenda } = got.opened;
  return scenarioResult(context, started, {
    ...{ id: 'T19', stolen: 'a gateway’s machine while it runs, 24 h: files and documents that pass', then: null },
    tried: `${scope} files, ${search} searches and ${agenda} lists or days evaluated; ${documentsPassing} documents read as they passed`,
    undefended: open.files.records.size,
    defended: got.files.records.union(seen).size,
    bound: bound + documentsPassing,
    alarmAt: alarmAt(alarms, got.granted, gateway.member, filesAlone, quotas.people),
    alarmBy: bound > floor ? floor : null,
    remarks: [
      alarmSummary(alarms, gateway.member),
      `of the documents: ${seen.size} persons read as they passed, ${left.size} left in the gateway’s own files`,
      `by way: ${ways.map((way) => `${way} ${passed[way].size}`).join(', ')}`,
      `of identities: ${got.seen.identities.size} seen, at most ${boundsOf(context, 'gateway').identities}`,
    ],
  });
}

/** The token of a program, on the machine itself: what it reads is counted as what the gateway's key reads. */
async function runToken(
  context: AttackContext,
  machine: AttackedGateway,
  gateway: TrialGateway,
): Promise<ScenarioResult> {
  const { attacked, say, now } = context;
  const started = now();
  say('T19  A program’s token at the gateway’s local API, 24 hours');
  const got = await attackLocalApi(context, machine);
  const alarms = await attacked.alarmsSince(got.began);
  say('T19  The same attacker while the vaults count nothing');
  const open = await attacked.withoutQuotas(() => attackLocalApi(context, machine));
  return scenarioResult(context, started, {
    ...{ id: 'T19', stolen: 'a program’s token at the gateway’s local API, 24 h: files', then: null },
    tried: `${got.requests} requests to the local API`,
    undefended: open.persons.size,
    defended: got.persons.size,
    bound: boundsOf(context, 'gateway').records,
    ...{ alarmAt: null, alarmBy: null, remarks: [alarmSummary(alarms, gateway.member)] },
  });
}

async function attackWithKey(context: AttackContext, gateway: TrialGateway): Promise<MemberAttack> {
  const { attacked } = context;
  await attacked.freshMonth();
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  return attackAsMember(context, { signIn: gateway.open }, fastPace, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
}
