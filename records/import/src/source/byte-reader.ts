import { concat, type Bytes } from '@etanche/core-wire';
import { ImportError } from '../import-error.ts';

/** Reads exact numbers of bytes from a stream of chunks. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Reads exactly `length` bytes; null at the end of the stream. @throws ImportError `source_unreadable` */
  async read(length: number): Promise<Bytes | null> {
    const parts: Uint8Array[] = [];
    let missing = length;
    while (missing > 0) {
      const part = await this.readSome(missing);
      if (part === null) break;
      parts.push(part);
      missing -= part.length;
    }
    if (missing === length && length > 0) return null;
    if (missing > 0) throw new ImportError('source_unreadable', `archive ends ${missing} bytes too early`);
    return concat(...parts);
  }

  /** Reads at least one and at most `most` bytes; null at the end of the stream. */
  async readSome(most: number): Promise<Uint8Array | null> {
    while (this.#buffer.length === 0) {
      const next = await this.#chunks.next();
      if (next.done === true) return null;
      this.#buffer = next.value;
    }
    const part = this.#buffer.subarray(0, most);
    this.#buffer = this.#buffer.subarray(part.length);
    return part;
  }
}
