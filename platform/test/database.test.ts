import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { dumpSchema, migrate, openDatabase, TestDatabase, type Database } from '../src/index.ts';

const pool = { applicationName: 'pooled', poolSize: 3, statementTimeoutMs: 10_000 };
const endConnections = `import pg from 'pg';
const client = new pg.Client({ connectionString: process.argv[1] });
await client.connect();
await client.query("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE application_name = 'pooled'");
await client.end();`;
const FIRST = `CREATE TABLE counts (
  key_set text NOT NULL, day date NOT NULL, units bigint NOT NULL DEFAULT 0 CHECK (units >= 0),
  id bigint GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (key_set, day));`;
const SECOND = `CREATE INDEX counts_by_day ON counts (day DESC);
CREATE FUNCTION spent(asked text) RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT coalesce(sum(units), 0)::bigint FROM counts WHERE key_set = asked $$;`;

describe('migrate', () => {
  let directory: string;
  let cloned: TestDatabase;
  let database: Database;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'etanche-migrations-'));
    cloned = await TestDatabase.create(inject('testServer'), undefined);
    database = cloned.database;
    write('000001-counts.sql', FIRST);
    write('000002-index.sql', SECOND);
  });

  afterEach(async () => {
    await cloned.drop();
    rmSync(directory, { recursive: true, force: true });
  });

  function write(file: string, sql: string): void {
    writeFileSync(join(directory, file), sql);
  }

  test('migrate applies missing files once', async () => {
    expect(await migrate(database, directory)).toEqual(['000001-counts.sql', '000002-index.sql']);
    expect(await migrate(database, directory)).toEqual([]);
    write('000003-more.sql', 'CREATE TABLE more (n integer)');
    expect(await migrate(database, directory)).toEqual(['000003-more.sql']);
  });

  test('ten connections that migrate at the same time apply each file once', async () => {
    const pools = Array.from({ length: 10 }, () =>
      openDatabase({ url: cloned.url, applicationName: 'migrating', poolSize: 1, statementTimeoutMs: 5_000 }),
    );
    const applied = await Promise.all(pools.map((pool) => migrate(pool, directory)));
    await Promise.all(pools.map((pool) => pool.close()));
    expect(applied.flat()).toEqual(['000001-counts.sql', '000002-index.sql']);
  });

  test('migrate restores the statement timeout of its connection', async () => {
    const statementTimeoutMs = 61_000;
    await using one = openDatabase({ url: cloned.url, applicationName: 'one', poolSize: 1, statementTimeoutMs });
    await migrate(one, directory);
    expect((await one.query('SHOW statement_timeout')).rows).toEqual([{ statement_timeout: '61s' }]);
  });

  test('migrate rejects a file that changed after it was applied', async () => {
    await migrate(database, directory);
    write('000001-counts.sql', `${FIRST} -- edited`);
    await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'migration_changed' });
  });

  test('migrate rejects a database that a newer program has migrated', async () => {
    await migrate(database, directory);
    rmSync(join(directory, '000002-index.sql'));
    await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'schema_newer' });
  });

  test('migrate rolls back a failing file completely, and continues after it is corrected', async () => {
    write('000003-half.sql', 'CREATE TABLE half (n integer); SELECT 1/0;');
    await expect(migrate(database, directory)).rejects.toMatchObject({
      code: 'migration_failed',
      message: '000003-half.sql failed (22012) and was rolled back.',
    });
    expect(await dumpSchema(database)).not.toContain('half');
    write('000003-half.sql', 'CREATE TABLE half (n integer);');
    expect(await migrate(database, directory)).toEqual(['000003-half.sql']);
  });

  test.each(['000004-gap.sql', '3-short.sql', '000003_underscore.sql', '000002-twice.sql'])(
    'migrate rejects the file name %s',
    async (file) => {
      write(file, 'SELECT 1');
      await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'migrations_invalid' });
    },
  );

  test('a folder is one migration, with its files in the order of their names', async () => {
    mkdirSync(join(directory, '000003-notes'));
    write('000003-notes/2-index.sql', 'CREATE INDEX note_day ON note (day);');
    write('000003-notes/1-table.sql', 'CREATE TABLE note (day date);');
    expect(await migrate(database, directory)).toEqual(['000001-counts.sql', '000002-index.sql', '000003-notes']);
    expect(await dumpSchema(database)).toContain('note_day');
    write('000003-notes/1-table.sql', 'CREATE TABLE note (day date); -- edited');
    await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'migration_changed' });
  });

  test('a folder without SQL files is rejected, and one with an error is rolled back as a whole', async () => {
    mkdirSync(join(directory, '000003-notes'));
    await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'migrations_invalid' });
    write('000003-notes/1-table.sql', 'CREATE TABLE note (day date);');
    write('000003-notes/2-error.sql', 'SELECT 1/0;');
    await expect(migrate(database, directory)).rejects.toMatchObject({ code: 'migration_failed' });
    expect(await dumpSchema(database)).not.toContain('note');
  });

  test('dumpSchema gives the same text for the same schema, however it was created', async () => {
    await migrate(database, directory);
    const dump = await dumpSchema(database);
    expect(dump).toBe(await dumpSchema(database));
    for (const part of [
      'TABLE counts (\n  key_set text NOT NULL,\n  day date NOT NULL,\n  units bigint NOT NULL DEFAULT 0,\n  id bigint',
      'CONSTRAINT counts_units_check ON counts CHECK ((units >= 0))',
      'CONSTRAINT counts_pkey ON counts PRIMARY KEY (key_set, day)',
      'CREATE INDEX counts_by_day ON public.counts USING btree (day DESC)',
      'CREATE OR REPLACE FUNCTION public.spent(asked text)',
    ]) {
      expect(dump).toContain(part);
    }
    expect(dump).not.toContain('schema_migrations');
    await using other = await TestDatabase.create(inject('testServer'), directory);
    expect(await dumpSchema(other.database)).toBe(dump);
    await database.query('ALTER TABLE counts ALTER COLUMN units SET DEFAULT 1');
    expect(await dumpSchema(database)).not.toBe(dump);
  });

  test('each test file gets its own database from one template', async () => {
    await using first = await TestDatabase.create(inject('testServer'), directory);
    await using second = await TestDatabase.create(inject('testServer'), directory);
    await first.database.query(`INSERT INTO counts VALUES ('check/a', '2026-01-01', 3)`);
    const counted = await second.database.query<{ n: number }>('SELECT count(*)::integer AS n FROM counts');
    expect(counted.rows).toEqual([{ n: 0 }]);
  });
});

