import type { FlatRecord } from './flatten-record.ts';

/** The names of all records, in the order in which they first appear; at most `limit` records are asked for. */
export async function collectColumns(records: AsyncIterable<readonly FlatRecord[]>, limit: number): Promise<string[]> {
  const names = new Set<string>();
  let seen = 0;
  for await (const batch of records) {
    for (const record of batch) for (const name of record.keys()) names.add(name);
    seen += batch.length;
    if (seen >= limit) break;
  }
  return [...names];
}
