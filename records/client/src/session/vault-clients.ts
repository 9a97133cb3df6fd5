import { parseShape, keySetSchema, type KeySet, type PracticePurpose } from '@etanche/core-protocol';
import { createRequestSigner, createVaultClient, fetchKeySet, type VaultClient } from '@etanche/vault-client';
import type { RecordsClientOptions } from '../options.ts';
import { recall, remember } from '../registry/read-memory.ts';
import type { Identity } from './identity.ts';

/** One client for each key set and quota, made when it is first asked for. */
export function createVaultClients(
  options: RecordsClientOptions,
  identity: Identity,
): (purpose: PracticePurpose, quota?: 'emergency') => Promise<VaultClient> {
  const clients = new Map<string, Promise<VaultClient>>();
  return (purpose, quota) => {
    const name = `${purpose} ${quota ?? ''}`;
    const made = clients.get(name) ?? makeClient(options, identity, purpose, quota);
    clients.set(name, made);
    made.catch(() => clients.delete(name));
    return made;
  };
}

async function makeClient(
  options: RecordsClientOptions,
  identity: Identity,
  purpose: PracticePurpose,
  quota: 'emergency' | undefined,
): Promise<VaultClient> {
  const { fetch, sleep, timeoutMs, now, random, group, report } = options;
  return createVaultClient({
    ...{ fetch, sleep, timeoutMs, now, random, group, hedgeMs: null },
    ...(report === undefined ? {} : { report }),
    keySet: await pinnedKeySet(options, identity, purpose),
    signer: createRequestSigner(identity.federation, identity.keys.auth, { now, random }, quota),
  });
}

/** The first key set that this device saw, at today's addresses: another one would open nothing that was sealed before. */
async function pinnedKeySet(
  options: RecordsClientOptions,
  { practice, federation }: Identity,
  purpose: PracticePurpose,
): Promise<KeySet> {
  const id = `${purpose}/${practice}`;
  const key = `etanche/${practice}/key-set/${purpose}`;
  const pinned = await recall(options.memory, key, (value) => parseShape(keySetSchema, value, 'memory'));
  if (pinned?.id === id) {
    const urls = new Map(federation.vaults.map(({ index, url }) => [index, url]));
    return { ...pinned, shares: pinned.shares.map((share) => ({ ...share, url: urls.get(share.index) ?? share.url })) };
  }
  const { fetch, sleep, timeoutMs, group } = options;
  const keySet = await fetchKeySet({ fetch, sleep, timeoutMs, federation, id, group });
  await remember(options.memory, key, keySet);
  return keySet;
}
