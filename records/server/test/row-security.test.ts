import { inject, describe, expect, test } from 'vitest';
import { migrate, openDatabase, Secret, TestDatabase, type Database } from '@etanche/platform';
import { migrationsDirectory, openStore } from '../src/store/open-store.ts';
import { CommitFirst } from '../src/store/commit-first.ts';
import { enableRowSecurity, restrictedRole } from '../src/store/row-security.ts';
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

  test('sees no rows of another practice, and cannot write there', async () => {
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
        `INSERT INTO member (practice, member, name, roles, status, created_at)
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
        `INSERT INTO member (practice, member, name, roles, status, created_at)
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
      expect(rows[0]?.role).not.toBe(restrictedRole);
      expect(rows[0]?.practice ?? '').toBe('');
    });
  });

  const opening = {
    name: 'wall_members',
    types: ['text', 'bytea'],
    text: `SELECT member, current_user AS role FROM member WHERE $1 <> '' AND $2 = '\\xff'::bytea`,
  } as const;

  test('that begins with a statement applies row security to it, each time', async () => {
    await using test = await startTestStore();
    const [ours, theirs, member] = [newId(), newId(), newId()];
    await addPractice(test.store, ours);
    await addPractice(test.store, theirs);
    await addMember(test.store, theirs, member);
    const open = (practice: string) =>
      test.store.openedBy(practice, opening, [Uint8Array.of(255)], (_tx, rows) => Promise.resolve(rows));
    for (let i = 0; i < 3; i++) {
      expect(await open(ours)).toEqual([]);
      expect(await open(theirs)).toEqual([{ member, role: restrictedRole }]);
    }
    const injected = test.store.openedBy(`'; --`, opening, [], () => Promise.resolve(1));
    await expect(injected).rejects.toThrow(failure('encoding_invalid'));
  });

  test('whose first statement fails returns no connection in an unknown state to the pool', async () => {
    await using test = await startTestStore();
    const practice = newId();
    await addPractice(test.store, practice);
    const broken = { ...opening, name: 'wall_broken', text: `SELECT 1 / length($1 || $2::text) - 1 / 0` };
    const fails = () => test.store.openedBy(practice, broken, [Uint8Array.of(1)], () => Promise.resolve(1));
    await expect(fails()).rejects.toMatchObject({ code: '22012' });
    await expect(fails()).rejects.toMatchObject({ code: '22012' });
    expect(test.store.database.pool.idleCount).toBe(test.store.database.pool.totalCount);
    expect(await test.store.inPractice(practice, (tx) => tx.query('SELECT FROM practice'))).toMatchObject({
      rowCount: 1,
    });
  });

  test('that needs a commit first begins again after it; a later failure rolls back only its own statements', async () => {
    await using test = await startTestStore();
    const [practice, member] = [newId(), newId()];
    await addPractice(test.store, practice);
    let begun = 0;
    const work = test.store.inPractice(practice, async (tx) => {
      begun += 1;
      await tx.query('UPDATE practice SET name = $1', ['changed']);
      if (begun === 1) throw new CommitFirst(() => addMember(test.store, practice, member));
      throw new Error('the work');
    });
    await expect(work).rejects.toThrow('the work');
    const { rows } = await test.store.inPractice(practice, (tx) => tx.query('SELECT name, member FROM member'));
    expect(rows).toEqual([{ name: 'Alice', member }]);
    const named = await test.store.inPractice(practice, (tx) => tx.query('SELECT name FROM practice'));
    expect(named.rows).toEqual([{ name: 'Cabinet' }]);
    const endless = () => Promise.reject(new CommitFirst(() => Promise.resolve()));
    await expect(test.store.inPractice(practice, endless)).rejects.toBeInstanceOf(CommitFirst);
  });

  test('accepts nothing but a record id as a practice', async () => {
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
    await expect(openStore(own.url, { connections: 2, timeoutMs: 5000 })).rejects.toThrow(
      failure('row_security_missing'),
    );
  });

  test('does not start when the policy of a table was removed', async () => {
    await using own = await TestDatabase.create(inject('testServer'), migrationsDirectory);
    await own.database.query('ALTER TABLE passkey DISABLE ROW LEVEL SECURITY');
    await expect(openStore(own.url, { connections: 2, timeoutMs: 5000 })).rejects.toThrow(
      failure('row_security_missing'),
    );
  });

  test('whose login owns the tables is restricted without another role, unless FORCE is missing', async () => {
    await using own = await TestDatabase.create(inject('testServer'), undefined);
    const owner = `owner_${newId().slice(0, 10)}`;
    const password = newId();
    await own.database.query(`CREATE ROLE ${owner} LOGIN PASSWORD '${password}'`);
    try {
      await own.database.query(`ALTER SCHEMA public OWNER TO ${owner}`);
      await own.database.query(`GRANT CREATE ON DATABASE ${new URL(own.url.reveal()).pathname.slice(1)} TO ${owner}`);
      await using database = openAs(own.url.reveal(), owner, password);
      await migrate(database, migrationsDirectory);
      expect(await enableRowSecurity(database)).toBeNull();
      await database.query('ALTER TABLE passkey NO FORCE ROW LEVEL SECURITY');
      await expect(enableRowSecurity(database)).rejects.toThrow(failure('row_security_missing'));
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
