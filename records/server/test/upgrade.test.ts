import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { migrate, TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { openStore } from '../src/store/open-store.ts';
import { Store } from '../src/store/store.ts';
import { addMember, addPractice, newId } from './support/store.ts';

const files = readdirSync(migrationsDirectory).sort();

test('every earlier schema from the first practices on becomes the newest, with the data that is in it', async () => {
  for (let kept = 2; kept < files.length; kept += 4) {
    await using own = await TestDatabase.create(inject('testServer'), undefined);
    const earlier = mkdtempSync(join(tmpdir(), 'etanche-migrations-'));
    try {
      for (const file of files.slice(0, kept)) cpSync(join(migrationsDirectory, file), join(earlier, file));
      await migrate(own.database, earlier);
    } finally {
      rmSync(earlier, { recursive: true });
    }
    const [practice, member] = [newId(), newId()];
    await addPractice(new Store(own.database, null), practice);
    await addMember(new Store(own.database, null), practice, member);
    const hasOwnProof = kept < files.indexOf('000018-proof-of-keys.sql');
    if (hasOwnProof) {
      const keys = `INSERT INTO member_keys (practice, member, keys, statement, auth, author, grant_key, sealing, registered_at)
        VALUES ($1, $2, 'k', 's', 'a', 'a', 'g', 's', 0)`;
      await own.database.query(keys, [practice, member]);
      const proof = `UPDATE member SET keys = 'k', proof_issuer = 'i', proof_national_id = 'n', proved_at = 1`;
      await own.database.query(proof);
    }
    const store = await openStore(own.url, { connections: 2, timeoutMs: 10_000 });
    try {
      const { rows } = await store.inPractice(practice, (tx) => tx.query('SELECT member, name FROM member'));
      expect(rows).toEqual([{ member, name: 'Alice' }]);
      const proofs = 'SELECT proof_national_id AS id FROM member_keys';
      const proved = await store.inPractice(practice, (tx) => tx.query(proofs));
      expect(proved.rows).toEqual(hasOwnProof ? [{ id: 'n' }] : []);
      const known = await own.database.query('SELECT FROM schema_migrations');
      expect(known.rowCount).toBe(files.length);
    } finally {
      await store.database.close();
    }
  }
});

test('two servers that start at once on an empty database both find it migrated', async () => {
  await using own = await TestDatabase.create(inject('testServer'), undefined);
  const stores = await Promise.all([0, 1, 2].map(() => openStore(own.url, { connections: 2, timeoutMs: 10_000 })));
  const practice = newId();
  await addPractice(stores[0] as Store, practice);
  for (const store of stores) {
    expect(await store.practices()).toEqual([practice]);
    await store.database.close();
  }
});
