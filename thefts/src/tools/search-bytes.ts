import { spellings } from './spellings.ts';

/** One person's secrets in the synthetic truth. */
export type Wanted = { readonly person: number; readonly values: readonly string[] };

/**
 * Finds the persons whose values occur in stolen bytes, in any spelling. Needles are indexed by their first four bytes,
 * so one pass over the bytes serves all of them.
 */
export class ByteSearch {
  readonly #byPrefix = new Map<number, { readonly needle: Buffer; readonly person: number }[]>();
  /** A bit for each hash of the first four bytes: rejects nearly every position. */
  readonly #filter: Uint8Array;
  readonly #shift: number;
  readonly #longest: number;

  constructor(wanted: readonly Wanted[]) {
    let longest = 0;
    for (const { person, values } of wanted) {
      for (const needle of values.flatMap(spellings)) {
        longest = Math.max(longest, needle.length);
        const prefix = needle.readUInt32BE(0);
        const list = this.#byPrefix.get(prefix);
        if (list === undefined) this.#byPrefix.set(prefix, [{ needle, person }]);
        else list.push({ needle, person });
      }
    }
    this.#longest = longest;
    const bits = filterBits(this.#byPrefix.size);
    this.#shift = 32 - bits;
    this.#filter = new Uint8Array(1 << (bits - 3));
    for (const prefix of this.#byPrefix.keys()) {
      const bit = filterBit(prefix, this.#shift);
      this.#filter[bit >>> 3] = (this.#filter[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }

  /**
   * The number of bytes that two neighbouring pieces of one file must share, so that no match is lost at their border.
   */
  get overlap(): number {
    return Math.max(0, this.#longest - 1);
  }

  /** The persons of whom `bytes` contain a value. */
  find(bytes: Buffer): Set<number> {
    const found = new Set<number>();
    const filter = this.#filter;
    const shift = this.#shift;
    let prefix = 0;
    for (let next = 0; next < bytes.length; next++) {
      // Memory and files are mostly empty pages, which contain no match.
      if (prefix === 0 && (next & (pageBytes - 1)) === 0 && isEmptyPage(bytes, next)) {
        next += pageBytes - 1;
        continue;
      }
      prefix = ((prefix << 8) | (bytes[next] ?? 0)) >>> 0;
      const bit = filterBit(prefix, shift);
      if (((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) continue;
      const position = next - 3;
      for (const { needle, person } of position < 0 ? [] : (this.#byPrefix.get(prefix) ?? [])) {
        const end = position + needle.length;
        if (end <= bytes.length && needle.equals(bytes.subarray(position, end))) found.add(person);
      }
    }
    return found;
  }
}

const pageBytes = 4096;
const zeros = Buffer.alloc(pageBytes);

function isEmptyPage(bytes: Buffer, at: number): boolean {
  const end = at + pageBytes;
  return end <= bytes.length && bytes.compare(zeros, 0, pageBytes, at, end) === 0;
}

const leastBits = 10;
const mostBits = 25;

/** Enough bits that at most one in fifty is set, and no more: a small filter stays in the processor's cache. */
function filterBits(prefixes: number): number {
  return Math.min(mostBits, Math.max(leastBits, Math.ceil(Math.log2(50 * Math.max(1, prefixes)))));
}

/** Fibonacci hashing of 32 bits. */
function filterBit(prefix: number, shift: number): number {
  return Math.imul(prefix, 0x9e3779b1) >>> shift;
}
