/**
 * - `too_few_cells`, `too_many_cells`: not as many cells as the source has columns (extra empty ones that most
 *   records have are forgiven).
 * - `unclosed_quote`: a quote is opened and never closed; reading resumed at the next line that makes sense.
 * - `record_too_long`: larger than any record that is plausible (4 MiB).
 * - `invalid_json`, `invalid_sql`: this one record cannot be parsed.
 * - `not_a_record`: a value where an object or a row of cells was expected.
 * - `repeated_header`: the names of the columns again, where several exports were put together.
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
  'repeated_header',
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

export type SourceFormat =
  | 'csv'
  | 'xlsx'
  | 'ods'
  | 'json'
  | 'ndjson'
  | 'parquet'
  | 'sql'
  | 'dbf'
  | 'fixed-width'
  | 'html'
  | 'xml'
  | 'excel-xml'
  | 'hl7'
  | 'hprim-sante'
  | 'hprim-medecin'
  | 'ldif'
  | 'key-value';
export type Compression = 'none' | 'gzip' | 'zip' | 'tar';

/**
 * One table of a file and how it is read: a whole file, a member of an archive, a sheet, a table of a dump. Plain data, safe
 * to keep as JSON: it holds the names of columns, tables and members, never a value.
 */
export type SourceDescription = {
  readonly format: SourceFormat;
  /** How the file is packed on the outside. */
  readonly compression: Compression;
  /** A label of the WHATWG Encoding standard, `utf-32le`, `utf-32be` or `ibm850`; `binary` for formats that are no text. */
  readonly encoding: string;
  /** The path of the member inside the archives of the file. */
  readonly member?: string;
  /** The sheet, the SQL table, the path in JSON, the element or segment that is read. */
  readonly table?: string;
  readonly separator?: string;
  /** Absent: cells are never quoted. */
  readonly quote?: string;
  /** How a quote is written inside a quoted cell. */
  readonly escape?: 'doubled' | 'backslash';
  /** `lf` also takes CR LF; `cr` takes LF, CR LF and CR. */
  readonly lineEnd?: 'lf' | 'cr';
  /** What the lines are before they are cells: each one quoted cell, cells in typographic quotes, or ended by 0x1E. */
  readonly lines?: 'quoted-whole' | 'curly-quotes' | 'record-separator';
  /** Records to skip before the header or the first record (`sep=;`, titles, names of groups); blank lines do not count. */
  readonly preamble?: number;
  /** Empty cells that most records have beyond the header's. */
  readonly trailing?: number;
  /** Cells that most records lack at their end. */
  readonly missing?: number;
  /** Where the columns of a text of fixed width begin, in characters. */
  readonly starts?: readonly number[];
  /** Set for JSON by columns: under their names, or with the names and the rows apart. */
  readonly orientation?: 'columns' | 'split';
  readonly header: boolean;
  readonly columns: readonly string[];
  /** What about the way of reading is a guess that somebody has to confirm. */
  readonly doubts?: readonly SourceDoubt[];
};

export type SourceDoubt = 'encoding_guessed' | 'layout_inferred';

/** Something in a file that is not read, and why. `why` names the format and what to do, never a value. */
export type LeftOut = { readonly name: string; readonly code: string; readonly why: string };

/** Every table of a file, and what the file holds besides. */
export type FileDescription = { readonly sources: readonly SourceDescription[]; readonly leftOut: readonly LeftOut[] };

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
  /** The columns of a text of fixed width, in characters. */
  readonly widths?: readonly { readonly name: string; readonly width: number }[];
};
