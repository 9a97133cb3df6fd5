import { recordsLimits } from '@etanche/core-records-protocol';
import { DataError } from '../data/data-error.ts';

/** One call decides about as many resources as one write holds. @throws DataError `too_large` */
export function requireFew(ids: readonly string[]): readonly string[] {
  const { versionsPerWrite: most } = recordsLimits;
  const count = new Set(ids).size;
  if (count > most) throw new DataError('too_large', `${count} resources in one decision exceed ${most}`);
  return ids;
}
