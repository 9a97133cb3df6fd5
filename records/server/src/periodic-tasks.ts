import { timerSleep } from '@etanche/core-wire';
import { errorFields, type Logger } from '@etanche/platform';

type PeriodicTask = { readonly everyMs: number; readonly work: () => Promise<void> };

/** Runs tasks periodically, each with an interval after its last end, until it is closed. */
export class PeriodicTasks implements AsyncDisposable {
  readonly #stopping = new AbortController();
  #loops: Promise<unknown> = Promise.resolve();

  static start(rounds: readonly PeriodicTask[], logger: Logger): PeriodicTasks {
    const started = new PeriodicTasks();
    started.#loops = Promise.all(rounds.map((round) => started.#loop(round, logger)));
    return started;
  }

  get stopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Waits for tasks that are running. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    await this.#loops;
  }

  async #loop({ everyMs, work }: PeriodicTask, logger: Logger): Promise<void> {
    for (;;) {
      await timerSleep(everyMs, this.#stopping.signal).catch(() => undefined);
      if (this.stopping) return;
      await work().catch((error: unknown) => {
        logger.warn('round_failed', errorFields(error));
      });
    }
  }
}