describe('transaction', () => {
  test('a transaction commits when its work returns and rolls back when it throws', async () => {
    await using cloned = await TestDatabase.create(inject('testServer'), undefined);
    const { database } = cloned;
    await database.query('CREATE TABLE kept (n integer)');
    await database.transaction((client) => client.query('INSERT INTO kept VALUES (1)'));
    const failing = database.transaction(async (client) => {
      await client.query('INSERT INTO kept VALUES (2)');
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await database.query('SELECT n FROM kept')).rows).toEqual([{ n: 1 }]);
  });

  test('connections closed by the server neither end the process nor block it', async () => {
    await using cloned = await TestDatabase.create(inject('testServer'), undefined);
    const { database } = cloned;
    const ended = database.transaction((client) => client.query('SELECT pg_terminate_backend(pg_backend_pid())'));
    await expect(ended).rejects.toThrow();
    expect((await database.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
  });

  test('a transaction begins on a new connection when the database has closed every free one', async () => {
    await using cloned = await TestDatabase.create(inject('testServer'), undefined);
    await using database = openDatabase({ url: cloned.url, ...pool });
    await Promise.all(Array.from({ length: pool.poolSize }, () => database.query('SELECT pg_sleep(0.05)')));
    expect(database.pool.idleCount).toBe(pool.poolSize);
    // Without a return to the event loop: the pool cannot have seen that they are closed.
    execFileSync(process.execPath, ['--input-type=module', '--eval', endConnections, cloned.url.reveal()], {
      cwd: import.meta.dirname,
    });
    const { rows } = await database.transaction((client) => client.query<{ one: number }>('SELECT 1 AS one'));
    expect(rows).toEqual([{ one: 1 }]);
  });

  test('a beginning is repeated only after a closed connection, and a bounded number of times', async () => {
    await using cloned = await TestDatabase.create(inject('testServer'), undefined);
    await using database = openDatabase({ url: cloned.url, ...pool });
    let begun = 0;
    const closing = database.begin((client) => {
      begun += 1;
      return client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(closing).rejects.toMatchObject({ code: '57P01' });
    expect(begun).toBe(pool.poolSize + 1);
    const failing = database.begin((client) => {
      begun += 1;
      return client.query('SELECT 1/0');
    });
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(begun).toBe(pool.poolSize + 2);
  });

  test('work that loses its connection is not repeated', async () => {
    await using cloned = await TestDatabase.create(inject('testServer'), undefined);
    let worked = 0;
    const ended = cloned.database.transaction((client) => {
      worked += 1;
      return client.query('SELECT pg_terminate_backend(pg_backend_pid())');
    });
    await expect(ended).rejects.toMatchObject({ code: '57P01' });
    expect(worked).toBe(1);
  });
});
