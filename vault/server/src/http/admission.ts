import { limits } from '@etanche/core-wire';
import { Refusal } from './refusal.ts';

/**
 * Whose elements are counted: anybody's, or those of a key that is known here, of a practice or for a public key set.
 */
export type Admitted = 'anonymous' | { readonly practice: string | null; readonly key: string };

/**
 * Bounds the elements that are accepted and not yet answered: beyond it the answer is a refusal at once, never a queue.
 * Anonymous callers have half of them: the other half is for callers whose key is known here. No practice has more than
 * half, and none of its keys more than a quarter: a stolen device keeps neither its own practice nor another one out.
 */
export class Admission {
  readonly #most: number;
  #units = 0;
  #anonymous = 0;
  /** By practice, and by practice and key; nothing that is zero. */
  readonly #shares = new Map<string, number>();

  constructor(most: number) {
    this.#most = most;
  }

  get units(): number {
    return this.#units;
  }

  /** @throws Refusal `overloaded` */
  require(units: number, of: Admitted): void {
    const half = Math.floor(this.#most / 2);
    const full =
      this.#units + units > this.#most ||
      (of === 'anonymous' && this.#anonymous + units > half) ||
      this.#sharesOf(of).some(({ name, most }) => (this.#shares.get(name) ?? 0) + units > most);
    if (full) throw new Refusal('overloaded', { retryAfter: 1 });
  }

  /** @throws Refusal `overloaded`, and what `work` throws */
  async run<T>(units: number, of: Admitted, work: () => Promise<T>): Promise<T> {
    this.require(units, of);
    this.#count(units, of);
    try {
      return await work();
    } finally {
      this.#count(-units, of);
    }
  }

  #count(units: number, of: Admitted): void {
    this.#units += units;
    if (of === 'anonymous') this.#anonymous += units;
    for (const { name } of this.#sharesOf(of)) {
      const now = (this.#shares.get(name) ?? 0) + units;
      if (now === 0) this.#shares.delete(name);
      else this.#shares.set(name, now);
    }
  }

  /** The largest request fits into every share of a vault that takes it at all. */
  #sharesOf(of: Admitted): readonly { readonly name: string; readonly most: number }[] {
    if (of === 'anonymous' || of.practice === null) return [];
    const share = (parts: number): number => Math.max(limits.elementsPerImport, Math.floor(this.#most / parts));
    return [
      { name: of.practice, most: share(2) },
      { name: `${of.practice}/${of.key}`, most: share(4) },
    ];
  }
}
