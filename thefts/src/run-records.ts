import { defaults, type MemberConfig } from '@etanche/vault-server';
import { runKeyHolderScenarios } from './records/scenarios/run-key-holder-scenarios.ts';
import { runInsiderScenarios } from './records/scenarios/run-insider-scenarios.ts';
import { victimOfEachRole } from './records/practice/records-context.ts';
import { contextOf, type AttackContext } from './records/practice/attack-context.ts';
import { runAdministrator } from './records/scenarios/t01-administrator.ts';
import { runDoctor } from './records/scenarios/t02-doctor.ts';
import { runSecretary } from './records/scenarios/t03-secretary.ts';
import { runWithDatabase } from './records/scenarios/t15-with-database.ts';
import { runDormant } from './records/scenarios/t16-dormant.ts';
import { runImporter } from './records/scenarios/t17-importer.ts';
import { TheftPractice } from './records/practice/theft-practice.ts';
import { runScenarios, type Scenario } from './run-scenarios.ts';
import type { ScenarioResult } from './theft.ts';

export type RunRecordsOptions = {
  readonly patients: number;
  /** Number of resources of each patient. */
  readonly resources: number;
  /** Quotas of the practice's vaults; null for the defaults. */
  readonly quotas: MemberConfig | null;
  /** PostgreSQL to use instead of an embedded one. */
  readonly databaseServer: string | null;
  readonly say: (what: string) => void;
  /** Aborted to end the run early: everything is deleted. */
  readonly signal: AbortSignal;
  /** Called after each scenario. */
  readonly played: (played: ScenarioResult) => void;
};

const canaries = 4;
/** More days than any quota opens. */
const agenda = { days: 45, entries: 40 };

/** Doctors whom a rogue administrator adds: at most this many, and one per `patientsEach` patients. */
const accomplices = { most: 100, patientsEach: 20 };
/** Patients of a second practice: as many as its doctor may create at once. */
const neighbours = 3;

/** Creates a practice of Records with its patients, runs every known attack on it, and deletes it. */
export async function runRecords(options: RunRecordsOptions): Promise<ScenarioResult[]> {
  const { patients, say, signal, played, databaseServer } = options;
  say(`A disposable practice of ${patients} patients, filled through the importer`);
  await using attacked = await TheftPractice.make({
    ...{
      patients,
      canaries,
      agenda,
      databaseServer,
      say,
      signal,
      filled: true,
      resourcesPerPatient: options.resources,
    },
    quotas: options.quotas ?? defaults.members,
    members: [...victimOfEachRole],
  });
  await attacked.plantMarker();
  const context = await contextOf(attacked, { say, signal });
  const insiders = {
    accomplices: Math.min(accomplices.most, Math.ceil(patients / accomplices.patientsEach)),
    neighbours,
  };
  const scenarios: Scenario<AttackContext>[] = [
    runAdministrator,
    (given) => runDoctor(given),
    (given) => runSecretary(given),
    runKeyHolderScenarios,
    runWithDatabase,
    async (given) => [await runDormant(given)],
    async (given) => [await runImporter(given)],
    (given) => runInsiderScenarios(given, insiders),
  ];
  return await runScenarios(context, scenarios, played);
}
