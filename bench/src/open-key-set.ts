import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { type KeySet } from '@etanche/core-vault-protocol';
import { ed25519KeyPair, toBase64url, type Bytes } from '@etanche/core-wire';
import { sendKeySetOrder, timerSleep } from '@etanche/vault-client';
import { generous, type RunningFederation } from './children/run-federation.ts';
import { random } from './random.ts';

const dayMs = 86_400_000;

/** Opens a key set at every vault with its widest quotas, for an importer and for anonymous callers. */
export async function openKeySet(
  { federation, keys }: RunningFederation,
  id: string,
  importerSeed: Bytes,
): Promise<KeySet> {
  const key = toBase64url((await ed25519KeyPair(importerSeed)).publicKey);
  const until = Math.floor((Date.now() + generous.importer.days * dayMs) / 1000) - 3600;
  return sendKeySetOrder({
    ...{ federation, id, owner: keys.signing, random, now: Date.now },
    ...{ fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 30_000 },
    group: await loadSodiumGroup(),
    command: {
      order: 'open',
      importer: { key, units: generous.importer.units, until },
      ceiling: generous.ceiling,
    },
  });
}
