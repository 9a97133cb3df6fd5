import type { ChangesAsked } from '@etanche/core-records-protocol';
import { timerSleep } from '@etanche/core-wire';
import { errorFields, type Logger } from '@etanche/platform';
import type { Store } from '../store/store.ts';
import { findAnswerable } from './read-changes.ts';

type Waiter = { readonly asked: ChangesAsked; readonly wake: () => void };

type WatchDependencies = { readonly store: Store; readonly logger: Logger; readonly everyMs: number };

/**
 * Wakes requests whose scopes changed, by one query for each practice that has waiting requests, at an interval. It
 * holds a connection during a query only, and stops while nobody waits (decision 0033).
 */
export class ChangeWatch implements AsyncDisposable {
  readonly #dependencies: WatchDependencies;
  readonly #waiting = new Map<string, Set<Waiter>>();
  readonly #stopping = new AbortController();
  #loop: Promise<void> | null = null;

  constructor(dependencies: WatchDependencies) {
    this.#dependencies = dependencies;
  }

  isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Ends at a difference, after `milliseconds`, at the signal's abort, or when the server stops. */
  async wait(practice: string, asked: ChangesAsked, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (this.isStopping() || signal.aborted || milliseconds <= 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const wake = (): void => {
      resolve(undefined);
    };
    const waiter = { asked, wake };
    const waiters = this.#waiting.get(practice) ?? new Set();
    this.#waiting.set(practice, waiters.add(waiter));
    const timer = setTimeout(wake, milliseconds);
    signal.addEventListener('abort', wake);
    this.#loop ??= this.#watch();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', wake);
      waiters.delete(waiter);
      if (waiters.size === 0 && this.#waiting.get(practice) === waiters) this.#waiting.delete(practice);
    }
  }

  /** Ends all waits. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort();
    for (const waiters of this.#waiting.values()) for (const { wake } of waiters) wake();
    await this.#loop;
  }

  async #watch(): Promise<void> {
    const { everyMs, logger } = this.#dependencies;
    while (this.#waiting.size > 0 && !this.isStopping()) {
      await timerSleep(everyMs, this.#stopping.signal).catch(() => undefined);
      for (const [practice, waiters] of Array.from(this.#waiting)) {
        if (this.isStopping()) break;
        await this.#wakeThose(practice, Array.from(waiters)).catch((error: unknown) => {
          logger.warn('changes_unread', errorFields(error));
        });
      }
    }
    this.#loop = null;
  }

  async #wakeThose(practice: string, waiters: readonly Waiter[]): Promise<void> {
    const asked = waiters.map((waiter) => waiter.asked);
    const places = await this.#dependencies.store.inPractice(practice, (tx) => findAnswerable(tx, practice, asked));
    for (const place of places) waiters[place]?.wake();
  }
}
