/**
 * - `too_few_cells`, `too_many_cells`: not as many cells as the source has columns (extra empty ones that most
 *   records have are forgiven).
 * - `unclosed_quote`: a quote is opened and never closed; reading resumed at the next line that makes sense.
 * - `record_too_long`: larger than any record that is plausible (4 MiB).
 * - `invalid_json`, `invalid_sql`: this one record cannot be parsed.
 * - `not_a_record`: a value where an object or a row of cells was expected.
 * - `unknown_column`: holds something under a name that the description does not have.
 */
export const badRowCodes = [
  'too_few_cells',
  'too_many_cells',
  'unclosed_quote',
  'record_too_long',
  'invalid_json',
  'invalid_sql',
  'not_a_record',
  'unknown_column',
] as const;
export type BadRowCode = (typeof badRowCodes)[number];

/**
 * One record of the source. `number` counts records from 1, the header excluded, bad ones included. `cells` has one text
 * per column of the description. `raw` is the record as it stands in the (decompressed) source; UTF-16 sources give it in
 * UTF-8, binary ones as JSON.
 */
export type Row =
  | {
      readonly ok: true;
      readonly number: number;
      readonly cells: readonly string[];
      /** How many cells were repaired, where any was: wrongly decoded letters, HTML entities. */
      readonly repaired?: number;
    }
  | { readonly ok: false; readonly number: number; readonly code: BadRowCode; readonly raw: Uint8Array };

/** `bytesRead` of `totalBytes` is progress only: compressed bytes for gzip, uncompressed for zip. */
export type RowBatch = { readonly rows: Row[]; readonly bytesRead: number; readonly totalBytes: number };

export type SourceFormat = 'csv' | 'xlsx' | 'json' | 'ndjson' | 'parquet' | 'sql';
export type Compression = 'none' | 'gzip' | 'zip';

/** Plain data, safe to keep as JSON: it holds the names of columns and of tables, never a value. */
export type SourceDescription = {
  readonly format: SourceFormat;
  readonly compression: Compression;
  /** A label of the WHATWG Encoding standard, or `ibm850`; `binary` for xlsx and Parquet. */
  readonly encoding: string;
  readonly separator?: string;
  /** Absent: cells are never quoted. */
  readonly quote?: string;
  /** How a quote is written inside a quoted cell. */
  readonly escape?: 'doubled' | 'backslash';
  /** `lf` also takes CR LF. */
  readonly lineEnd?: 'lf' | 'cr';
  /** Records to skip before the header or the first record (`sep=;`, titles); blank lines do not count. */
  readonly preamble?: number;
  /** Empty cells that most records have beyond the header's. */
  readonly trailing?: number;
  readonly header: boolean;
  readonly columns: readonly string[];
  /** The Excel sheet, the SQL table or the JSON property that is read. */
  readonly table?: string;
  /** The zip members that are read, one after the other: those with the same columns as the largest. */
  readonly members?: readonly string[];
  /** What about the way of reading is a guess that somebody has to confirm. */
  readonly doubts?: readonly ('encoding_guessed' | 'layout_inferred')[];
  /** What the file also holds and this description leaves out: other tables, sheets, members. */
  readonly others?: readonly string[];
};

/** What the operator knows better than guessing. `table` and `member` choose among several. */
export type DescribeOptions = {
  readonly encoding?: string;
  readonly separator?: string;
  readonly quote?: string;
  readonly escape?: 'doubled' | 'backslash';
  readonly lineEnd?: 'lf' | 'cr';
  readonly header?: boolean;
  readonly table?: string;
  readonly member?: string;
};
