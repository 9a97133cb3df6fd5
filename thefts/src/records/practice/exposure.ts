import { fromUtf8, type Bytes } from '@etanche/core-wire';
import type { Truth } from './truth.ts';

/** The plaintext that the attacker decrypted, counted in persons against the truth. Only exact matches count. */
export class Exposure {
  /** Persons of whom clinical data was read. */
  readonly records = new Set<number>();
  /** Persons of whom a trait, a card or an appointment was read. */
  readonly identities = new Set<number>();
  readonly #truth: Pick<Truth, 'whose' | 'withCard' | 'booked'>;

  constructor(truth: Pick<Truth, 'whose' | 'withCard' | 'booked'>) {
    this.#truth = truth;
  }

  get persons(): Set<number> {
    return this.records.union(this.identities);
  }

  addText(text: string): void {
    const known = this.#truth.whose(text);
    if (known !== null) (known.compartment === 'clinical' ? this.records : this.identities).add(known.number);
    const booked = known === null ? this.#truth.booked(text) : null;
    if (booked !== null) this.identities.add(booked);
  }

  addBytes(bytes: Bytes): void {
    try {
      this.addText(fromUtf8(bytes));
    } catch {
      // Bytes that are not UTF-8 identify nobody.
    }
  }

  /** @param card plaintext, without padding */
  addCard(card: Uint8Array): void {
    for (const person of this.#truth.withCard(card)) this.identities.add(person);
  }

  add(other: Pick<Exposure, 'records' | 'identities'>): void {
    for (const person of other.records) this.records.add(person);
    for (const person of other.identities) this.identities.add(person);
  }
}
