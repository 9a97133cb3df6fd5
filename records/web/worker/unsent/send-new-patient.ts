import { cardOf, readPatient } from '@etanche/records-fhir';
import type { PatientFile, RecordsData } from '@etanche/records-client';
import type { OutboxEntry } from '../outbox-entry.ts';
import { NeedsDecision } from './needs-decision.ts';
import { readText } from './settle-put.ts';

/**
 * Creates the file of a new patient, once. Before a file that waited is created, files of the same person are searched
 * for, because somebody else may have created one meanwhile.
 *
 * @param known scopes of files that look alike and that a person has seen; null to create without a search
 * @throws NeedsDecision if there are files that look alike
 */
export async function sendNewPatient(
  { patients }: Pick<RecordsData, 'patients'>,
  { scope, puts: [put] }: OutboxEntry,
  known: readonly string[] | null,
  attempt: () => Promise<void>,
): Promise<PatientFile> {
  const patient = readText(put?.text ?? '');
  if (put === undefined || patient === null) throw new RangeError('a new file has a Patient');
  const traits = readPatient(patient);
  if (known !== null) {
    const { candidates } = await patients.findDuplicates(traits);
    const theirs = candidates
      .filter(({ score: { verdict } }) => verdict === 'duplicate' || verdict === 'possible')
      .filter((one) => one.scope !== scope && !known.includes(one.scope))
      .map((one) => ({ scope: one.scope, card: one.card }));
    if (theirs.length > 0) throw new NeedsDecision({ kind: 'alike', mine: cardOf(traits), theirs });
  }
  await attempt();
  return patients.createAgain({ kind: 'create', patient, others: [], scope, ids: [put.id] });
}
