import { Worker } from 'node:worker_threads';
import { OprfError, type VerifyEvaluation } from '@etanche/core-oprf';
import { concat } from '@etanche/core-wire';
import type { VerifyAnswer, VerifyJob } from './verify-messages.ts';

type WaitingJob = { readonly resolve: (isValid: boolean) => void; readonly reject: (error: OprfError) => void };

/**
 * A thread that verifies the proofs of vaults, so that a program with many evaluations uses a second core. It receives
 * public values only: blinds and inputs stay with the caller.
 */
export class VerifyingThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, WaitingJob>();
  #lastId = 0;
  #ended = false;

  /** @param directory of the native engine (`buildNativeEngine`); null for WebAssembly */
  constructor(directory: string | null) {
    this.#worker = new Worker(new URL('./verify-worker.ts', import.meta.url), { workerData: directory });
    this.#worker.on('message', ({ id, isValid }: VerifyAnswer) => {
      this.#waiting.get(id)?.resolve(isValid);
      this.#waiting.delete(id);
    });
    this.#worker.on('error', (cause) => {
      this.#end(cause);
    });
    this.#worker.on('exit', () => {
      this.#end(undefined);
    });
  }

  /**
   * Rejects with OprfError `engine_unavailable` if the thread has ended, for example because its engine cannot be
   * loaded.
   */
  readonly verify: VerifyEvaluation = (publicKey, blinded, evaluated, proof) =>
    new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(ended());
        return;
      }
      this.#lastId += 1;
      this.#waiting.set(this.#lastId, { resolve, reject });
      const job: VerifyJob = {
        ...{ id: this.#lastId, publicKey, proof },
        ...{ blinded: concat(...blinded), evaluated: concat(...evaluated) },
      };
      this.#worker.postMessage(job);
    });

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #end(cause: unknown): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(ended(cause));
    this.#waiting.clear();
  }
}

function ended(cause?: unknown): OprfError {
  return new OprfError('engine_unavailable', 'the thread that verifies proofs has ended', { cause });
}
