import { defaults } from '@etanche/vault-server';
import { victimOfEachRole } from './records/practice/records-context.ts';
import { contextOf, type AttackContext } from './records/practice/attack-context.ts';
import { runMessages } from './records/scenarios/t18-messages.ts';
import { runGatewayTheft } from './records/scenarios/t19-gateway.ts';
import { TheftPractice } from './records/practice/theft-practice.ts';
import type { RunRecordsOptions } from './run-records.ts';
import { runScenarios, type Scenario } from './run-scenarios.ts';
import type { ScenarioResult } from './theft.ts';

const agenda = { days: 1, entries: 8 };
/** Letters of a second practice: more than a doctor may open in a day. */
const letters = 90;

/** T18 and T19, on messages and on the gateway, in a practice of their own with a second one that writes to it. */
export async function runExchange(options: RunRecordsOptions): Promise<ScenarioResult[]> {
  const { patients, resources, say, signal, played, databaseServer } = options;
  say(`A disposable practice of ${patients} patients that exchanges messages`);
  await using attacked = await TheftPractice.make({
    ...{ patients, canaries: 1, agenda, databaseServer, say, signal, filled: true, resourcesPerPatient: resources },
    quotas: options.quotas ?? defaults.members,
    members: [...victimOfEachRole],
  });
  await attacked.plantMarker();
  const context = await contextOf(attacked, { say, signal });
  const scenarios: Scenario<AttackContext>[] = [(given) => runMessages(given, letters), runGatewayTheft];
  return await runScenarios(context, scenarios, played);
}
