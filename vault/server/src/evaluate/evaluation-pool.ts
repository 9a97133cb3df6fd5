import { Worker } from 'node:worker_threads';
import type { Bytes } from '@etanche/core-wire';
import type { EngineChoice } from './engine.ts';
import type { EvaluationThread, Job, JobAnswer, WorkerStart } from './evaluation-messages.ts';
import { evaluateOnOwnThread } from './own-thread.ts';
import { Refusal } from '../http/refusal.ts';
import type { HeldSeeds } from '../seeds/seed-file.ts';

type BatchEvaluation = { readonly elements: Bytes; readonly proof: Bytes };

type PoolOptions = {
  /** Number of threads; 0 evaluates on the calling thread. */
  readonly workers: number;
  readonly engine: EngineChoice;
  /** Number of derived shares that each worker caches. */
  readonly shares: number;
  /** Reads the seeds again for each worker, which receives the only copy. */
  readonly readSeeds: () => HeldSeeds;
  readonly onWorkerLost: () => void;
  readonly spawn?: () => Worker;
};

type Task = {
  readonly job: Job;
  readonly units: number;
  readonly resolve: (bytes: Bytes) => void;
  readonly reject: (reason: Refusal) => void;
};
type Seat = { readonly worker: EvaluationThread; readonly tasks: Map<number, Task>; messages: number; large: boolean };

/** Requests up to this many elements are sent together; a larger one counts as large (a batch of an importer). */
const wakeElements = 20;
/** Messages in transit to one worker: the second is ready when it finishes the first. */
const depth = 2;
/** Delay between attempts to replace a worker that could not start, in ms. */
const replaceAgainMs = 1000;
/** Small messages that may overtake a waiting large job. */
const overtakes = 8;
/** Messages of known callers sent before one of waiting anonymous callers. */
const knownFirst = 4;

/**
 * Multiplies on worker threads, the only threads with the secrets. Small requests are sent first and together. While
 * small requests arrive, one worker accepts no large job, so a batch of an importer never delays all of them. Known
 * callers go before anonymous callers, who get every fifth message when both wait.
 */
export class EvaluationPool {
  readonly #options: PoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #small: Task[] = [];
  readonly #anonymous: Task[] = [];
  #knownInARow = 0;
  readonly #large: Task[] = [];
  #overtaken = 0;
  #smallSinceLarge = false;
  #lastId = 0;
  #closing = false;

