import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import type { ByteSearch } from '../tools/search-bytes.ts';
import { layers } from '../tools/layers.ts';
import { searchFiles } from '../tools/search-files.ts';

export type SearchedDatabase = {
  readonly persons: Set<number>;
  readonly values: number;
  readonly bytes: number;
  /** PostgreSQL's own files and its write-ahead log; 0 where another user's. */
  readonly files: number;
};

/**
 * A database as its thief has it: every value of every row of every table, undone of whatever packs it; and PostgreSQL's
 * own files as they lie on the disk, where deleted rows and old versions are still there.
 */
export async function searchDatabase(url: string, search: ByteSearch): Promise<SearchedDatabase> {
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 120_000 },
  });
  const persons = new Set<number>();
  let [values, bytes] = [0, 0];
  for await (const value of everyValue(database)) {
    values++;
    bytes += value.length;
    for (const layer of layers(value)) for (const person of search.find(layer)) persons.add(person);
  }
  const files = await searchDataDirectory(database, search);
  return { persons: persons.union(files.persons), values, bytes: bytes + files.bytes, files: files.files };
}

async function* everyValue(database: Database): AsyncGenerator<Buffer> {
  const tables = await database.query<{ name: string; walled: boolean }>(
    `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name, c.relrowsecurity AS walled
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  );
  const tenants = await database.query<{ practice: string }>('SELECT practice FROM tenant');
  for (const { name, walled } of tables.rows) {
    for (const practice of walled ? tenants.rows.map((tenant) => tenant.practice) : ['']) {
      const { rows } = await database.transaction(async (client) => {
        // Who owns the database steps around its second wall as its server does.
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
  else if (typeof value === 'object' && value !== null) yield Buffer.from(JSON.stringify(value));
}

async function searchDataDirectory(database: Database, search: ByteSearch) {
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
  return searchFiles([join(directory, 'base', oid), join(directory, 'pg_wal')], search);
}
