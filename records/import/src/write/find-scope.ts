import type { HeldRecords, Patients } from '@etanche/records-client';
import type { PatientUnit } from '../units/patient-units.ts';
import type { ImportIds } from './import-ids.ts';
import type { Journal } from './journal.ts';
import { personKeys } from './person-keys.ts';

/** The scope of a person, and what the server holds of it. */
export type FoundScope = {
  readonly scope: string;
  readonly held: HeldRecords;
  readonly journalKeys: readonly string[];
};

/**
 * Finds the file that an earlier import made for this person, by the journal or at the server, or the place of a new one.
 *
 * @param isSameSource whether what a file holds is of this source, where the Patient alone does not say who it is
 * @returns null if as many sources as can be distinguished have a Patient with exactly this text
 * @throws DataError; RecordsClientError
 */
export async function findScope(
  patients: Pick<Patients, 'held'>,
  ids: ImportIds,
  journal: Pick<Journal, 'scopeOf'>,
  { patient }: Pick<PatientUnit, 'patient'>,
  isSameSource: (scope: string, held: HeldRecords) => Promise<boolean>,
): Promise<FoundScope | null> {
  const keys = personKeys(patient);
  const journalKeys = await ids.journalKeys(keys);
  const known = journal.scopeOf(journalKeys);
  if (known !== null) return { scope: known, held: await patients.held(known), journalKeys };
  const scopes = await ids.scopes(keys);
  if (!keys.isCertain) {
    for (const scope of scopes) {
      const held = await patients.held(scope);
      if (held.size === 0 || (await isSameSource(scope, held))) return { scope, held, journalKeys };
    }
    return null;
  }
  const all = await Promise.all(
    scopes.map(async (scope) => ({ scope, held: await patients.held(scope), journalKeys })),
  );
  return all.find(({ held }) => held.size > 0) ?? all[0] ?? null;
}
