import { readFile } from 'node:fs/promises';
import { searchFiles } from '../../tools/search-files.ts';
import { markerPerson, searchForPatients } from './people-in-bytes.ts';
import { searchDatabase } from './stolen-database.ts';
import { vaultDirectory } from './stolen-vaults.ts';
import type { TheftPractice } from '../practice/theft-practice.ts';

type SearchedVault = {
  readonly persons: ReadonlySet<number>;
  readonly values: number;
  readonly files: number;
  readonly bytes: number;
  /** Lines of the log. */
  readonly lines: number;
};

/**
 * Searches everything that one vault stores and writes for every person: its directory, every row of its store,
 * PostgreSQL's own files, and its log with that of the servers next to it. The marker, which the practice does send to
 * its vaults, must be found first.
 */
export async function searchVault(attacked: TheftPractice, index: number): Promise<SearchedVault> {
  const { truth, directory } = attacked;
  const people = searchForPatients(truth);
  const log = await attacked.logFile();
  const lines = (await readFile(log, 'utf8')).split('\n').filter((line) => line !== '');
  if (!lines.some((line) => line.includes('"vault_started"'))) throw new Error('the stolen log is not a vault’s log');
  const store = await searchDatabase(attacked, attacked.vaultDatabase(index), people);
  const files = await searchFiles([vaultDirectory(directory, index), log], people);
  for (const persons of [store.rows, ...(store.files > 0 ? [store.onDisk] : [])]) {
    if (!persons.delete(markerPerson)) throw new Error('the planted marker was not found: this search proves nothing');
  }
  return {
    persons: store.rows.union(store.onDisk).union(files.persons),
    values: store.values,
    files: store.files + files.files,
    bytes: store.bytes + files.bytes,
    lines: lines.length,
  };
}
