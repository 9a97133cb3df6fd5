import { beyondLimit } from '../limits.ts';
import { makeTextDecoder } from './decode-text.ts';
import { isSingleByte } from './encodings.ts';

const longestLine = 16 * 1024 * 1024;
const [lineFeed, carriageReturn] = [0x0a, 0x0d];

/**
 * The lines of a text without their ends (LF, CR LF, CR), each decoded separately, grouped by the arriving chunks.
 *
 * @throws IntakeError `source_limits` on a line longer than 16 MiB
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string[]> {
  const decode = makeTextDecoder(isSingleByte(encoding) ? encoding : 'utf-8');
  let carried = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([carried, chunk]);
    const lines: string[] = [];
    let from = 0;
    for (let position = from; position < bytes.length; position++) {
      const byte = bytes[position];
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      // A CR at the end of a chunk may be half of a CR LF.
      if (byte === carriageReturn && position + 1 === bytes.length) break;
      lines.push(decode(bytes.subarray(from, position)));
      if (byte === carriageReturn && bytes[position + 1] === lineFeed) position++;
      from = position + 1;
    }
    carried = Buffer.from(bytes.subarray(from));
    if (carried.length > longestLine) throw beyondLimit('a line of the file is longer than 16 MiB');
    if (lines.length > 0) yield lines;
  }
  const last = decode(carried).replace(/\r$/, '');
  if (last !== '') yield [last];
}

/** The text of a source in pieces that end after a line or a tag, so that no character is cut. */
export async function* textPieces(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decode = makeTextDecoder(isSingleByte(encoding) ? encoding : 'utf-8');
  let carried = Buffer.alloc(0);
  for await (const chunk of chunks) {
    const bytes = Buffer.concat([carried, chunk]);
    const end = Math.max(bytes.lastIndexOf(0x3e), bytes.lastIndexOf(lineFeed)) + 1;
    carried = Buffer.from(bytes.subarray(end));
    if (carried.length > longestLine) throw beyondLimit('a part of the file is longer than 16 MiB');
    if (end > 0) yield decode(bytes.subarray(0, end));
  }
  if (carried.length > 0) yield decode(carried);
}
