import { IntakeError } from './intake-error.ts';

/**
 * Limits that keep the memory of every reader below 1 GiB for any input. Each is far above all known exports; a source
 * that exceeds one is rejected (`source_limits`) instead of exhausting the machine.
 */

/** A row has a cell for each column of its source, so the cost of every row grows with the columns. */
export const mostColumns = 2_000;
/** Characters of a column's or a table's name: nested JSON names are joined, so that a long name is repeated. */
export const longestName = 1_000;
export const mostTables = 10_000;
/** Opening a member of a zip searches the whole directory. */
export const mostMembers = 2_000;
/** Bytes of one JSON record. A parsed record takes about ten times as much memory. */
export const longestJsonRecord = 16 * 1024 * 1024;
/** The shared texts of an Excel file, which are all in memory: bytes of UTF-8, and number. */
export const mostSharedBytes = 256 * 1024 * 1024;
export const mostSharedTexts = 8_000_000;
/** Parts of an Excel file that are read as a whole: its list of sheets and its styles. */
export const longestXmlPart = 16 * 1024 * 1024;
/** Number of cells of a Parquet row group that are decoded at once, and maximum number of such reads per row group. */
export const mostParquetCells = 4_000_000;
export const mostParquetReads = 64;
/** Bytes of one page of a Parquet column. */
export const longestParquetPage = 128 * 1024 * 1024;

/** Compressed exports are 5 to 50 times smaller than their text; only data of one repeated byte reaches 1,000. */
const mostExpansion = 200;
const alwaysAllowed = 64 * 1024 * 1024;

export function beyondLimit(message: string): IntakeError {
  return new IntakeError('source_limits', message);
}

/** @throws IntakeError `source_limits` when the expansion is implausibly high */
export function limitExpansion(compressedBytes: number, bytes: number): void {
  if (bytes > alwaysAllowed && bytes > compressedBytes * mostExpansion)
    throw beyondLimit(`decompression expands the file more than ${mostExpansion} times`);
}

/** @throws IntakeError `source_limits` on too many columns, or on one whose name is too long */
export function limitColumns(names: readonly string[]): void {
  if (names.length > mostColumns) throw beyondLimit(`the source has more than ${mostColumns} columns`);
  limitName(names.find((name) => name.length > longestName) ?? '');
}

export function limitName(name: string): void {
  if (name.length > longestName) throw beyondLimit(`a name is longer than ${longestName} characters`);
}
