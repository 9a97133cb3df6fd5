import { openSource, type OpenSource } from './bytes/open-source.ts';
import { parseCsv } from './csv/parse-csv.ts';
import { repairRow } from './cells/repair-row.ts';
import { IntakeError } from './intake-error.ts';
import { jsonRows } from './json/json-rows.ts';
import { parquetRows } from './parquet/read-parquet.ts';
import type { Row, RowBatch, SourceDescription } from './source.ts';
import { sqlRows } from './sql/sql-rows.ts';
import { textChunks } from './text/text-chunks.ts';
import { xlsxRows } from './xlsx/xlsx-rows.ts';

/** Rows in one batch, the last one apart: the same file always gives the same batches. */
export const rowsPerBatch = 1000;

/**
 * Every record of the source in its order, good or bad, in batches of 1,000. Memory stays flat whatever the size (an Excel
 * file's shared texts and a Parquet file's row group are held whole).
 *
 * @param description what `describeSource` gave for this very file, possibly corrected by the operator
 * @throws IntakeError `file_unreadable`, `compression_damaged`, `source_damaged`, `source_limits`, `source_changed`, `table_unknown`
 */
export async function* readRows(path: string, description: SourceDescription): AsyncGenerator<RowBatch> {
  const source = await openSource(path);
  if (description.format !== 'xlsx' && source.compression !== description.compression)
    throw new IntakeError('source_changed', 'the compression is not the one described');
  const { totalBytes } = source;
  let bytesRead = 0;
  let waiting: Row[] = [];
  const progress = (bytes: number): void => {
    bytesRead = bytes;
  };
  for await (const read of sourceRows(source, description, progress)) {
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

function sourceRows(source: OpenSource, description: SourceDescription, progress: Progress): AsyncGenerator<Row[]> {
  const { totalBytes } = source;
  switch (description.format) {
    case 'xlsx':
      return xlsxRows(source, description, progress);
    case 'parquet':
      return parquetRows(source.path, description, (share) => {
        progress(Math.floor(share * totalBytes));
      });
    case 'csv':
    case 'json':
    case 'ndjson':
    case 'sql':
      return textRows(source, description, progress);
  }
}

const parsers = { csv: parseCsv, json: jsonRows, ndjson: jsonRows, sql: sqlRows } as const;

async function* textRows(
  source: OpenSource,
  description: SourceDescription,
  progress: Progress,
): AsyncGenerator<Row[]> {
  const { format, encoding } = description;
  if (format === 'xlsx' || format === 'parquet') return;
  let [number, finished] = [1, 0];
  for (const member of description.members ?? ['']) {
    const bytes = source.read(member, (bytesRead) => {
      progress(finished + bytesRead);
    });
    for await (const rows of parsers[format](textChunks(bytes, encoding), description, number)) {
      yield rows;
      number = (rows.at(-1)?.number ?? number) + 1;
    }
    finished += source.members.find(({ name }) => name === member)?.bytes ?? 0;
  }
}
