import { Refusal } from './refusal.ts';

/**
 * Bounds the elements that are accepted and not yet answered: beyond it the answer is a refusal at once, never a queue.
 * Anonymous callers have half of them: the other half is for callers whose key is known here.
 */
export class Admission {
  readonly #most: number;
  #units = 0;
  #anonymous = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get units(): number {
    return this.#units;
  }

  /** @throws Refusal `overloaded` */
  require(units: number, caller: 'anonymous' | 'known'): void {
    const full =
      this.#units + units > this.#most ||
      (caller === 'anonymous' && this.#anonymous + units > Math.floor(this.#most / 2));
    if (full) throw new Refusal('overloaded', { retryAfter: 1 });
  }

  /** @throws Refusal `overloaded`, and what `work` throws */
  async run<T>(units: number, caller: 'anonymous' | 'known', work: () => Promise<T>): Promise<T> {
    this.require(units, caller);
    const anonymous = caller === 'anonymous' ? units : 0;
    this.#units += units;
    this.#anonymous += anonymous;
    try {
      return await work();
    } finally {
      this.#units -= units;
      this.#anonymous -= anonymous;
    }
  }
}
