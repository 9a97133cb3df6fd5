import type { BadRowCode } from '../source.ts';
import type { Dialect } from './dialect.ts';
import { makeMarks, scanRecord, type RecordMarks } from './scan-record.ts';

/**
 * The next record in a window of bytes: its marks, or the extent and the reason of a bad record; `blank` lines are not
 * records.
 */
type FoundRecord = 'good' | 'blank' | 'more' | BadRowCode;

type RecordFinder = {
  readonly marks: RecordMarks;
  /** Finds the record at `from`; `marks.end` and `marks.next` are set unless more bytes are needed. */
  readonly find: (bytes: Uint8Array, from: number, to: number, final: boolean) => FoundRecord;
};

/** Longest record: only a record with an unclosed quote is longer. */
const longestRecord = 4 * 1024 * 1024;

/**
 * `columns` is the number of cells of a record, or 0 to accept any number. Up to `trailing` additional empty cells are
 * accepted, but not more: a separator inside a text may have shifted the cells of an unusual record. Records may lack
 * up to `missing` cells at their end.
 */
export function makeRecordFinder(dialect: Dialect, columns: number, trailing: number, missing = 0): RecordFinder {
  const marks = makeMarks();
  const trial = makeMarks();
  const find = (bytes: Uint8Array, from: number, to: number, final: boolean): FoundRecord => {
    let tolerate = from;
    for (;;) {
      const scan = scanRecord(bytes, from, to, final, dialect, marks, tolerate);
      if (scan === 'record') return judge(bytes, from, to);
      const hopeless = scan === 'more' && to - from > longestRecord;
      if (scan === 'more' && !hopeless) return 'more';
      const resumed = resync(bytes, from, to, final || hopeless);
      if (resumed === -1) return 'more';
      if (resumed > 0) return endAt(resumed, hopeless ? 'record_too_long' : 'unclosed_quote');
      if (hopeless) return endAt(nextLine(bytes, from, to, dialect), 'record_too_long');
      if (tolerate === to) return endAt(to, 'unclosed_quote');
      // No later line is well-formed by itself, so this cell's quotes are read literally, up to the end of the source.
      tolerate = to;
    }
  };

  const judge = (bytes: Uint8Array, from: number, to: number): FoundRecord => {
    if (marks.count === 1 && isBlank(bytes, from, marks.end)) return 'blank';
    if (columns === 0 || marks.count === columns) return 'good';
    if (missing > 0 && marks.count < columns && marks.count >= columns - missing) return 'good';
    if (marks.count > columns && marks.count <= columns + trailing && restIsEmpty()) {
      marks.count = columns;
      return 'good';
    }
    if (marks.hasLineEnd) {
      const resumed = resync(bytes, from, Math.min(marks.next, to), true);
      if (resumed > 0 && resumed < marks.next) return endAt(resumed, 'unclosed_quote');
    }
    return marks.count < columns ? 'too_few_cells' : 'too_many_cells';
  };

  const restIsEmpty = (): boolean => {
    for (let cell = columns; cell < marks.count; cell++)
      if (marks.cells[3 * cell] !== marks.cells[3 * cell + 1]) return false;
    return true;
  };

  /**
   * The start of the first line after `from` that is by itself a well-formed record of the right size. 0 if there is
   * none, -1 if more bytes are needed.
   */
  const resync = (bytes: Uint8Array, from: number, to: number, final: boolean): number => {
    for (let line = nextLine(bytes, from, to, dialect); line < to; line = nextLine(bytes, line, to, dialect)) {
      const scan = scanRecord(bytes, line, to, final, dialect, trial, line);
      if (scan === 'record' && trial.count === columns && columns > 1) return line;
      if (scan === 'more' && !final) return -1;
    }
    return 0;
  };

  const endAt = (next: number, code: BadRowCode): BadRowCode => {
    marks.end = next;
    marks.next = next;
    return code;
  };
  return { marks, find };
}

/** The byte after the next line end, or `to`. */
function nextLine(bytes: Uint8Array, from: number, to: number, dialect: Dialect): number {
  for (let position = from; position < to; position++) {
    const byte = bytes[position];
    if (byte === 0x0a) return position + 1;
    if (byte === 0x0d && dialect.carriageReturnEnds) return bytes[position + 1] === 0x0a ? position + 2 : position + 1;
  }
  return to;
}

function isBlank(bytes: Uint8Array, from: number, end: number): boolean {
  for (let position = from; position < end; position++) {
    const byte = bytes[position];
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d && byte !== 0x00) return false;
  }
  return true;
}
