import { Worker } from 'node:worker_threads';
import type { Bytes } from '@etanche/core-wire';
import type { Batch, WorkerAnswer, WorkerStart } from './evaluate-messages.ts';
import { ImportError } from '../import-error.ts';

/** Concurrent batches per thread: while one waits for the vaults, another is stretched, verified or sealed. */
const DEPTH = 2;

type PendingBatch = { readonly resolve: (entries: Bytes) => void; readonly reject: (error: Error) => void };
type WorkerSlot = { readonly worker: Worker; readonly batches: Map<number, PendingBatch> };

/**
 * Threads that stretch, evaluate and seal batches. One failure fails all batches: the import stops and can be resumed
 * later.
 */
export class EvaluatePool {
  readonly #slots: WorkerSlot[] = [];
  readonly #waiting: (reason: string) => void;
  #failure: Error | null = null;
  #closing = false;

  private constructor(waiting: (reason: string) => void) {
    this.#waiting = waiting;
  }

  /** @param waiting called with the reason when a thread waits for the vaults */
  static async start(threads: number, start: WorkerStart, waiting: (reason: string) => void): Promise<EvaluatePool> {
    const pool = new EvaluatePool(waiting);
    await Promise.all(Array.from({ length: threads }, () => pool.#open(start)));
    return pool;
  }

  /** Maximum number of batches in flight. */
  get capacity(): number {
    return this.#slots.length * DEPTH;
  }

  /**
   * @returns the sealed entries, in the order of the batch's terms
   * @throws ImportError `vaults_unavailable`, `vaults_refused`
   */
  async seal(batch: Batch): Promise<Bytes> {
    if (this.#failure !== null) throw this.#failure;
    const [idlest] = this.#slots.toSorted((a, b) => a.batches.size - b.batches.size);
    if (idlest === undefined) throw new RangeError('the pool has no threads');
    return new Promise((resolve, reject) => {
      idlest.batches.set(batch.id, { resolve, reject });
      idlest.worker.postMessage(batch);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing = true;
    await Promise.all(this.#slots.map(({ worker }) => worker.terminate()));
  }

  async #open(start: WorkerStart): Promise<void> {
    const worker = new Worker(new URL('./evaluate-worker.ts', import.meta.url), { workerData: start });
    const seat: WorkerSlot = { worker, batches: new Map() };
    this.#slots.push(seat);
    await new Promise<void>((resolve, reject) => {
      const fail = (error: Error) => {
        reject(error);
        this.#fail(error);
      };
      worker.on('error', fail);
      worker.on('exit', () => {
        if (!this.#closing) fail(new Error('an evaluating thread ended'));
      });
      worker.on('message', (message: WorkerAnswer) => {
        if (message.type === 'ready') resolve();
        else this.#take(seat, message);
      });
    });
  }

  #take(seat: WorkerSlot, message: Exclude<WorkerAnswer, { type: 'ready' }>): void {
    switch (message.type) {
      case 'sealed':
        seat.batches.get(message.id)?.resolve(message.entries);
        seat.batches.delete(message.id);
        break;
      case 'waiting':
        this.#waiting(message.reason);
        break;
      case 'failed':
        this.#fail(
          message.code === 'fault' ? new Error(message.message) : new ImportError(message.code, message.message),
        );
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { batches } of this.#slots) {
      for (const { reject } of batches.values()) reject(this.#failure);
      batches.clear();
    }
  }
}
