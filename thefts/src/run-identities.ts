import { defaults } from '@etanche/vault-server';
import type { RunRecordsOptions } from './run-records.ts';
import { fillIdentities } from './records/practice/fill-identities.ts';
import { victimOfEachRole } from './records/practice/records-context.ts';
import { contextOf, type AttackContext } from './records/practice/attack-context.ts';
import { runDoctorIdentities } from './records/scenarios/t02-doctor.ts';
import { runSecretary } from './records/scenarios/t03-secretary.ts';
import { TheftPractice } from './records/practice/theft-practice.ts';
import { mostWantedTerms, wantedTerms } from './records/attacker/wanted-terms.ts';
import type { ScenarioResult } from './theft.ts';

/** Patients with a complete, imported file: more than the files of two days. */
const mostImported = 300;
const agenda = { days: 45, entries: 40 };
const resourcesPerPatient = 2;

/**
 * T2 and T3 for names, in a practice too large to fill through the importer in minutes: some patients have complete
 * files, all others only search data.
 */
export async function runIdentities(options: Omit<RunRecordsOptions, 'resources'>): Promise<ScenarioResult[]> {
  const { patients, say, signal, played, databaseServer } = options;
  const imported = Math.min(mostImported, patients);
  say(`A disposable practice of ${patients} patients: ${imported} imported, the others with cards and postings only`);
  await using attacked = await TheftPractice.make({
    ...{ patients, imported, canaries: 1, agenda, databaseServer, say, signal, filled: true, resourcesPerPatient },
    quotas: options.quotas ?? defaults.members,
    members: [...victimOfEachRole],
  });
  const wanted = new Set(wantedTerms(attacked.truth).slice(0, mostWantedTerms));
  await attacked.withoutQuotas(async () => {
    const doctor = await attacked.practice.doctor.signIn();
    const others = attacked.truth.patients.slice(imported);
    const postingKeys = await attacked.postingKeys();
    await fillIdentities({ doctor, patients: others, wanted, database: attacked.recordsDatabase, postingKeys });
  });
  say(`${patients - imported} patients added`);
  const context = await contextOf(attacked, { say, signal });
  const results: ScenarioResult[] = [];
  for (const scenario of [runDoctorIdentities, (given: AttackContext) => runSecretary(given)]) {
    for (const each of await scenario(context)) {
      // Most patients have no file here, so a row about clinical data would show nothing.
      if (!each.result.stolen.includes('identities')) continue;
      played(each);
      results.push(each);
    }
  }
  return results;
}
