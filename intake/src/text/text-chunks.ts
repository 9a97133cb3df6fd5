import { isWide } from './encodings.ts';
import { makeWideDecoder } from './wide-decoder.ts';

const byteOrderMark = [0xef, 0xbb, 0xbf];

/** Prepares chunks for parsers of bytes: converts UTF-16 and UTF-32 to UTF-8 and removes the byte order mark. */
export async function* textChunks(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<Uint8Array> {
  if (isWide(encoding)) {
    const decode = makeWideDecoder(encoding);
    for await (const chunk of chunks) yield Buffer.from(decode(chunk));
    yield Buffer.from(decode());
    return;
  }
  let held: Uint8Array | undefined = encoding === 'utf-8' ? new Uint8Array() : undefined;
  for await (const chunk of chunks) {
    if (held === undefined) {
      yield chunk;
      continue;
    }
    held = Buffer.concat([held, chunk]);
    if (held.length < byteOrderMark.length) continue;
    yield withoutMark(held);
    held = undefined;
  }
  if (held !== undefined) yield withoutMark(held);
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return byteOrderMark.every((byte, index) => bytes[index] === byte) ? bytes.subarray(byteOrderMark.length) : bytes;
}
