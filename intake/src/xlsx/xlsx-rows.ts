import type { ZipArchive } from '../bytes/zip.ts';
import { IntakeError } from '../intake-error.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { describeTables } from '../tables/describe-tables.ts';
import type { TableItem } from '../tables/table-item.ts';
import { sheetRows } from './sheet-rows.ts';
import { readWorkbook } from './workbook.ts';

/** Number of inspected rows of a sheet, for its header and columns. */
const sampled = 300;

/** Every non-empty sheet, including hidden ones. */
export async function describeXlsx(archive: ZipArchive, options: DescribeOptions): Promise<TableDescription[]> {
  const base = { format: 'xlsx', encoding: 'binary', header: true, columns: [] } as const;
  return describeTables(firstRows(archive), base, options);
}

async function* firstRows(archive: ZipArchive): AsyncGenerator<TableItem[]> {
  const { sheets } = await readWorkbook(archive);
  for (const sheet of sheets) {
    let rows = 0;
    for await (const items of xlsxRows(archive, sheet.name)) {
      yield items;
      rows += items.length;
      if (rows >= sampled) break;
    }
  }
}

/** @throws IntakeError `table_unknown`, `source_damaged`, `source_limits` */
export async function* xlsxRows(
  archive: ZipArchive,
  table: string,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<TableItem[]> {
  const { sheets } = await readWorkbook(archive);
  const sheet = sheets.find(({ name }) => name === table);
  if (sheet === undefined) throw new IntakeError('table_unknown', 'the workbook has no sheet of that name');
  for await (const batch of sheetRows(archive, sheet, progress))
    yield batch.map((cells) => ({ kind: 'cells', table, cells }));
}
