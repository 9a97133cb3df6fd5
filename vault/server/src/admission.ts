import { Refusal } from './refusal.ts';

/** Bounds the elements that are accepted and not yet answered: beyond it the answer is a refusal at once, never a queue. */
export class Admission {
  readonly #most: number;
  #units = 0;

  constructor(most: number) {
    this.#most = most;
  }

  get units(): number {
    return this.#units;
  }

  /** @throws Refusal `overloaded` */
  require(units: number): void {
    if (this.#units + units > this.#most) throw new Refusal('overloaded', { retryAfter: 1 });
  }

  /** @throws Refusal `overloaded`, and what `work` throws */
  async run<T>(units: number, work: () => Promise<T>): Promise<T> {
    this.require(units);
    this.#units += units;
    try {
      return await work();
    } finally {
      this.#units -= units;
    }
  }
}
