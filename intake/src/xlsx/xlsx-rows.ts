import type { OpenSource } from '../bytes/open-source.ts';
import { columnNames, sniffHeader } from '../csv/sniff-header.ts';
import { titleRecords } from '../csv/title-records.ts';
import { IntakeError } from '../intake-error.ts';
import { alignCells } from '../records/align-record.ts';
import type { DescribeOptions, Row, SourceDescription } from '../source.ts';
import { sheetRows } from './sheet-rows.ts';
import { readWorkbook, type Sheet } from './workbook.ts';

const sampled = 300;

/** The largest sheet is proposed; `preamble` counts title rows above the header. */
export async function describeXlsx(source: OpenSource, options: DescribeOptions): Promise<SourceDescription> {
  const { sheets } = await readWorkbook(source);
  const sheet =
    options.table === undefined
      ? sheets.toSorted((a, b) => b.bytes - a.bytes)[0]
      : sheets.find(({ name }) => name === options.table);
  if (sheet === undefined) throw new IntakeError('table_unknown', 'the workbook has no sheet of that name');
  const rows: string[][] = [];
  for await (const batch of sheetRows(source, sheet)) {
    rows.push(...batch);
    if (rows.length >= sampled) break;
  }
  const titles = titleRecords(rows, Math.max(0, ...rows.map((cells) => cells.length)));
  const records = rows.slice(titles, sampled);
  if (records.length === 0) throw new IntakeError('file_empty', 'the sheet holds no row');
  const header = options.header ?? sniffHeader(records);
  const columns = columnNames(header ? records[0] : undefined, Math.max(...records.map((cells) => cells.length)));
  const others = sheets.map(({ name }) => name).filter((name) => name !== sheet.name);
  return {
    ...{ format: 'xlsx', compression: 'none', encoding: 'binary', header, columns, table: sheet.name },
    ...(titles > 0 && { preamble: titles }),
    ...(others.length > 0 && { others }),
  };
}

/** @throws IntakeError `table_unknown`, `source_damaged`, `source_limits` */
export async function* xlsxRows(
  source: OpenSource,
  description: SourceDescription,
  progress: (bytesRead: number) => void,
): AsyncGenerator<Row[]> {
  const sheet = await findSheet(source, description.table);
  let toSkip = (description.preamble ?? 0) + (description.header ? 1 : 0);
  let number = 1;
  for await (const batch of sheetRows(source, sheet, progress)) {
    const rows = batch.slice(toSkip).map((cells) => alignCells(cells, description.columns, number++));
    toSkip = Math.max(0, toSkip - batch.length);
    if (rows.length > 0) yield rows;
  }
}

async function findSheet(source: OpenSource, name: string | undefined): Promise<Sheet> {
  const { sheets } = await readWorkbook(source);
  const sheet = sheets.find((candidate) => candidate.name === name);
  if (sheet === undefined) throw new IntakeError('table_unknown', 'the workbook has no sheet of that name');
  return sheet;
}
