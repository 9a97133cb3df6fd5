import { alignCells, makeAligner } from '../records/align-record.ts';
import { flattenRecord } from '../records/flatten-record.ts';
import { rowsAtOnce } from '../records/rows-at-once.ts';
import type { Row, SourceDescription } from '../source.ts';
import { arrayCells, pathOf } from './describe-json.ts';
import type { JsonRecord } from './json-record.ts';
import { parseJson } from './parse-json.ts';

/** Rows of a JSON array or of JSON lines. */
export async function* jsonRows(
  chunks: AsyncIterable<Uint8Array>,
  description: SourceDescription,
): AsyncGenerator<Row[]> {
  const align = makeAligner(description.columns);
  const format = description.format === 'ndjson' ? 'ndjson' : 'json';
  const { encoding, orientation } = description;
  const path = pathOf(format, description.table);
  let number = 1;
  let headerToSkip = description.header;
  const toRow = (record: JsonRecord): Row => {
    if (!record.ok) return { ok: false, number, code: record.code, raw: record.raw };
    if (Array.isArray(record.value)) return alignCells(arrayCells(record.value), description.columns, number);
    const row = align(flattenRecord(record.value), number);
    return row.ok ? row : { ...row, raw: record.raw };
  };
  for await (const records of parseJson(chunks, {
    format,
    encoding,
    path,
    ...(orientation !== undefined && { orientation }),
  })) {
    let rows: Row[] = [];
    for (const record of records) {
      const isHeader = headerToSkip && record.ok && Array.isArray(record.value);
      headerToSkip = headerToSkip && !record.ok;
      if (isHeader) continue;
      rows.push(toRow(record));
      number++;
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }
}
