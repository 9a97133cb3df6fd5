import { makeKeySet, type ShareKey } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import type { KeySet } from '@etanche/core-vault-protocol';
import vectors from '../../../../vectors/key-sets.json' with { type: 'json' };
import { createVaultClient, timerSleep, type VaultClient, type VaultClientOptions } from '../../src/index.ts';
import { randomFromFirst } from './random.ts';
import { startTwistedVault, type Twist, type TwistedVault } from './twisted-vault.ts';

export const group = await loadSodiumGroup();

const vector = vectors.keySets.find(({ name }) => name === '2 of 3');
if (vector === undefined) throw new Error('the vectors have no 2 of 3');

export const keySetId = vector.keySet;
export const wholeKey = hex(vector.key);
export const shareKeys: readonly ShareKey[] = vector.shares.map(({ index, secret, publicKey }) => ({
  keySet: keySetId,
  index,
  secret: hex(secret),
  publicKey: Uint8Array.from(Buffer.from(publicKey, 'base64url')),
}));

export type TestFederation = AsyncDisposable & {
  readonly vaults: readonly TwistedVault[];
  readonly keySet: KeySet;
  client(options?: Partial<VaultClientOptions>): VaultClient;
};

/** Three vaults with threshold two on the vectors' key set, each with its own twist. */
export async function startTwistedFederation(...twists: readonly Twist[]): Promise<TestFederation> {
  const vaults = await Promise.all(shareKeys.map((key, i) => startTwistedVault(key, twists[i] ?? noTwist)));
  const shares = shareKeys.map(({ index, publicKey }, i) => ({
    index,
    publicKey: Buffer.from(publicKey).toString('base64url'),
    url: vaults[i]?.url ?? '',
  }));
  const keySet = makeKeySet(group, keySetId, 2, shares);
  return {
    vaults,
    keySet,
    client: (options = {}) =>
      createVaultClient({
        keySet,
        group,
        random: randomFromFirst,
        fetch: globalThis.fetch,
        now: () => Date.now(),
        sleep: timerSleep,
        hedgeMs: null,
        timeoutMs: 10_000,
        ...options,
      }),
    async [Symbol.asyncDispose]() {
      for (const vault of vaults) await vault[Symbol.asyncDispose]();
    },
  };
}

function noTwist(): never {
  throw new Error('each vault needs a twist');
}

export function hex(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}
