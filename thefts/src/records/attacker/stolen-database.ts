import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import { bareColumns } from './bare-columns.ts';
import { markerPerson } from './people-in-bytes.ts';
import type { TheftPractice } from '../practice/theft-practice.ts';
import type { ByteSearch } from '../../tools/search-bytes.ts';
import { layers } from '../../tools/layers.ts';
import { searchFiles } from '../../tools/search-files.ts';

type SearchedDatabase = {
  /** Persons found in rows, and in files. */
  readonly rows: Set<number>;
  readonly onDisk: Set<number>;
  readonly values: number;
  readonly bytes: number;
  /** Number of PostgreSQL's own files including its write-ahead log; 0 if they belong to another user. */
  readonly files: number;
};

/**
 * Searches a stolen database: every value of every row of every table, unpacked, and PostgreSQL's own files on disk,
 * which still contain deleted rows and old versions.
 *
 * @param url of one of the practice's databases, password included
 */
export async function searchDatabase(
  { truth, ownsCluster }: Pick<TheftPractice, 'truth' | 'ownsCluster'>,
  url: string,
  search: ByteSearch,
): Promise<SearchedDatabase> {
  const whole = bareColumns(truth, markerPerson);
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  const persons = new Set<number>();
  let [values, bytes] = [0, 0];
  for await (const value of everyValue(database)) {
    values++;
    bytes += value.length;
    for (const person of whole(value)) persons.add(person);
    for (const layer of layers(value)) for (const person of search.find(layer)) persons.add(person);
  }
  const files = await searchDataDirectory(database, search, ownsCluster);
  return { rows: persons, onDisk: files.persons, values, bytes: bytes + files.bytes, files: files.files };
}

async function* everyValue(database: Database): AsyncGenerator<Buffer> {
  const tables = await database.query<{ name: string; walled: boolean }>(
    `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, c.relrowsecurity AS walled
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const walls = tables.rows.some(({ walled }) => walled);
  const tenants = walls ? (await database.query<{ practice: string }>('SELECT practice FROM tenant')).rows : [];
  for (const { name, walled } of tables.rows) {
    for (const practice of walled ? tenants.map((tenant) => tenant.practice) : ['']) {
      const { rows } = await database.transaction(async (client) => {
        // The owner of the database bypasses its row security as the server does.
        await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
        return client.query<Record<string, unknown>>(`SELECT * FROM ${name}`);
      });
      for (const row of rows) for (const value of Object.values(row)) yield* bytesOf(value);
    }
  }
}

function* bytesOf(value: unknown): Generator<Buffer> {
  if (Buffer.isBuffer(value)) yield value;
  else if (typeof value === 'string') yield Buffer.from(value);
  else if (Array.isArray(value)) for (const item of value) yield* bytesOf(item);
  else if (typeof value === 'object' && value !== null) {
    yield Buffer.from(JSON.stringify(value));
    for (const inner of Object.values(value)) yield* bytesOf(inner);
  }
}

/** The write-ahead log covers every database of a cluster, so it is searched only if the cluster is not shared. */
async function searchDataDirectory(database: Database, search: ByteSearch, withLog: boolean) {
  const { rows } = await database.query<{ directory: string; oid: string }>(
    `SELECT current_setting('data_directory') AS directory, oid::text AS oid
     FROM pg_database WHERE datname = current_database()`,
  );
  const { directory = '', oid = '' } = rows[0] ?? {};
  const readable = await access(join(directory, 'base'), constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!readable) return { persons: new Set<number>(), bytes: 0, files: 0 };
  await database.query('CHECKPOINT');
  return searchFiles([join(directory, 'base', oid), ...(withLog ? [join(directory, 'pg_wal')] : [])], search);
}
