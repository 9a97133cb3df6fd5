import { randomBytes } from 'node:crypto';
import { blindEvaluate, deriveShareKey, type ConstantTimeGroup, type ShareKey } from '@etanche/core-oprf';
import { concat } from '@etanche/core-wire';
import { splitElements, type Job, type JobAnswer, type WorkerStart } from './evaluation-messages.ts';

/** Evaluates with the seeds of one vault, and holds the only copy of the seeds and of the derived shares. */
export class ShareEvaluator {
  readonly #group: ConstantTimeGroup;
  readonly #start: WorkerStart;
  readonly #shares = new Map<string, ShareKey>();

  constructor(group: ConstantTimeGroup, start: WorkerStart) {
    this.#group = group;
    this.#start = start;
  }

  answer(job: Job): JobAnswer {
    try {
      const key = this.#shareOf(job.keySet);
      if (job.elements.length === 0) return { id: job.id, bytes: key.publicKey };
      const { elements, proof } = blindEvaluate(this.#group, key, splitElements(job.elements), random);
      return { id: job.id, bytes: concat(...elements, proof) };
    } catch {
      return { id: job.id, bytes: null };
    }
  }

  /** Overwrites the seeds and the shares. */
  wipe(): void {
    for (const { seed } of this.#start.held.seeds) seed.fill(0);
    for (const { secret } of this.#shares.values()) secret.fill(0);
    this.#shares.clear();
  }

  /** Evicts and overwrites the least recently used share when the cache is full. */
  #shareOf(keySet: string): ShareKey {
    const known = this.#shares.get(keySet);
    this.#shares.delete(keySet);
    const key = known ?? deriveShareKey(this.#group, { ...this.#start.held, keySet });
    this.#shares.set(keySet, key);
    if (this.#shares.size > this.#start.shares) {
      const [oldest] = this.#shares;
      oldest?.[1].secret.fill(0);
      if (oldest !== undefined) this.#shares.delete(oldest[0]);
    }
    return key;
  }
}

function random(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(randomBytes(length));
}
