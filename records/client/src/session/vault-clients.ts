import { type PracticeKeySets } from '@etanche/core-records-protocol';
import { suite, type KeySet, type PracticePurpose } from '@etanche/core-vault-protocol';
import { createRequestSigner, createVaultClient, type VaultClient } from '@etanche/vault-client';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { Account } from './account.ts';

/**
 * Returns one client for each key set and quota, created at its first use.
 *
 * @param keySets of the practice's first epoch, verified
 */
export function createVaultClients(
  options: RecordsClientOptions,
  account: Account,
  keySets: () => Promise<PracticeKeySets>,
): (purpose: PracticePurpose, quota?: 'emergency') => Promise<VaultClient> {
  const clients = new Map<string, Promise<VaultClient>>();
  return (purpose, quota) => {
    const name = `${purpose} ${quota ?? ''}`;
    const made = clients.get(name) ?? makeClient(options, account, keySets, purpose, quota);
    clients.set(name, made);
    made.catch(() => clients.delete(name));
    return made;
  };
}

async function makeClient(
  options: RecordsClientOptions,
  account: Account,
  keySets: () => Promise<PracticeKeySets>,
  purpose: PracticePurpose,
  quota: 'emergency' | undefined,
): Promise<VaultClient> {
  const {
    environment: { fetch, sleep, now, random, group, verify, blind },
    timeoutMs,
    report,
  } = options;
  return createVaultClient({
    ...{ fetch, sleep, timeoutMs, now, random, group, hedgeMs: null },
    ...(verify === undefined ? {} : { verify }),
    ...(blind === undefined ? {} : { blind }),
    ...(report === undefined ? {} : { report }),
    keySet: practiceKeySet(await keySets(), account, purpose),
    signer: createRequestSigner(account.federation, account.keys.auth, { now, random }, quota),
  });
}

/**
 * The key set as the founder signed it, with the vaults' present URLs. It is not fetched from the vaults, so that a
 * vault that is unreachable or states another share stops no device.
 *
 * @throws RecordsClientError `server_untrusted` if it has another number of vaults than this federation
 */
export function practiceKeySet(
  keySets: PracticeKeySets,
  { practice, federation }: Pick<Account, 'practice' | 'federation'>,
  purpose: PracticePurpose,
): KeySet {
  const { publicKey, shares } = keySets[purpose];
  const vaults = federation.vaults.toSorted((a, b) => a.index - b.index);
  if (shares.length !== vaults.length) {
    throw new RecordsClientError('server_untrusted', 'the key sets of the first epoch have another number of vaults');
  }
  return {
    ...{ id: `${purpose}/${practice}`, suite, threshold: federation.threshold, publicKey },
    shares: vaults.map(({ index, url }, i) => ({ index, publicKey: shares[i] ?? '', url })),
  };
}