  private constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** @returns when every worker has its engine and its seeds */
  static async start(options: PoolOptions): Promise<EvaluationPool> {
    const pool = new EvaluationPool(options);
    await Promise.all(Array.from({ length: Math.max(1, options.workers) }, () => pool.#seat()));
    return pool;
  }

  /** @throws Refusal `overloaded` if the worker died, `internal_error` if it failed */
  async evaluate(keySet: string, elements: Bytes, caller: 'anonymous' | 'known' = 'known'): Promise<BatchEvaluation> {
    const bytes = await this.#ask(keySet, elements, caller);
    return { elements: bytes.subarray(0, elements.length), proof: bytes.subarray(elements.length) };
  }

  /** The public key of this vault's share. */
  publicKey(keySet: string): Promise<Bytes> {
    return this.#ask(keySet, new Uint8Array(0), 'anonymous');
  }

  #ask(keySet: string, elements: Bytes, caller: 'anonymous' | 'known'): Promise<Bytes> {
    if (this.#seats.size === 0) return Promise.reject(died());
    return new Promise((resolve, reject) => {
      this.#lastId += 1;
      const units = elements.length / 32;
      const task: Task = { job: { id: this.#lastId, keySet, elements }, units, resolve, reject };
      if (units > wakeElements) this.#large.push(task);
      else (caller === 'known' ? this.#small : this.#anonymous).push(task);
      this.#dispatch();
    });
  }

  /** Ends the threads and refuses their unanswered jobs. Callers should first await their answers. */
  async close(): Promise<void> {
    this.#closing = true;
    await Promise.all([...this.#seats].map(({ worker }) => worker.terminate()));
    this.#refuseAll();
  }

  async #seat(): Promise<void> {
    const worker: EvaluationThread =
      this.#options.workers === 0
        ? await evaluateOnOwnThread(this.#options.engine)
        : (this.#options.spawn ?? startWorker)();
    const seat: Seat = { worker, tasks: new Map(), messages: 0, large: false };
    await new Promise<void>((resolve, reject) => {
      worker.on('error', reject);
      worker.on('exit', () => {
        reject(died());
        this.#lost(seat);
      });
      worker.once('message', () => {
        worker.on('message', (answers: readonly JobAnswer[]) => {
          this.#answered(seat, answers);
        });
        resolve();
      });
      const held = this.#options.readSeeds();
      const { engine, shares } = this.#options;
      const start: WorkerStart = { held, engine, shares };
      worker.postMessage(
        start,
        held.seeds.map(({ seed }) => seed.buffer),
      );
    });
    this.#seats.add(seat);
    this.#dispatch();
  }

  /** Refuses the jobs of a dead worker and starts a replacement. */
  #lost(seat: Seat): void {
    const seated = this.#seats.delete(seat);
    for (const task of seat.tasks.values()) task.reject(died());
    seat.tasks.clear();
    if (this.#seats.size === 0) this.#refuseAll();
    if (seated && !this.#closing) {
      this.#options.onWorkerLost();
      this.#replace();
    }
  }

  #replace(): void {
    this.#seat().catch(() => {
      setTimeout(() => {
        if (!this.#closing) this.#replace();
      }, replaceAgainMs).unref();
    });
  }

  #refuseAll(): void {
    for (const queue of [this.#small, this.#anonymous, this.#large])
      for (const task of queue.splice(0)) task.reject(died());
  }

  get workers(): number {
    return this.#seats.size;
  }

  #answered(seat: Seat, answers: readonly JobAnswer[]): void {
    seat.messages -= 1;
    for (const answer of answers) {
      const task = seat.tasks.get(answer.id);
      seat.tasks.delete(answer.id);
      if (task === undefined) continue;
      if (task.units > wakeElements) seat.large = false;
      if (answer.bytes === null) task.reject(new Refusal('internal_error'));
      else task.resolve(answer.bytes);
    }
    this.#dispatch();
  }

  #dispatch(): void {
    for (let seat = this.#freest(); seat !== null; seat = this.#freest()) {
      const tasks = this.#next(seat);
      if (tasks.length === 0) return;
      for (const task of tasks) seat.tasks.set(task.job.id, task);
      seat.messages += 1;
      seat.worker.postMessage(tasks.map(({ job }) => job));
    }
  }

  #freest(): Seat | null {
    let best: Seat | null = null;
    for (const seat of this.#seats) {
      if (seat.messages < depth && !seat.large && (best === null || seat.messages < best.messages)) best = seat;
    }
    return best;
  }

  #next(seat: Seat): Task[] {
    const mayGoLarge = seat.messages === 0 && this.#large.length > 0 && this.#largeRunning() < this.#largeMost();
    const small = this.#small.length + this.#anonymous.length;
    if (mayGoLarge && (small === 0 || this.#overtaken >= overtakes)) {
      this.#overtaken = 0;
      this.#smallSinceLarge = false;
      seat.large = true;
      return this.#large.splice(0, 1);
    }
    if (small > 0) this.#smallSinceLarge = true;
    if (small > 0 && this.#large.length > 0) this.#overtaken += 1;
    return this.#takeSmall();
  }

  #takeSmall(): Task[] {
    const known = this.#small.length > 0 && (this.#anonymous.length === 0 || this.#knownInARow < knownFirst);
    this.#knownInARow = known ? this.#knownInARow + 1 : 0;
    const queue = known ? this.#small : this.#anonymous;
    const share = Math.ceil(queue.length / Math.max(1, this.#seats.size));
    const taken: Task[] = [];
    let elements = 0;
    while (taken.length < share) {
      const units = queue[0]?.units ?? 0;
      if (taken.length > 0 && elements + units > wakeElements) break;
      taken.push(...queue.splice(0, 1));
      elements += units;
    }
    return taken;
  }

  #largeRunning(): number {
    return [...this.#seats].filter((seat) => seat.large).length;
  }

  #largeMost(): number {
    return this.#smallSinceLarge ? Math.max(1, this.#seats.size - 1) : this.#seats.size;
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./evaluation-worker.ts', import.meta.url));
}

function died(): Refusal {
  return new Refusal('overloaded', { retryAfter: 1 });
}
