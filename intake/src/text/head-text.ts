import { isWide } from './encodings.ts';
import { makeWideDecoder } from './wide-decoder.ts';

/** The first bytes of a source in the form of `textChunks`: UTF-16 and UTF-32 as UTF-8, no byte order mark. */
export function headText(head: Buffer, encoding: string): Buffer {
  if (isWide(encoding)) return Buffer.from(makeWideDecoder(encoding)(head));
  const marked = encoding === 'utf-8' && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return marked ? head.subarray(3) : head;
}
