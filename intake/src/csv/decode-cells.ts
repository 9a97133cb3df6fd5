import { isUtf8 } from 'node:buffer';
import { makeTextDecoder } from '../text/decode-text.ts';
import { isSingleByte } from '../text/encodings.ts';
import type { Dialect } from './dialect.ts';
import type { RecordMarks } from './scan-record.ts';

/** Returns the texts of the cells that `marks` locates in `bytes`. */
type DecodeCells = (bytes: Buffer, marks: RecordMarks) => string[];

/**
 * A decoder for one encoding and one way of quoting. A record in ASCII or UTF-8 is decoded as a whole and then cut into
 * cells: thirty million calls of the decoder, one per cell, would dominate the time. Other records are decoded cell by
 * cell, since a file may mix several encodings. NUL characters are dropped.
 */
export function makeCellDecoder(encoding: string, dialect: Dialect): DecodeCells {
  const toText = makeTextDecoder(encoding);
  const isOneByte = isSingleByte(encoding);
  const quote = dialect.quote === -1 ? '' : String.fromCharCode(dialect.quote);
  return (bytes, marks) => {
    const cells = cutCells(bytes, marks, toText, isOneByte);
    if (marks.hasNul) for (const [index, cell] of cells.entries()) cells[index] = cell.replaceAll('\0', '');
    for (let index = 0; index < marks.count; index++)
      if (marks.cells[3 * index + 2] === 1) cells[index] = unescape(cells[index] ?? '', quote, dialect.backslash);
    return cells;
  };
}

function cutCells(bytes: Buffer, marks: RecordMarks, toText: (bytes: Buffer) => string, isOneByte: boolean): string[] {
  const from = marks.cells[0] ?? 0;
  if (marks.bits < 0x80) return cut(bytes.toString('latin1', from, marks.end), marks, from);
  if (!isOneByte && isUtf8(bytes.subarray(from, marks.end))) return cutUtf8(bytes, marks, from);
  return Array.from({ length: marks.count }, (_value, index) =>
    toText(bytes.subarray(marks.cells[3 * index], marks.cells[3 * index + 1])),
  );
}

/** One byte is one character: offsets in bytes are offsets in the text. */
function cut(text: string, marks: RecordMarks, from: number): string[] {
  const { cells, count } = marks;
  const texts = new Array<string>(count);
  for (let index = 0, mark = 0; index < count; index++, mark += 3) {
    const [start, end] = [cells[mark] ?? 0, cells[mark + 1] ?? 0];
    texts[index] = start === end ? '' : text.substring(start - from, end - from);
  }
  return texts;
}

function cutUtf8(bytes: Buffer, marks: RecordMarks, from: number): string[] {
  const text = bytes.toString('utf8', from, marks.end);
  const { cells, count } = marks;
  const texts = new Array<string>(count);
  let position = from;
  let units = 0;
  for (let index = 0, mark = 0; index < count; index++, mark += 3) {
    const [start, end] = [cells[mark] ?? 0, cells[mark + 1] ?? 0];
    for (; position < start; position++) units += utf16Units(bytes[position] ?? 0);
    const first = units;
    for (; position < end; position++) units += utf16Units(bytes[position] ?? 0);
    texts[index] = first === units ? '' : text.substring(first, units);
  }
  return texts;
}

/** UTF-16 units of the character whose UTF-8 form begins with this byte; 0 for continuation bytes. */
function utf16Units(byte: number): number {
  if ((byte & 0xc0) === 0x80) return 0;
  return byte >= 0xf0 ? 2 : 1;
}

const backslashed: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '' };

function unescape(cell: string, quote: string, backslash: boolean): string {
  if (!backslash) return cell.replaceAll(quote + quote, quote);
  // A cell that is exactly \N is SQL's NULL and is kept.
  if (cell === '\\N') return cell;
  const undoubled = quote === '' ? cell : cell.replaceAll(quote + quote, quote);
  return undoubled.replace(/\\([\s\S])/g, (_all, character: string) => backslashed[character] ?? character);
}
