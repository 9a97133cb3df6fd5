import { Refusal } from './refusal.ts';

/**
 * Limits the elements that are accepted but not yet answered. Beyond the limit a request is refused at once and never
 * queued. Anonymous callers may use half of the capacity; the other half is reserved for callers whose key this vault
 * knows.
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

  /** @throws Refusal `overloaded`, and any error of `work` */
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
