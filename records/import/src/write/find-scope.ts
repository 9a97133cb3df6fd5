import type { Patients, StoredRecords } from '@etanche/records-client';
import type { PatientUnit } from '../units/patient-units.ts';
import type { ImportIds } from './import-ids.ts';
import type { Journal } from './journal.ts';
import { personKeys } from './person-keys.ts';

/** The scope of a person, and its records on the server. */
type PersonScope = {
  readonly scope: string;
  readonly stored: StoredRecords;
  readonly journalKeys: readonly string[];
};

/**
 * Finds the file of a person that an earlier import created, in the journal or on the server, or else the scope for a
 * new one.
 *
 * @param isSameSource whether the records of a file come from this source; used if the Patient alone does not identify
 *   the person
 * @returns null if the maximum number of sources already have a Patient with exactly this text
 * @throws DataError; RecordsClientError
 */
export async function findScope(
  patients: Pick<Patients, 'storedRecords' | 'storedScopes'>,
  ids: ImportIds,
  journal: Pick<Journal, 'scopeOf'>,
  { patient }: Pick<PatientUnit, 'patient'>,
  isSameSource: (scope: string, stored: StoredRecords) => Promise<boolean>,
): Promise<PersonScope | null> {
  const keys = personKeys(patient);
  const journalKeys = await ids.journalKeys(keys);
  const known = journal.scopeOf(journalKeys);
  if (known !== null) return { scope: known, stored: await patients.storedRecords(known), journalKeys };
  const scopes = await ids.scopes(keys);
  const existing = await patients.storedScopes(scopes);
  const read = async (scope: string): Promise<StoredRecords> =>
    existing.has(scope) ? patients.storedRecords(scope) : new Map();
  if (!keys.isCertain) {
    for (const scope of scopes) {
      const stored = await read(scope);
      if (stored.size === 0 || (await isSameSource(scope, stored))) return { scope, stored, journalKeys };
    }
    return null;
  }
  const candidates = await Promise.all(
    scopes.map(async (scope) => ({ scope, stored: await read(scope), journalKeys })),
  );
  return candidates.find(({ stored }) => stored.size > 0) ?? candidates[0] ?? null;
}
