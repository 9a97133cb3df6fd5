import { randomBytes } from 'node:crypto';
import { inject } from 'vitest';
import { toRecordId, type Bytes } from '@etanche/core-wire';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory, openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/store.ts';

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

export function newId(): string {
  return toRecordId(random(16));
}

export type TestStore = { readonly store: Store; readonly own: TestDatabase } & AsyncDisposable;

/** A store of its own, as a server opens it. */
export async function startTestStore(): Promise<TestStore> {
  await using building = new AsyncDisposableStack();
  const own = building.use(await TestDatabase.create(inject('testServer'), migrationsDirectory));
  const store = await openStore(own.url, { connections: 8, timeoutMs: 10_000 });
  building.use(store.database);
  const all = building.move();
  return { store, own, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

/** A practice with nothing in it. */
export async function addPractice(store: Store, practice: string): Promise<void> {
  await store.outside((tx) => tx.query('INSERT INTO tenant (practice, created_at) VALUES ($1, 0)', [practice]));
  await store.inPractice(practice, (tx) =>
    tx.query(
      `INSERT INTO practice (practice, name, genesis, created_at, epoch, kit_auth, kit_sealing, kit_keys,
        chain_sequence, chain_head, live, read_at) VALUES ($1, 'Cabinet', 'g', 0, 1, 'a', 's', 'k', 0, 'g', false, 0)`,
      [practice],
    ),
  );
}

/** A doctor of it, as far as this store knows. */
export async function addMember(store: Store, practice: string, member: string): Promise<void> {
  await store.inPractice(practice, (tx) =>
    tx.query(
      `INSERT INTO member (practice, member, name, roles, status, created_at)
        VALUES ($1, $2, 'Alice', '{doctor}', 'active', 0)`,
      [practice, member],
    ),
  );
}
