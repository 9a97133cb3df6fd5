import { randomBytes } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { blindEvaluate, deriveShareKey, type ConstantTimeGroup, type ShareKey } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { concat } from '@etanche/core-wire';
import { splitElements, type Job, type JobAnswer, type WorkerStart } from './evaluation-messages.ts';

/**
 * The only thread with the seeds and the shares. It answers all jobs of a message in one message: waking a thread costs
 * a tenth of a multiplication.
 */
const port = parentPort;
if (port === null) throw new Error('this module runs only as a worker thread');

const group = await loadSodiumGroup();
let start: WorkerStart | null = null;
const shares = new Map<string, ShareKey>();

port.on('message', (message: WorkerStart | readonly Job[]) => {
  if ('held' in message) {
    start = message;
    port.postMessage('ready');
    return;
  }
  // Copied, not transferred: transferring a buffer costs more than copying a few hundred bytes.
  port.postMessage(message.map(answer));
});

function answer(job: Job): JobAnswer {
  try {
    const key = shareOf(group, job.keySet);
    if (job.elements.length === 0) return { id: job.id, bytes: key.publicKey };
    const { elements, proof } = blindEvaluate(group, key, splitElements(job.elements), random);
    return { id: job.id, bytes: concat(...elements, proof) };
  } catch {
    return { id: job.id, bytes: null };
  }
}

/** Evicts and overwrites the least recently used share when the cache is full. */
function shareOf(engine: ConstantTimeGroup, keySet: string): ShareKey {
  if (start === null) throw new Error('the worker has not received its seeds');
  const known = shares.get(keySet);
  shares.delete(keySet);
  const key = known ?? deriveShareKey(engine, { ...start.held, keySet });
  shares.set(keySet, key);
  if (shares.size > start.shares) {
    const [oldest] = shares;
    oldest?.[1].secret.fill(0);
    if (oldest !== undefined) shares.delete(oldest[0]);
  }
  return key;
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(randomBytes(length));
}
