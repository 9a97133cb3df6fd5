import { isSingleByte } from '../text/encodings.ts';
import type { SourceDescription } from '../source.ts';

type Lines = NonNullable<SourceDescription['lines']>;

const [lineFeed, recordSeparator] = [0x0a, 0x1e];
const mostCarried = 4 * 1024 * 1024;
/** Typographic quotes as characters of one byte each: in UTF-8, and in the one-byte encodings of Windows. */
const curlyUtf8 = '(?:\\xe2\\x80[\\x9c-\\x9f]|\\xc2[\\xab\\xbb])';
const curlyWindows = '[\\x84\\x93\\x94\\xab\\xbb]';
const edge = '[;,\\t|]';

/** How the lines of a text have to be rewritten before they are split into cells, if at all. */
export function sniffLines(head: Buffer, encoding: string): Lines | undefined {
  const text = head.toString('latin1', 0, 64 * 1024);
  const separators = text.split('\x1e').length - 1;
  if (separators > 2 && separators > text.split('\n').length - 1) return 'record-separator';
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.trim() !== '');
  const first = lines.slice(0, Math.max(1, Math.min(50, lines.length - 1)));
  if (first.every((line) => wholeCell.test(line))) {
    const inner = first.map((line) => unwrapped(line));
    for (const separator of [';', ',', '\t', '|']) {
      const [count = 0, ...others] = inner.map((line) => line.split(separator).length - 1);
      if (count > 1 && others.filter((other) => other === count).length >= others.length * 0.9) return 'quoted-whole';
    }
  }
  const curly = new RegExp(`(?:^|${edge})\\s*${curlyOf(encoding)}`);
  if (first.filter((line) => curly.test(line)).length > first.length * 0.5) return 'curly-quotes';
  return undefined;
}

/** Rewrites the lines of a head. */
export function rewriteHead(head: Buffer, lines: Lines | undefined, encoding: string): Buffer {
  return lines === undefined ? head : rewrite(head, lines, encoding);
}

/** Rewrites the lines of the chunks; a line is held back until its end arrives. */
export async function* rewriteLines(
  chunks: AsyncIterable<Uint8Array>,
  lines: Lines,
  encoding: string,
): AsyncGenerator<Uint8Array> {
  let carried = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (lines === 'record-separator') {
      yield rewrite(Buffer.from(chunk), lines, encoding);
      continue;
    }
    const bytes = Buffer.concat([carried, chunk]);
    const found = bytes.lastIndexOf(lineFeed) + 1;
    // A line that does not end is passed on unchanged.
    const end = found === 0 && bytes.length > mostCarried ? bytes.length : found;
    carried = Buffer.from(bytes.subarray(end));
    if (end > 0) yield rewrite(bytes.subarray(0, end), lines, encoding);
  }
  if (carried.length > 0) yield rewrite(carried, lines, encoding);
}

function rewrite(bytes: Buffer, lines: Lines, encoding: string): Buffer {
  if (lines === 'record-separator')
    return Buffer.from(bytes.map((byte) => (byte === recordSeparator ? lineFeed : byte === lineFeed ? 0x20 : byte)));
  const text = bytes.toString('latin1');
  const replaced =
    lines === 'quoted-whole'
      ? text.replace(/[^\r\n]+/g, (line) => (wholeCell.test(line) ? unwrapped(line) : line))
      : text
          .replace(new RegExp(`(^|${edge})([ ]*)${curlyOf(encoding)}`, 'gm'), '$1"')
          .replace(new RegExp(`${curlyOf(encoding)}[ ]*(?=${edge}|\\r?$)`, 'gm'), '"');
  return Buffer.from(replaced, 'latin1');
}

const wholeCell = /^\s*"(?:[^"]|"")*"[;,|]*\s*$/;

function unwrapped(line: string): string {
  return line
    .trim()
    .replace(/^"|"[;,\t|]*$/g, '')
    .replaceAll('""', '"');
}

function curlyOf(encoding: string): string {
  return isSingleByte(encoding) ? curlyWindows : curlyUtf8;
}
