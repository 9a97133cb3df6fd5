import { expect, inject, test } from 'vitest';
import { TestDatabase } from '@etanche/platform';
import { migrationsDirectory } from '../src/index.ts';
import { makeSigner } from './support/caller.ts';
import { makeVaultDirectory, startVault } from './support/single-vault.ts';

const operator = await makeSigner();

async function stateOf({ database }: TestDatabase): Promise<unknown> {
  const { rows } = await database.query('SELECT * FROM vault_state, vault_identity');
  return rows;
}

test('a vault does not start on the store of another vault, names both in the error, and writes nothing', async () => {
  await using store = await TestDatabase.create(inject('testServer'), migrationsDirectory);
  using one = await makeVaultDirectory();
  using other = await makeVaultDirectory();
  const url = store.url.reveal();
  const first = await startVault(one.directory, url, [operator.publicKey]);
  await first.close();
  const before = await stateOf(store);
  const error = await startVault(other.directory, url, [operator.publicKey]).then(
    () => null,
    (thrown: unknown) => thrown as { code: string; message: string },
  );
  expect(error).toMatchObject({ code: 'store_of_another_vault' });
  expect(error?.message).toContain('DATABASE_URL');
  expect(error?.message).toContain(first.signingKey);
  expect(await stateOf(store)).toEqual(before);
  const again = await startVault(one.directory, url, [operator.publicKey]);
  await again.close();
});

test('one of two vaults that start on one empty store is refused', async () => {
  await using store = await TestDatabase.create(inject('testServer'), undefined);
  using one = await makeVaultDirectory();
  using other = await makeVaultDirectory();
  const starts = await Promise.allSettled(
    [one, other].map(({ directory }) => startVault(directory, store.url.reveal(), [operator.publicKey])),
  );
  for (const start of starts) if (start.status === 'fulfilled') await start.value.close();
  const refused = starts.flatMap((start) => (start.status === 'rejected' ? [start.reason as { code: string }] : []));
  expect(refused.map(({ code }) => code)).toEqual(['store_of_another_vault']);
});
