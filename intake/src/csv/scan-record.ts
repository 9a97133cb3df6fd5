import type { Dialect } from './dialect.ts';

/** Positions of the cells of one record; reused for all records so that scanning allocates nothing. */
export type RecordMarks = {
  count: number;
  /** Three numbers per cell: first byte, byte after the last, 1 if quotes or backslashes must be unescaped. */
  cells: Int32Array;
  /** Bitwise OR of all bytes of the record: below 0x80, the record is ASCII. */
  bits: number;
  hasNul: boolean;
  hasLineEnd: boolean;
  /** The byte after the record's content, and the first byte of the next record. */
  end: number;
  next: number;
};

/**
 * - `record`: one record was found.
 * - `more`: the bytes end before the record.
 * - `suspect`: a quote inside a quoted cell that spans lines is at a position where a well-formed file has none.
 */
type Scan = 'record' | 'more' | 'suspect';

export function makeMarks(): RecordMarks {
  return { count: 0, cells: new Int32Array(192), bits: 0, hasNul: false, hasLineEnd: false, end: 0, next: 0 };
}

const [tab, lineFeed, carriageReturn, space, backslash] = [0x09, 0x0a, 0x0d, 0x20, 0x5c];

/**
 * Finds the record (RFC 4180 section 2, generalised) that begins at `from`.
 *
 * A quote inside a quoted cell closes it only before a separator or a line end: `"said "yes" to"` is one cell. Spaces
 * around a quoted cell are dropped. `tolerate` is a position: misplaced quotes before it do not make the record
 * suspect.
 *
 * @param final no byte follows `to` in the source
 */
export function scanRecord(
  bytes: Uint8Array,
  from: number,
  to: number,
  final: boolean,
  dialect: Dialect,
  out: RecordMarks,
  tolerate: number,
): Scan {
  const { separator, quote, special } = dialect;
  const [separatorFirst, separatorLength] = [separator[0] ?? 0, separator.length];
  let cells = out.cells;
  let position = from;
  let index = 0;
  let bits = 0;
  out.hasNul = false;
  out.hasLineEnd = false;
  for (;;) {
    if (index + 3 > cells.length) {
      cells = new Int32Array(cells.length * 2);
      cells.set(out.cells);
      out.cells = cells;
    }
    let escaped = 0;
    let start = position;
    let end = -1;
    if (quote !== -1) {
      let opening = position;
      while (opening < to && bytes[opening] === space) opening++;
      if (opening >= to && !final) return 'more';
      if (opening < to && bytes[opening] === quote) {
        const closing = scanQuoted(bytes, opening + 1, to, final, dialect, out, tolerate);
        if (closing < 0) return closing === notYet ? 'more' : 'suspect';
        start = opening + 1;
        end = quotedEnd;
        escaped = quotedEscaped;
        bits |= quotedBits;
        position = closing;
      }
    }
    if (end === -1) {
      for (;;) {
        let byte = 0;
        while (position < to && special[(byte = bytes[position] ?? 0)] === 0) {
          bits |= byte;
          position++;
        }
        if (position >= to) break;
        if (byte === lineFeed || byte === carriageReturn) break;
        if (byte === separatorFirst) {
          if (separatorLength === 1) break;
          if (position + separatorLength > to && !final) return 'more';
          if (matches(bytes, position, separator)) break;
        } else if (byte === 0) {
          out.hasNul = true;
        } else if (byte === backslash) {
          if (position + 1 >= to && !final) return 'more';
          escaped = 1;
          if (position + 1 < to) bits |= bytes[++position] ?? 0;
        }
        bits |= byte;
        position++;
      }
      end = position;
    }
    cells[index] = start;
    cells[index + 1] = end;
    cells[index + 2] = escaped;
    index += 3;
    if (position < to && bytes[position] === separatorFirst && matches(bytes, position, separator)) {
      position += separatorLength;
      continue;
    }
    if (position >= to && !final) return 'more';
    const next = afterLineEnd(bytes, position, to, final);
    if (next < 0) return 'more';
    // An unquoted last cell ends before the LF of a CR LF.
    if (
      cells[index - 2] === position &&
      position > start &&
      bytes[position - 1] === carriageReturn &&
      bytes[position] === lineFeed
    )
      cells[index - 2] = position - 1;
    out.count = index / 3;
    out.bits = bits;
    out.end = position;
    out.next = next;
    return 'record';
  }
}

const notYet = -1;
const misplaced = -2;
// Results of the last scanQuoted: module-level because returning an object for each quoted cell costs a quarter of the
// speed.
let quotedEnd = 0;
let quotedEscaped = 0;
let quotedBits = 0;

/** From the byte after the opening quote to the separator or line end after the closing one, or a negative number. */
function scanQuoted(
  bytes: Uint8Array,
  from: number,
  to: number,
  final: boolean,
  dialect: Dialect,
  out: RecordMarks,
  tolerate: number,
): number {
  const quote = dialect.quote;
  let position = from;
  quotedEscaped = 0;
  quotedBits = 0;
  for (;;) {
    if (position >= to) {
      if (!final) return notYet;
      return misplaced;
    }
    const byte = bytes[position] ?? 0;
    quotedBits |= byte;
    if (byte === quote) {
      if (position + 1 >= to && !final) return notYet;
      if (position + 1 < to && bytes[position + 1] === quote) {
        quotedEscaped = 1;
        position += 2;
        continue;
      }
      const after = afterQuoted(bytes, position + 1, to, final, dialect);
      if (after === notYet) return notYet;
      if (after >= 0) {
        quotedEnd = position;
        return after;
      }
      if (out.hasLineEnd && position >= tolerate) return misplaced;
    } else if (byte === backslash && dialect.backslash) {
      if (position + 1 >= to && !final) return notYet;
      quotedEscaped = 1;
      position++;
      quotedBits |= bytes[position] ?? 0;
    } else if (byte === lineFeed || byte === carriageReturn) {
      out.hasLineEnd = true;
    } else if (byte === 0) {
      out.hasNul = true;
    }
    position++;
  }
}

/** The position of the separator or line end that follows a closing quote, spaces skipped; `misplaced` if none does. */
function afterQuoted(bytes: Uint8Array, from: number, to: number, final: boolean, dialect: Dialect): number {
  let position = from;
  while (position < to && (bytes[position] === space || bytes[position] === tab)) {
    if (matches(bytes, position, dialect.separator)) return position;
    position++;
  }
  if (position >= to) return final ? position : notYet;
  const byte = bytes[position];
  if (byte === lineFeed) return position;
  if (byte === carriageReturn) {
    if (dialect.carriageReturnEnds) return position;
    if (position + 1 >= to) return final ? position : notYet;
    return bytes[position + 1] === lineFeed ? position : misplaced;
  }
  if (byte !== dialect.separator[0]) return misplaced;
  if (position + dialect.separator.length > to && !final) return notYet;
  return matches(bytes, position, dialect.separator) ? position : misplaced;
}

function matches(bytes: Uint8Array, position: number, separator: Uint8Array): boolean {
  for (let index = 0; index < separator.length; index++) if (bytes[position + index] !== separator[index]) return false;
  return true;
}

/** The byte after the line end at `position` (LF, CR LF or CR), or a negative number when more bytes are needed. */
function afterLineEnd(bytes: Uint8Array, position: number, to: number, final: boolean): number {
  if (position >= to) return to;
  if (bytes[position] !== carriageReturn) return position + 1;
  if (position + 1 >= to) return final ? to : notYet;
  return bytes[position + 1] === lineFeed ? position + 2 : position + 1;
}
