import { concat, type Bytes } from '@etanche/core-wire';
import { ImportError } from '../import-error.ts';

/** Reads a stream of chunks by exact lengths. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #held: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Exactly so many bytes, or null where the stream has ended before the first. @throws ImportError `source_unreadable` */
  async read(length: number): Promise<Bytes | null> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.some(missing);
      if (part === null) break;
      parts.push(part);
      missing -= part.length;
    }
    if (missing === length && length > 0) return null;
    if (missing > 0) throw new ImportError('source_unreadable', `archive ends ${missing} bytes too early`);
    return concat(...parts);
  }

  /** What comes next: at least a byte and at most so many, or null at the end. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#held.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      this.#held = next.value;
    }
    const part = this.#held.subarray(0, most);
    this.#held = this.#held.subarray(part.length);
    return part;
  }
}
