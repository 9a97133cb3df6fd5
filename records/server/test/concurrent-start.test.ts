import { expect, inject, test } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import { openStore } from '../src/store/open-store.ts';
import type { Store } from '../src/store/store.ts';
import { addPractice, newId } from './support/store.ts';

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
