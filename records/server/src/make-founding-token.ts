import { randomBytes } from 'node:crypto';
import type { Bytes } from '@etanche/core-wire';
import type { RecordsConfig, RecordsSecrets } from './config/config.ts';
import { addFoundingToken } from './members/founding-token.ts';
import { openStore } from './store/open-store.ts';

/**
 * A one-time token by which somebody founds one practice: for the operator's command. The store is opened for it,
 * beside the server that runs on it.
 *
 * @param validMs for how long
 * @returns the token, which is kept nowhere, and when it expires, in ms
 */
export async function makeFoundingToken(
  config: Pick<RecordsConfig, 'directory' | 'store'>,
  secrets: Pick<RecordsSecrets, 'databaseUrl'>,
  validMs: number,
  overrides: { readonly now?: () => number; readonly random?: (length: number) => Bytes } = {},
): Promise<{ token: string; expires: number }> {
  await using building = new AsyncDisposableStack();
  const store = await openStore(secrets.databaseUrl, { ...config.store, connections: 1 });
  building.use(store.database);
  const now = overrides.now ?? Date.now;
  const random = overrides.random ?? ((length) => Uint8Array.from(randomBytes(length)));
  return await addFoundingToken(store, { now, random }, validMs);
}
