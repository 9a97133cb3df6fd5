import { webcrypto } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { checkTerm } from '@etanche/core-check-protocol';
import { ed25519KeyPair, concat, type Bytes } from '@etanche/core-wire';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { deriveEntryKey, sealedEntry } from '@etanche/core-sealed-index';
import { createRequestSigner, createVaultClient, timerSleep, type VaultClient } from '@etanche/vault-client';
import type { Batch, WorkerAnswer, WorkerStart } from './evaluate-messages.ts';
import { ImportError } from '../import-error.ts';
import { withPatience, type Patience } from './patience.ts';
import { argon2id } from './stretch.ts';

// Worker thread that stretches, evaluates and seals whole batches. It is a composition root, so it reads the clock and
// the platform's randomness itself.
const port = parentPort;
if (port === null) throw new Error('evaluate-worker runs as a worker thread');
const start = workerData as WorkerStart;
const answer = (message: WorkerAnswer) => {
  port.postMessage(message);
};

const random = (length: number): Bytes => webcrypto.getRandomValues(new Uint8Array(length));
const now = () => Date.now();
const patience: Patience = {
  seconds: start.patienceSeconds,
  now,
  sleep: timerSleep,
  waiting: (reason) => {
    answer({ type: 'waiting', reason });
  },
};

const group = await loadSodiumGroup();
const signer = createRequestSigner(start.federation, await ed25519KeyPair(start.importerSeed), { now, random });
const clients = new Map<string, VaultClient>(
  start.keySets.map((keySet) => [
    keySet.id,
    createVaultClient({
      keySet,
      group,
      random,
      fetch,
      now,
      sleep: timerSleep,
      hedgeMs: null,
      timeoutMs: 120_000,
      signer,
    }),
  ]),
);

async function seal({ keySet, terms }: Batch): Promise<Bytes> {
  const client = clients.get(keySet);
  if (client === undefined) throw new Error('batch of an unknown key set');
  const inputs: Bytes[] = [];
  for (const { kind, identifier } of terms) {
    inputs.push(await checkTerm(start.indexId, kind, identifier, kind === 'code' ? null : start.stretch, argon2id));
  }
  const outputs = await withPatience(patience, () => client.evaluate(inputs));
  const entries = await Promise.all(
    terms.map(async ({ plaintext }, i) => {
      const y = outputs[i];
      if (y === undefined) throw new Error('an evaluation is missing');
      return sealedEntry(await deriveEntryKey(start.indexId, y), 0, plaintext);
    }),
  );
  return concat(...entries);
}

port.on('message', (batch: Batch) => {
  seal(batch).then(
    (entries) => {
      answer({ type: 'sealed', id: batch.id, entries });
    },
    (error: unknown) => {
      const code = error instanceof ImportError && error.code !== 'work_damaged' ? error.code : 'fault';
      const known = code === 'vaults_unavailable' || code === 'vaults_refused' ? code : 'fault';
      answer({ type: 'failed', code: known, message: error instanceof Error ? error.message : 'unknown error' });
    },
  );
});
answer({ type: 'ready' });
