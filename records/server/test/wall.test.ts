import { inject, describe, expect, test } from 'vitest';
import { migrate, openDatabase, Secret, TestDatabase, type Database } from '@etanche/platform';
import { migrationsDirectory, openStore } from '../src/store/open-store.ts';
import { takeWall, walledRole } from '../src/store/wall.ts';
import { addMember, addPractice, newId, startTestStore } from './support/store.ts';

const failure = (code: string) => expect.objectContaining({ code }) as Error;

describe('a transaction of one practice', () => {
  test('sees and writes its own rows', async () => {
    await using test = await startTestStore();
    const practice = newId();
    await addPractice(test.store, practice);
    await addMember(test.store, practice, newId());
    const { rowCount } = await test.store.inPractice(practice, (tx) =>
      tx.query('UPDATE member SET name = $1', ['Bob']),
    );
    expect(rowCount).toBe(1);
  });

  test('sees nothing of another, and cannot write there', async () => {
    await using test = await startTestStore();
    const [ours, theirs, member] = [newId(), newId(), newId()];
    await addPractice(test.store, ours);
    await addPractice(test.store, theirs);
    await addMember(test.store, theirs, member);
    const foreign = { text: 'WHERE practice = $1', values: [theirs] };
    for (const verb of ['SELECT FROM member', 'UPDATE member SET name = name', 'DELETE FROM member']) {
      const { rowCount } = await test.store.inPractice(ours, (tx) =>
        tx.query(`${verb} ${foreign.text}`, foreign.values),
      );
      expect({ verb, rowCount }).toEqual({ verb, rowCount: 0 });
    }
    const insertion = test.store.inPractice(ours, (tx) =>
      tx.query(
        `INSERT INTO member (practice, member, name, parts, status, created_at)
          VALUES ($1, $2, 'Mallory', '{doctor}', 'active', 0)`,
        [theirs, newId()],
      ),
    );
    await expect(insertion).rejects.toMatchObject({ code: '42501' });
    const moved = test.store.inPractice(theirs, (tx) => tx.query('UPDATE member SET practice = $1', [ours]));
    await expect(moved).rejects.toMatchObject({ code: '42501' });
  });

  test('that names no practice sees none and writes none', async () => {
    await using test = await startTestStore();
    const practice = newId();
    await addPractice(test.store, practice);
    await addMember(test.store, practice, newId());
    const tables = ['practice', 'member'];
    for (const table of tables) {
      const { rows } = await test.store.outside((tx) => tx.query(`SELECT FROM ${table}`));
      expect({ table, rows: rows.length }).toEqual({ table, rows: 0 });
    }
    const insertion = test.store.outside((tx) =>
      tx.query(
        `INSERT INTO member (practice, member, name, parts, status, created_at)
          VALUES ($1, $2, 'Mallory', '{doctor}', 'active', 0)`,
        [practice, newId()],
      ),
    );
    await expect(insertion).rejects.toMatchObject({ code: '42501' });
  });

  test('leaves neither role nor setting to the next one on its connection', async () => {
    await using test = await startTestStore();
    const practice = newId();
    await addPractice(test.store, practice);
    await test.store.database.transaction(async (client) => {
      const { rows } = await client.query<{ role: string; practice: string | null }>(
        `SELECT current_user AS role, current_setting('etanche.practice', true) AS practice`,
      );
      expect(rows[0]?.role).not.toBe(walledRole);
      expect(rows[0]?.practice ?? '').toBe('');
    });
  });

  test('takes nothing but a record id for a practice', async () => {
    await using test = await startTestStore();
    const injected = `'; RESET ROLE; SET etanche.practice = '`;
    await expect(test.store.inPractice(injected, () => Promise.resolve(1))).rejects.toThrow(
      failure('encoding_invalid'),
    );
  });
});

describe('a server', () => {
  test('does not start when a table with a practice has no policy', async () => {
    await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
    await own.database.query('CREATE TABLE forgotten (practice text PRIMARY KEY)');
    await expect(openStore(own.url, { connections: 2, timeoutMs: 5000 })).rejects.toThrow(failure('wall_missing'));
  });

  test('does not start when the wall of a table was taken down', async () => {
    await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
    await own.database.query('ALTER TABLE passkey DISABLE ROW LEVEL SECURITY');
    await expect(openStore(own.url, { connections: 2, timeoutMs: 5000 })).rejects.toThrow(failure('wall_missing'));
  });

  test('whose login is a plain owner is held without another role, unless FORCE is gone', async () => {
    await using own = await TestDatabase.create(inject('testServer'), undefined);
    const owner = `owner_${newId().slice(0, 10)}`;
    const password = newId();
    await own.database.query(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
    try {
      await own.database.query(`ALTER SCHEMA public OWNER TO ${owner}`);
      await own.database.query(`GRANT CREATE ON DATABASE ${new URL(own.url.reveal()).pathname.slice(1)} TO ${owner}`);
      await using database = openAs(own.url.reveal(), owner, password);
      await migrate(database, migrationsDirectory);
      expect(await takeWall(database)).toBeNull();
      await database.query('ALTER TABLE passkey NO FORCE ROW LEVEL SECURITY');
      await expect(takeWall(database)).rejects.toThrow(failure('wall_missing'));
    } finally {
      await own.database.query(`DROP OWNED BY ${owner}`);
      await own.database.query(`DROP ROLE ${owner}`);
    }
  });
});

function openAs(url: string, user: string, password: string): Database {
  const changed = new URL(url);
  changed.username = user;
  changed.password = password;
  return openDatabase({
    url: new Secret(changed.href),
    applicationName: 'wall',
    poolSize: 2,
    statementTimeoutMs: 5000,
  });
}
