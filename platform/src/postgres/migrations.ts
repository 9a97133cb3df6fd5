import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type { Database } from './database.ts';
import { PlatformError } from '../platform-error.ts';

interface Migration {
  readonly number: number;
  readonly file: string;
  readonly sql: string;
  readonly checksum: string;
}

/** An arbitrary number, the same in all programs that migrate. */
const ADVISORY_LOCK = 7_305_401_811;

/**
 * Migrates the database to the newest schema in `directory`: `000001-name.sql`, `000002-…`, without a gap, each in its
 * own transaction. A folder `000001-name` is one migration too: its `.sql` files, in the order of their names. Several
 * processes may call this function at the same time.
 *
 * @returns the files applied by this call
 * @throws PlatformError `migrations_invalid` for a wrong name or a gap, `migration_changed` when an applied file was
 *   edited afterwards, `schema_newer` when the database has a migration that this program lacks, `migration_failed`
 *   with the file's name
 */
export async function migrate(database: Database, directory: string): Promise<string[]> {
  const migrations = await readMigrations(directory);
  const client = await database.pool.connect();
  let broken = false;
  try {
    // Waiting for another migrating process may exceed the statement timeout.
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [ADVISORY_LOCK]);
    try {
      await client.query(`
        CREATE TABLE IF NOT EXISTS schema_migrations (
          number integer PRIMARY KEY, file text NOT NULL, checksum text NOT NULL,
          applied_at timestamptz NOT NULL DEFAULT now())`);
      return await applyMissing(client, migrations);
    } finally {
      await client.query('SELECT pg_advisory_unlock($1)', [ADVISORY_LOCK]);
    }
  } catch (error) {
    broken = !(error instanceof PlatformError);
    throw error;
  } finally {
    if (!broken) await client.query('RESET statement_timeout');
    client.release(broken);
  }
}

async function applyMissing(client: pg.PoolClient, migrations: readonly Migration[]): Promise<string[]> {
  const { rows } = await client.query<{ number: number; checksum: string }>(
    'SELECT number, checksum FROM schema_migrations ORDER BY number',
  );
  for (const applied of rows) {
    const known = migrations[applied.number - 1];
    if (!known) {
      throw new PlatformError(
        'schema_newer',
        `The database has migration ${applied.number}, this program has only ${migrations.length}: run a newer program.`,
      );
    }
    if (known.checksum !== applied.checksum) {
      throw new PlatformError(
        'migration_changed',
        `${known.file} was changed after it was applied: run the program that applied it, or start with an empty database.`,
      );
    }
  }
  const missing = migrations.slice(rows.length);
  for (const migration of missing) await apply(client, migration);
  return missing.map((migration) => migration.file);
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  try {
    await client.query('BEGIN');
    await client.query(migration.sql);
    await client.query('INSERT INTO schema_migrations (number, file, checksum) VALUES ($1, $2, $3)', [
      migration.number,
      migration.file,
      migration.checksum,
    ]);
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    const { code = 'no SQL code' } = error as { code?: string };
    throw new PlatformError('migration_failed', `${migration.file} failed (${code}) and was rolled back.`, {
      cause: error,
    });
  }
}

/** @throws PlatformError `migrations_invalid` */
export async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const named = entries.filter((entry) => entry.isDirectory() || entry.name.endsWith('.sql'));
  const migrations = named.sort((a, b) => (a.name < b.name ? -1 : 1));
  return Promise.all(
    migrations.map(async (entry, index) => {
      const file = entry.name;
      const number = Number(/^([0-9]{6})-[a-z0-9-]+(\.sql)?$/.exec(file)?.[1]);
      if (number !== index + 1) {
        throw new PlatformError('migrations_invalid', `${file} should be named ${expectedName(index + 1)}.`);
      }
      const path = join(directory, file);
      const sql = entry.isDirectory() ? await readFolder(path) : await readFile(path, 'utf8');
      return { number, file, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function readFolder(path: string): Promise<string> {
  const files = (await readdir(path)).filter((file) => file.endsWith('.sql')).sort();
  if (files.length === 0) throw new PlatformError('migrations_invalid', `${path} has no .sql files.`);
  return (await Promise.all(files.map((file) => readFile(join(path, file), 'utf8')))).join('\n');
}

function expectedName(number: number): string {
  return `${String(number).padStart(6, '0')}-what-it-does.sql`;
}
