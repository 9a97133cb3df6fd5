import { u32, type Bytes } from '@etanche/core-wire';
import { packDictionary } from '../scope/pack-dictionary.ts';
import { cannotOpen } from '../sealing-error.ts';
import { platformCompression } from './compression.ts';
import { sizeClass } from './size-class.ts';

const LENGTH_BYTES = 4;

/**
 * The padded plaintext of a pack or a message body (docs/protocol.md 7.4): u32(length) ‖ content ‖ zeros up to a size
 * class, where content is the number of the dictionary and the compressed bytes. The caller zeroes both.
 */
export async function padCompressed(bytes: Bytes): Promise<Bytes> {
  const deflated = await platformCompression().deflate(bytes, packDictionary.bytes);
  const padded = new Uint8Array(sizeClass(LENGTH_BYTES + 1 + deflated.length));
  padded.set(u32(1 + deflated.length));
  padded[LENGTH_BYTES] = packDictionary.version;
  padded.set(deflated, LENGTH_BYTES + 1);
  deflated.fill(0);
  return padded;
}

/**
 * The inverse of `padCompressed`.
 *
 * @param most bytes to which it may inflate
 * @param what name of the content in an error
 * @throws SealingError `cannot_open`
 */
export async function unpadCompressed(padded: Bytes, most: number, what: string): Promise<Bytes> {
  if (padded.length < LENGTH_BYTES) throw cannotOpen(`${what} of ${padded.length} bytes is too short`);
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (length < 1 || sizeClass(end) !== padded.length) throw cannotOpen(`${what} has a malformed length`);
  if (padded.subarray(end).some((byte) => byte !== 0)) throw cannotOpen(`${what} is not padded with zeros`);
  if (padded[LENGTH_BYTES] !== packDictionary.version) throw cannotOpen(`${what} of an unknown dictionary`);
  const deflated = padded.slice(LENGTH_BYTES + 1, end);
  try {
    return await platformCompression().inflate(deflated, packDictionary.bytes, most);
  } finally {
    deflated.fill(0);
  }
}
