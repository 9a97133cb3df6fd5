import { recordsLimits } from '@etanche/core-records-protocol';
import { DataError } from '../data/data-error.ts';

/**
 * Checks that a file can hold so many records: resources, the index, lists of names, and marks of versions.
 *
 * @throws DataError `too_large`
 */
export function requireRoom(records: number): void {
  const { resourcesPerScope: most } = recordsLimits;
  if (records > most) throw new DataError('too_large', `${records} records of one patient exceed ${most}`);
}
