import { beyondLimit, limitName, mostColumns } from '../limits.ts';
import type { FlatRecord } from './flatten-record.ts';

/**
 * The names of all records, in the order in which they first appear; reads at most `limit` records.
 *
 * @throws IntakeError `source_limits` when there are too many different names or a name is too long
 */
export async function collectColumns(records: AsyncIterable<readonly FlatRecord[]>, limit: number): Promise<string[]> {
  const names = new Set<string>();
  let seen = 0;
  for await (const batch of records) {
    for (const record of batch) for (const name of record.keys()) names.add(name);
    if (names.size > mostColumns)
      throw beyondLimit(
        `the records have more than ${mostColumns} different names; if these are ids, write the records as an array`,
      );
    seen += batch.length;
    if (seen >= limit) break;
  }
  for (const name of names) limitName(name);
  return [...names];
}
