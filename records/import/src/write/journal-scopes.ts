import type { Bytes } from '@etanche/core-wire';
import { resourceFromText } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import { createImportIds } from './import-ids.ts';
import { openJournal } from './journal.ts';
import { personKeys } from './person-keys.ts';

/**
 * Finds the files that an import created for Patients, in its journal.
 *
 * @param texts exact texts of Patients that have no full URL in their source
 * @returns the scope of each Patient; null if the journal does not have it
 * @throws ImportError `journal_invalid`
 */
export async function journalScopes(
  directory: string,
  practice: string,
  indexSecret: Bytes,
  texts: readonly string[],
): Promise<(string | null)[]> {
  const ids = await createImportIds(indexSecret, () =>
    Promise.reject(new ImportError('stopped', 'a journal is read without the vaults')),
  );
  const journal = await openJournal(directory, practice);
  try {
    const scopes: (string | null)[] = [];
    for (const text of texts) {
      const { resource } = resourceFromText(text, { bytes: text.length * 4, depth: 64 });
      scopes.push(journal.scopeOf(await ids.journalKeys(personKeys({ resource, text, fullUrl: null }))));
    }
    return scopes;
  } finally {
    await journal.close();
  }
}
