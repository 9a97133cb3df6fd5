import { Worker } from 'node:worker_threads';
import { OprfError, type BlindInputs, type VerifyEvaluation } from '@etanche/core-oprf';
import { concat, type Bytes } from '@etanche/core-wire';
import { split, type ThreadAnswer, type ThreadJob } from './thread-messages.ts';

type Result = boolean | Bytes;
type WaitingJob = { readonly resolve: (result: Result) => void; readonly reject: (error: OprfError) => void };
/** A job without its id. */
type NewJob = ThreadJob extends infer Job ? (Job extends unknown ? Omit<Job, 'id'> : never) : never;

/**
 * A thread that blinds, verifies the proofs of vaults and unblinds, so that a program with many evaluations uses a
 * second core. It draws the blinds, which never leave it.
 */
export class EvaluationThread implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, WaitingJob>();
  #lastId = 0;
  #ended = false;

  /** @param directory of the native engine (`buildNativeEngine`); null for WebAssembly */
  constructor(directory: string | null) {
    this.#worker = new Worker(new URL('./thread-worker.ts', import.meta.url), { workerData: directory });
    this.#worker.on('message', (answer: ThreadAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ('result' in answer) waiting?.resolve(answer.result);
      else waiting?.reject(new OprfError(answer.refused, answer.message));
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
  readonly verify: VerifyEvaluation = async (publicKey, blinded, evaluated, proof) => {
    const lists = { blinded: concat(...blinded), evaluated: concat(...evaluated) };
    const { result } = await this.#ask({ job: 'verify', publicKey, proof, ...lists });
    return result === true;
  };

  /** Rejects as `verify` does, also the outputs of inputs that were blinded before the thread ended. */
  readonly blind: BlindInputs = async (inputs) => {
    const { id: of, result } = await this.#ask({ job: 'blind', inputs });
    return {
      elements: split(bytesOf(result), 32),
      finalize: async (answers) => {
        const joined = answers.map(({ index, elements }) => ({ index, elements: concat(...elements) }));
        const outputs = await this.#ask({ job: 'finalize', of, answers: joined });
        return split(bytesOf(outputs.result), 64);
      },
      forget: () => {
        if (!this.#ended) this.#post({ job: 'forget', of });
      },
    };
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #post(job: NewJob): number {
    this.#lastId += 1;
    this.#worker.postMessage({ ...job, id: this.#lastId } satisfies ThreadJob);
    return this.#lastId;
  }

  #ask(job: NewJob): Promise<{ readonly id: number; readonly result: Result }> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(ended());
        return;
      }
      const id = this.#post(job);
      const settle = (result: Result): void => {
        resolve({ id, result });
      };
      this.#waiting.set(id, { resolve: settle, reject });
    });
  }

  #end(cause: unknown): void {
    this.#ended = true;
    for (const { reject } of this.#waiting.values()) reject(ended(cause));
    this.#waiting.clear();
  }
}

function bytesOf(result: Result): Bytes {
  if (typeof result === 'boolean') throw new OprfError('engine_unavailable', 'the thread gave another answer');
  return result;
}

function ended(cause?: unknown): OprfError {
  return new OprfError('engine_unavailable', 'the thread that evaluates has ended', { cause });
}
