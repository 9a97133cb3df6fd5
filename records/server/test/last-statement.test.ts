import { expect, test } from 'vitest';
import type { Opening } from '../src/store/store.ts';
import { addMember, addPractice, newId, startTestStore } from './support/store.ts';

const rename: Opening = {
  name: 'test_rename',
  types: ['text', 'bytea'],
  text: `UPDATE member SET name = encode($2, 'escape') WHERE practice = $1`,
};
const fail: Opening = { name: 'test_fail', types: ['text'], text: `SELECT length($1) / 0` };
const bob = Uint8Array.from(Buffer.from('Bob'));

async function startStore() {
  const test = await startTestStore();
  const practice = newId();
  await addPractice(test.store, practice);
  await addMember(test.store, practice, newId());
  const name = async () => {
    const { rows } = await test.store.inPractice(practice, (tx) =>
      tx.query<{ name: string }>('SELECT name FROM member'),
    );
    return rows[0]?.name;
  };
  return { ...test, practice, name };
}

test('a last statement is committed with its transaction, on a new connection and on a used one', async () => {
  await using store = await startStore();
  const { practice } = store;
  for (const name of ['Bob', 'Carol', 'Bob']) {
    await store.store.inPractice(practice, async (tx) => {
      tx.atCommit(rename, [practice, Uint8Array.from(Buffer.from(name))]);
      await Promise.resolve();
    });
    expect(await store.name()).toBe(name);
  }
});

test('a last statement that fails undoes its transaction, and every connection serves again', async () => {
  await using store = await startStore();
  const { practice } = store;
  const failing = () =>
    store.store.inPractice(practice, async (tx) => {
      await tx.query(`UPDATE member SET name = 'Mallory'`);
      tx.atCommit(fail, [practice]);
    });
  for (let i = 0; i < 10; i++) await expect(failing()).rejects.toThrow('division by zero');
  expect(await store.name()).toBe('Alice');
});

test('a transaction that fails executes no last statement, nor does the next one on its connection', async () => {
  await using store = await startStore();
  const { practice } = store;
  const failing = store.store.inPractice(practice, async (tx) => {
    tx.atCommit(rename, [practice, bob]);
    await Promise.reject(new Error('refused'));
  });
  await expect(failing).rejects.toThrow('refused');
  expect(await store.name()).toBe('Alice');
  expect(await store.name()).toBe('Alice');
});

test('text that is no record id is rejected as a value of a last statement', async () => {
  await using store = await startStore();
  const injecting = store.store.inPractice(store.practice, async (tx) => {
    tx.atCommit(rename, [`x', ''); DELETE FROM member; --`, bob]);
    await Promise.resolve();
  });
  await expect(injecting).rejects.toMatchObject({ code: 'encoding_invalid' });
  expect(await store.name()).toBe('Alice');
});
