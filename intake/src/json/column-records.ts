import { beyondLimit } from '../limits.ts';
import { unsupported } from '../refuse-format.ts';
import { makeTextDecoder } from '../text/decode-text.ts';
import { isIdentifierRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import type { JsonRecord } from './json-record.ts';
import { parseRelaxed } from './relaxed-json.ts';

/** A document by columns must be in memory before its first record can be read. */
const mostBytes = 64 * 1024 * 1024;

/**
 * The layout of a document by columns: `columns` has the values of each column under its name (pandas' `to_json`), as a
 * map from row to value or as a list; `split` has the names in `columns` and the rows in `data`. Returns undefined for
 * other documents.
 */
export function sniffOrientation(document: unknown): 'columns' | 'split' | undefined {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return undefined;
  const { columns, data } = document as Readonly<Record<string, unknown>>;
  if (Array.isArray(columns) && Array.isArray(data) && columns.every((name) => typeof name === 'string'))
    return 'split';
  const entries: [string, unknown][] = Object.entries(document);
  const names = entries.filter(([name]) => isIdentifierRole(recognizeName(name)?.role));
  const isByColumn = entries.length > 1 && entries.every(([, values]) => holdsScalars(values));
  return isByColumn && names.length >= 2 ? 'columns' : undefined;
}

function holdsScalars(values: unknown): boolean {
  if (typeof values !== 'object' || values === null) return false;
  const some: unknown[] = Object.values(values).slice(0, 50);
  // Names of columns are words; names of rows are numbers or ids.
  const isRecord = Object.keys(values).some((name) => recognizeName(name) !== undefined);
  return (
    some.length > 0 &&
    !isRecord &&
    some.every((value) => typeof value !== 'object' || value === null || '$date' in value)
  );
}

/** @throws IntakeError `format_unsupported` on a document that is too large for memory */
export async function* columnRecords(
  chunks: AsyncIterable<Uint8Array>,
  encoding: string,
  orientation: 'columns' | 'split',
): AsyncGenerator<JsonRecord[]> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > mostBytes)
      throw unsupported(
        'JSON by columns of this size',
        'write it by rows, with orient="records" and lines=True in pandas',
      );
    pieces.push(Uint8Array.from(chunk));
  }
  const document = parseRelaxed(makeTextDecoder(encoding)(Buffer.concat(pieces))).value as Readonly<
    Record<string, unknown>
  >;
  const records = orientation === 'split' ? splitRecords(document) : transposed(document);
  for (let from = 0; from < records.length; from += 1000)
    yield records
      .slice(from, from + 1000)
      .map((value) => ({ ok: true, value, raw: Buffer.from(JSON.stringify(value)) }));
}

function splitRecords(document: Readonly<Record<string, unknown>>): object[] {
  const names = document['columns'] as readonly string[];
  const rows = document['data'] as readonly unknown[];
  return rows.map((row) =>
    Object.fromEntries(names.map((name, index) => [name, Array.isArray(row) ? (row[index] as unknown) : null])),
  );
}

/** One record for each row that occurs in any column. */
function transposed(document: Readonly<Record<string, unknown>>): object[] {
  const records = new Map<string, Record<string, unknown>>();
  for (const [name, values] of Object.entries(document)) {
    if (typeof values !== 'object' || values === null) continue;
    for (const [row, value] of Object.entries(values)) {
      const record = records.get(row) ?? {};
      if (!records.has(row)) records.set(row, record);
      record[name] = value;
      if (records.size > 5_000_000) throw beyondLimit('the JSON has more than 5,000,000 rows by columns');
    }
  }
  return [...records.values()];
}
