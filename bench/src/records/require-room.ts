import { statfs } from 'node:fs/promises';
import type { Database } from '@etanche/platform';
import { filledTables } from './fill-rows.ts';

/** Additional space for PostgreSQL's write-ahead log and the hint bits of the filled rows. */
const besides = 3e9;

/**
 * Refuses to start if the disk lacks space, estimated from the size of the existing patients.
 *
 * @throws Error with the missing amount
 */
export async function requireRoom(database: Database, directory: string, there: number, size: number): Promise<void> {
  const { rows } = await database.query<{ bytes: number }>(
    'SELECT sum(pg_total_relation_size(name::regclass))::float8 AS bytes FROM unnest($1::text[]) AS name',
    [filledTables],
  );
  const needed = ((rows[0]?.bytes ?? 0) / there) * (size - there) + besides;
  const { bavail, bsize } = await statfs(directory);
  const free = bavail * bsize;
  if (needed <= free) return;
  const [wanted, have] = [needed, free].map((bytes) => `${(bytes / 1e9).toFixed(0)} GB`);
  throw new Error(`${size} patients need ${wanted} more on the disk, which has ${have}; --largest N measures fewer`);
}
