import { constants } from 'node:fs';
import { access, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openDatabase, Secret, type Database } from '@etanche/platform';

/**
 * Copies the stores of the vaults: PostgreSQL's own files if they are readable on this machine, otherwise every row of
 * every table.
 *
 * @param ownsCluster whether that PostgreSQL contains no other database, so that the write-ahead log is theirs
 * @returns the paths of the copies
 */
export async function stealStores(
  urls: readonly string[],
  directory: string,
  ownsCluster: boolean,
): Promise<readonly string[]> {
  const [first] = urls;
  if (first === undefined) throw new Error('there is no store to steal');
  await using database = connect(first);
  const { rows } = await database.query<{ data_directory: string }>('SHOW data_directory');
  const files = rows[0]?.data_directory ?? '';
  const readable = await access(join(files, 'base'), constants.R_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (readable) {
    await database.query('CHECKPOINT');
    const names = urls.map((url) => decodeURIComponent(new URL(url).pathname.slice(1)));
    const oids = await database.query<{ oid: string }>(
      'SELECT oid::text AS oid FROM pg_database WHERE datname = ANY ($1)',
      [names],
    );
    if (oids.rows.length !== urls.length) throw new Error('a vault without its database');
    return [...oids.rows.map(({ oid }) => join(files, 'base', oid)), ...(ownsCluster ? [join(files, 'pg_wal')] : [])];
  }
  await mkdir(directory, { recursive: true });
  for (const [i, url] of urls.entries()) {
    await using one = connect(url);
    await writeFile(join(directory, `vault-${i + 1}.rows`), await dumpRows(one));
  }
  return [directory];
}

export async function dropDatabases(server: string, prefix: string, vaults: number): Promise<void> {
  await using admin = connect(server);
  for (let index = 1; index <= vaults; index++) {
    await admin.query(`DROP DATABASE IF EXISTS "${prefix}_vault_${index}" WITH (FORCE)`);
  }
}

async function dumpRows(database: Database): Promise<string> {
  const tables = await database.query<{ tablename: string }>(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  const lines: string[] = [];
  for (const { tablename } of tables.rows) {
    const { rows } = await database.query<{ line: string }>(`SELECT t::text AS line FROM "${tablename}" t`);
    lines.push(tablename, ...rows.map(({ line }) => line));
  }
  return lines.join('\n');
}

function connect(url: string): Database {
  return openDatabase({
    url: new Secret(url),
    applicationName: 'etanche-theft',
    poolSize: 1,
    statementTimeoutMs: 30_000,
  });
}
