import { isUtf16 } from './encodings.ts';

/** The first bytes of a source as textChunks would give them: UTF-16 as UTF-8, no byte order mark. */
export function headText(head: Buffer, encoding: string): Buffer {
  if (isUtf16(encoding)) return Buffer.from(new TextDecoder(encoding).decode(head, { stream: true }));
  const marked = encoding === 'utf-8' && head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf;
  return marked ? head.subarray(3) : head;
}
