import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { openDatabase, Secret, type Database } from '@etanche/platform';
import { addMember, addPractice, newId, startTestStore, type TestStore } from './support/store.ts';

/** A login made by the statements of docs/operate.md, in the session that pg_dump opens. */
async function asRole(
  { own }: TestStore,
  attributes: string,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const [role, password] = [`backup_${randomBytes(6).toString('hex')}`, randomBytes(12).toString('hex')];
  await own.database.query(`CREATE ROLE ${role} LOGIN ${attributes} PASSWORD '${password}'`);
  try {
    await own.database.query(`GRANT pg_read_all_data TO ${role}`);
    const url = new URL(own.url.reveal());
    [url.username, url.password] = [role, password];
    url.searchParams.set('options', '-c row_security=off');
    await using database = openDatabase({
      url: new Secret(url.href),
      ...{ applicationName: 'backup', poolSize: 1, statementTimeoutMs: 10_000 },
    });
    await work(database);
  } finally {
    await own.database.query(`DROP ROLE ${role}`);
  }
}

async function withTwoPractices(work: (store: TestStore) => Promise<void>): Promise<void> {
  await using store = await startTestStore();
  for (const practice of [newId(), newId()]) {
    await addPractice(store.store, practice);
    await addMember(store.store, practice, newId());
  }
  await work(store);
}

test('the backup role of docs/operate.md reads every row of every table, and writes none', async () => {
  await withTwoPractices(async (store) => {
    await asRole(store, 'BYPASSRLS', async (database) => {
      const tables = await database.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('public', 'erasable')`,
      );
      expect(tables.rows.length).toBeGreaterThan(30);
      for (const { name } of tables.rows) await database.query(`SELECT count(*) FROM ${name}`);
      const members = await database.query<{ count: number }>('SELECT count(*)::int FROM member');
      expect(members.rows).toEqual([{ count: 2 }]);
      await expect(database.query('DELETE FROM member')).rejects.toMatchObject({ code: '42501' });
    });
  });
});

test('a role that row-level security filters gets an error instead of an incomplete backup', async () => {
  await withTwoPractices(async (store) => {
    await asRole(store, '', async (database) => {
      await expect(database.query('SELECT count(*) FROM member')).rejects.toMatchObject({ code: '42501' });
    });
  });
});
