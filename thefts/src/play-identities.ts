import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { defaults } from '@etanche/vault-server';
import type { PlayRecordsOptions } from './play-records.ts';
import { fillIdentities } from './records/fill-identities.ts';
import { victims } from './records/records-context.ts';
import type { Robbery } from './records/robbery.ts';
import { playDoctorIdentities } from './records/t02-doctor.ts';
import { playSecretary } from './records/t03-secretary.ts';
import { TheftPractice } from './records/theft-practice.ts';
import { mostWantedTerms, wantedTerms } from './records/wanted-terms.ts';
import { random } from './system/throwaway.ts';
import type { Played } from './theft.ts';

/** Patients who have a whole file, imported: more than the files of two days. */
const mostImported = 300;
const agenda = { days: 45, entries: 40 };
const resourcesPerPatient = 2;

/**
 * T2 and T3 after names, in a practice too large to be filled through the importer in minutes: some patients have whole
 * files, all others what a search finds of them.
 */
export async function playIdentities(options: Omit<PlayRecordsOptions, 'resources'>): Promise<Played[]> {
  const { patients, say, played, databaseServer } = options;
  const imported = Math.min(mostImported, patients);
  say(`A throwaway practice of ${patients} patients: ${imported} imported, of the others cards and postings`);
  await using robbed = await TheftPractice.make({
    ...{ patients, imported, canaries: 1, agenda, databaseServer, say, filled: true, resourcesPerPatient },
    quotas: options.quotas ?? defaults.members,
    members: [
      { name: victims.doctor, roles: ['doctor'] },
      { name: victims.secretary, roles: ['secretary'] },
      { name: victims.administrator, roles: ['administrator'] },
    ],
  });
  const wanted = new Set(wantedTerms(robbed.truth).slice(0, mostWantedTerms));
  await robbed.withoutQuotas(async () => {
    const doctor = await robbed.practice.doctor.signIn();
    const others = robbed.truth.patients.slice(imported);
    const postingKeys = await robbed.postingKeys();
    await fillIdentities({ doctor, patients: others, wanted, database: robbed.recordsDatabase, postingKeys });
  });
  say(`${patients - imported} patients filled in`);
  const robbery: Robbery = { robbed, group: await loadSodiumGroup(), random, now: () => performance.now(), say };
  const results: Played[] = [];
  for (const play of [playDoctorIdentities, (given: Robbery) => playSecretary(given)]) {
    for (const each of await play(robbery)) {
      played(each);
      results.push(each);
    }
  }
  return results;
}
