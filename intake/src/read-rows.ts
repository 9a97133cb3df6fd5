import { openParts } from './bytes/open-parts.ts';
import type { Part } from './bytes/parts.ts';
import { repairRow } from './cells/repair-row.ts';
import { parseCsv } from './csv/parse-csv.ts';
import { dbfRows } from './dbf/dbf-rows.ts';
import { IntakeError } from './intake-error.ts';
import { jsonRows } from './json/json-rows.ts';
import { odsRows } from './ods/ods-rows.ts';
import { parquetRows } from './parquet/read-parquet.ts';
import type { Row, RowBatch, SourceDescription } from './source.ts';
import { sqlRows } from './sql/sql-rows.ts';
import { tableRows } from './tables/table-rows.ts';
import { isItemFormat, itemReaders } from './text-formats.ts';
import { textChunks } from './text/text-chunks.ts';
import { xlsxRows } from './xlsx/xlsx-rows.ts';

/** Rows in each batch but the last: the same file always gives the same batches. */
export const rowsPerBatch = 1000;

/**
 * Every record of one table in order, readable or not, in batches of 1,000. Memory does not grow with the size, but an
 * Excel file's shared texts, a Parquet file's row group and a zip inside an archive are loaded as a whole.
 *
 * @param description a result of `describeSources` for this file, possibly corrected by the operator
 * @throws IntakeError `file_unreadable`, `compression_damaged`, `source_damaged`, `source_limits`, `source_changed`,
 *   `table_unknown`
 */
export async function* readRows(path: string, description: SourceDescription): AsyncGenerator<RowBatch> {
  const file = await openParts(path);
  if (file.compression !== description.compression)
    throw new IntakeError('source_changed', 'the compression differs from the description');
  const part = file.parts.find(({ name }) => name === (description.member ?? ''));
  if (part === undefined) throw new IntakeError('source_changed', 'a member of the archive is missing');
  const totalBytes = part.archive?.members.reduce((sum, { bytes }) => sum + bytes, 0) ?? part.bytes;
  let bytesRead = 0;
  let waiting: Row[] = [];
  const progress = (bytes: number): void => {
    bytesRead = Math.min(bytes, totalBytes);
  };
  for await (const read of partRows(path, part, description, progress)) {
    const rows = read.map(repairRow);
    waiting = waiting.length === 0 ? rows : waiting.concat(rows);
    let taken = 0;
    for (; waiting.length - taken >= rowsPerBatch; taken += rowsPerBatch)
      yield { rows: waiting.slice(taken, taken + rowsPerBatch), bytesRead, totalBytes };
    if (taken > 0) waiting = waiting.slice(taken);
  }
  if (waiting.length > 0) yield { rows: waiting, bytesRead: totalBytes, totalBytes };
}

type Progress = (bytesRead: number) => void;

function partRows(path: string, part: Part, description: SourceDescription, progress: Progress): AsyncGenerator<Row[]> {
  const { format, encoding, table = '' } = description;
  if (isItemFormat(format)) {
    const items = itemReaders[format](textChunks(part.read(progress), encoding), description);
    return tableRows(items, description);
  }
  switch (format) {
    case 'xlsx':
      return tableRows(xlsxRows(packed(part), table, progress), description);
    case 'ods':
      return tableRows(odsRows(packed(part), progress), description);
    case 'parquet':
      return parquetRows(path, description, (share) => {
        progress(Math.floor(share * part.bytes));
      });
    case 'dbf':
      return dbfRows(part, description, progress);
    case 'csv':
      return parseCsv(textChunks(part.read(progress), encoding), description);
    case 'sql':
      return sqlRows(textChunks(part.read(progress), encoding), description);
    case 'json':
    case 'ndjson':
      return jsonRows(textChunks(part.read(progress), encoding), description);
  }
}

function packed(part: Part): NonNullable<Part['archive']> {
  if (part.archive === undefined)
    throw new IntakeError('source_changed', 'the file is not an office document any more');
  return part.archive;
}
