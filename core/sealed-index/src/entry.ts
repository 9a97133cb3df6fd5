import { fromUtf8, utf8, type Bytes } from '@etanche/core-wire';
import { couldNotCheck, SealedIndexError } from './sealed-index-error.ts';

/** One detail field of a person: its id in the manifest's table and its text. */
export type Detail = { readonly id: number; readonly text: string };

/** The content of an entry: category bits (bit b is bit b of the manifest's table), and details by id. */
export type Entry = { readonly categories: bigint; readonly details: readonly Detail[] };

const VERSION = 1;
const HEADER_BYTES = 9;

/**
 * @returns exactly `plaintextBytes` bytes
 * @throws SealedIndexError `build_invalid` when the entry is too long, or details are not in ascending order of id
 */
export function encodeEntry(entry: Entry, plaintextBytes: number): Bytes {
  const plaintext = new Uint8Array(plaintextBytes);
  if (plaintextBytes < HEADER_BYTES || entry.categories < 0n || entry.categories >= 1n << 64n) {
    throw new SealedIndexError('build_invalid', `categories do not fit in an entry of ${plaintextBytes} bytes`);
  }
  plaintext[0] = VERSION;
  new DataView(plaintext.buffer).setBigUint64(1, entry.categories);
  let offset = HEADER_BYTES;
  let last = 0;
  for (const { id, text } of entry.details) {
    const bytes = utf8(text);
    if (id <= last || id > 255 || bytes.length === 0 || bytes.length > 255) {
      throw new SealedIndexError('build_invalid', `detail ${id} is out of order, empty or longer than 255 bytes`);
    }
    if (offset + 2 + bytes.length > plaintextBytes) {
      throw new SealedIndexError('build_invalid', `details do not fit in an entry of ${plaintextBytes} bytes`);
    }
    plaintext.set([id, bytes.length], offset);
    plaintext.set(bytes, offset + 2);
    offset += 2 + bytes.length;
    last = id;
  }
  return plaintext;
}

/**
 * The inverse of `encodeEntry`: accepts exactly its outputs.
 *
 * @throws SealedIndexError `could_not_check`
 */
export function parseEntry(plaintext: Bytes): Entry {
  if (plaintext.length < HEADER_BYTES || plaintext[0] !== VERSION) throw couldNotCheck('entry has an unknown format');
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.length);
  const details: Detail[] = [];
  let offset = HEADER_BYTES;
  let last = 0;
  while (offset < plaintext.length && plaintext[offset] !== 0) {
    const id = plaintext[offset] ?? 0;
    const length = plaintext[offset + 1] ?? 0;
    const end = offset + 2 + length;
    if (id <= last || length === 0 || end > plaintext.length) throw couldNotCheck('entry holds a malformed detail');
    details.push({ id, text: fromUtf8(plaintext.subarray(offset + 2, end)) });
    offset = end;
    last = id;
  }
  if (plaintext.subarray(offset).some((byte) => byte !== 0)) throw couldNotCheck('entry is not padded with zeros');
  return { categories: view.getBigUint64(1), details };
}

/** Bytes of plaintext for the longest entry of an index, but at least the 16 that the manifest requires. */
export function plaintextBytesFor(details: readonly { readonly maxBytes: number }[]): number {
  return Math.max(16, HEADER_BYTES + details.reduce((sum, detail) => sum + 2 + detail.maxBytes, 0));
}
