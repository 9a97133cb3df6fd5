import { setTimeout as sleep } from 'node:timers/promises';

/** Refusals in one second that are answered at once: people and their programs stay far below. */
const perSecond = 20;
const delayMs = 500;
/** Answers held back at a time, some kilobytes each; what exceeds them is answered at once. */
const mostHeld = 4096;

/**
 * Holds refusals back while there are many of them. A client that repeats a refused request without a pause then sends
 * two requests a second for each of its connections, and leaves the event loop to callers who are served.
 */
export class RefusalDelay {
  readonly #now: () => number;
  #second = 0;
  #refused = 0;
  #held = 0;

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Resolves when the refusal may be sent. */
  async wait(): Promise<void> {
    const second = Math.floor(this.#now() / 1000);
    // The count of a second halves in the next one, so that a flood is not answered at once at each turn.
    while (this.#second < second && this.#refused > 0) {
      this.#second += 1;
      this.#refused = Math.floor(this.#refused / 2);
    }
    this.#second = second;
    this.#refused = Math.min(this.#refused + 1, 16 * perSecond);
    if (this.#refused <= perSecond || this.#held >= mostHeld) return;
    this.#held += 1;
    try {
      await sleep(delayMs);
    } finally {
      this.#held -= 1;
    }
  }
}
