import { recordsLimits } from '@etanche/core-records-protocol';
import { DataError } from '../data/data-error.ts';

/**
 * Requires that a file has at most 20,000 records: resources, the index, lists of names, and marks of versions.
 *
 * @throws DataError `too_large`
 */
export function requireRoom(records: number): void {
  const { resourcesPerScope: most } = recordsLimits;
  if (records > most) throw new DataError('too_large', `${records} records of one patient exceed ${most}`);
}
