import { spellings } from './spellings.ts';

/** One person's secrets, as the synthetic truth has them. */
export type Wanted = { readonly person: number; readonly values: readonly string[] };

/**
 * Finds which persons' values stand in stolen bytes, in any spelling. Needles are indexed by their first four bytes, so
 * one pass over the bytes serves all of them.
 */
export class ByteSearch {
  readonly #byPrefix = new Map<number, { readonly needle: Buffer; readonly person: number }[]>();
  /** A bit for each value of the first two bytes: nearly every position ends here. */
  readonly #filter = new Uint8Array(65_536);
  readonly #longest: number;

  constructor(wanted: readonly Wanted[]) {
    let longest = 0;
    for (const { person, values } of wanted) {
      for (const needle of values.flatMap(spellings)) {
        longest = Math.max(longest, needle.length);
        const prefix = needle.readUInt32BE(0);
        this.#filter[prefix >>> 16] = 1;
        const list = this.#byPrefix.get(prefix);
        if (list === undefined) this.#byPrefix.set(prefix, [{ needle, person }]);
        else list.push({ needle, person });
      }
    }
    this.#longest = longest;
  }

  /** How many bytes two neighbouring pieces of one file must share, so that nothing hides on their border. */
  get overlap(): number {
    return Math.max(0, this.#longest - 1);
  }

  /** The persons of whom `bytes` hold a value. */
  find(bytes: Buffer): Set<number> {
    const found = new Set<number>();
    for (let position = 0; position + 4 <= bytes.length; position++) {
      if (this.#filter[((bytes[position] ?? 0) << 8) | (bytes[position + 1] ?? 0)] === 0) continue;
      const candidates = this.#byPrefix.get(bytes.readUInt32BE(position));
      for (const { needle, person } of candidates ?? []) {
        const end = position + needle.length;
        if (end <= bytes.length && needle.equals(bytes.subarray(position, end))) found.add(person);
      }
    }
    return found;
  }
}
