/**
 * - `too_few_cells`, `too_many_cells`: the number of cells is not that of the columns (additional empty cells that most
 *   records have are accepted).
 * - `unclosed_quote`: a quote is opened and never closed; reading resumed at the next well-formed line.
 * - `record_too_long`: larger than any plausible record (4 MiB).
 * - `invalid_json`, `invalid_sql`: this one record cannot be parsed.
 * - `not_a_record`: a value where an object or a row of cells was expected.
 * - `repeated_header`: the header again, in a file merged from several exports.
 * - `unknown_column`: has a value under a name that is not in the description.
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
 * One record of the source. `number` counts records from 1, without the header, including bad records. `cells` has one
 * text per column of the description. `raw` is the record in the (decompressed) source, converted to UTF-8 from UTF-16
 * sources and to JSON from binary ones.
 */
export type Row =
  | {
      readonly ok: true;
      readonly number: number;
      readonly cells: readonly string[];
      /** Number of repaired cells, if any: wrongly decoded letters, HTML entities. */
      readonly repaired?: number;
    }
  | { readonly ok: false; readonly number: number; readonly code: BadRowCode; readonly raw: Uint8Array };

/** `bytesRead` of `totalBytes` is for progress only: compressed bytes for gzip, uncompressed for zip. */
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
 * How to read one table of a file: a whole file, a member of an archive, a sheet, a table of a dump. Plain data, safe
 * to store as JSON: it contains names of columns, tables and members, never a value.
 */
export type SourceDescription = {
  readonly format: SourceFormat;
  /** The outer compression of the file. */
  readonly compression: Compression;
  /** A label of the WHATWG Encoding standard, `utf-32le`, `utf-32be` or `ibm850`; `binary` for binary formats. */
  readonly encoding: string;
  /** The path of the member inside the archives of the file. */
  readonly member?: string;
  /** The sheet, SQL table, JSON path, element or segment to read. */
  readonly table?: string;
  readonly separator?: string;
  /** Absent if cells are never quoted. */
  readonly quote?: string;
  /** How a quote is written inside a quoted cell. */
  readonly escape?: 'doubled' | 'backslash';
  /** `lf` also accepts CR LF; `cr` accepts LF, CR LF and CR. */
  readonly lineEnd?: 'lf' | 'cr';
  /**
   * How lines are rewritten before they are split: each is one quoted cell, cells have typographic quotes, or lines end
   * with 0x1E.
   */
  readonly lines?: 'quoted-whole' | 'curly-quotes' | 'record-separator';
  /**
   * Records to skip before the header or the first record (`sep=;`, titles, names of groups), not counting blank lines.
   */
  readonly preamble?: number;
  /** Number of empty cells that most records have beyond the header's. */
  readonly trailing?: number;
  /** Number of cells that most records lack at their end. */
  readonly missing?: number;
  /** Starts of the columns of a text of fixed width, in characters. */
  readonly starts?: readonly number[];
  /** Set for JSON by columns: values under their names, or names and rows in separate lists. */
  readonly orientation?: 'columns' | 'split';
  readonly header: boolean;
  readonly columns: readonly string[];
  /** Guesses about the format that the operator has to confirm. */
  readonly doubts?: readonly SourceDoubt[];
};

export type SourceDoubt = 'encoding_guessed' | 'layout_inferred';

/** An unread part of a file. `why` names the format and gives advice, never a value. */
export type OmittedPart = { readonly name: string; readonly code: string; readonly why: string };

/** Every table of a file, and its unread parts. */
export type FileDescription = {
  readonly sources: readonly SourceDescription[];
  readonly leftOut: readonly OmittedPart[];
};

/** The operator's settings, which replace guesses. `table` and `member` select one of several. */
export type DescribeOptions = {
  readonly encoding?: string;
  readonly separator?: string;
  readonly quote?: string;
  readonly escape?: 'doubled' | 'backslash';
  readonly lineEnd?: 'lf' | 'cr';
  readonly header?: boolean;
  readonly table?: string;
  readonly member?: string;
  /** The widths of the columns of a text of fixed width, in characters. */
  readonly widths?: readonly { readonly name: string; readonly width: number }[];
};

/** The description of a table without its location. */
export type TableDescription = Omit<SourceDescription, 'compression' | 'member'>;
