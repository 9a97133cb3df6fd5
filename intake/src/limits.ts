import { IntakeError } from './intake-error.ts';

/**
 * Limits that keep the memory of every reader below 1 GiB, whatever bytes a source holds. Each is far above the exports
 * that were seen; a source beyond one of them is rejected (`source_limits`) instead of exhausting the machine.
 */

/** A row has a cell for each column of its source, so that columns multiply what every row costs. */
export const mostColumns = 2_000;
/** Characters of a column's or a table's name: nested JSON names are joined, and a long one is repeated in each. */
export const longestName = 1_000;
export const mostTables = 10_000;
/** Each member of a zip costs a walk through the directory. */
export const mostMembers = 2_000;
/** Bytes of one JSON record. A parsed record takes some ten times as much. */
export const longestJsonRecord = 16 * 1024 * 1024;
/** The texts of an Excel file, which are held in memory together: bytes of UTF-8, and number. */
export const mostSharedBytes = 256 * 1024 * 1024;
export const mostSharedTexts = 8_000_000;
/** The parts of an Excel file that are read whole: its list of sheets and its styles. */
export const longestXmlPart = 16 * 1024 * 1024;
/** Cells of a Parquet row group that are decoded at once, and how many such reads a row group may take. */
export const mostParquetCells = 4_000_000;
export const mostParquetReads = 64;
/** Bytes of one page of a Parquet column. */
export const longestParquetPage = 128 * 1024 * 1024;

/** Compressed exports are 5 to 50 times smaller than their text; only data that repeats one byte reaches 1,000. */
const mostExpansion = 200;
const alwaysAllowed = 64 * 1024 * 1024;

export function beyondLimit(message: string): IntakeError {
  return new IntakeError('source_limits', message);
}

/** @throws IntakeError `source_limits` when so few compressed bytes cannot honestly hold so much text */
export function limitExpansion(compressedBytes: number, bytes: number): void {
  if (bytes > alwaysAllowed && bytes > compressedBytes * mostExpansion)
    throw beyondLimit(`the file expands more than ${mostExpansion} times when it is decompressed`);
}

/** @throws IntakeError `source_limits` on too many columns, or on one whose name is too long */
export function limitColumns(names: readonly string[]): void {
  if (names.length > mostColumns) throw beyondLimit(`the source has more than ${mostColumns} columns`);
  limitName(names.find((name) => name.length > longestName) ?? '');
}

export function limitName(name: string): void {
  if (name.length > longestName) throw beyondLimit(`a name is longer than ${longestName} characters`);
}
