import { alignCells, badRow, makeAligner } from '../records/align-record.ts';
import { rowsAtOnce } from '../records/rows-at-once.ts';
import type { Row, SourceDescription } from '../source.ts';
import type { TableItem } from './table-item.ts';

/** Rows of the described table among the items of a file. */
export async function* tableRows(
  items: AsyncIterable<readonly TableItem[]>,
  description: SourceDescription,
): AsyncGenerator<Row[]> {
  const { columns, table = '' } = description;
  const align = makeAligner(columns);
  let toSkip = (description.preamble ?? 0) + (description.header ? 1 : 0);
  let number = 1;
  let rows: Row[] = [];
  for await (const batch of items) {
    for (const item of batch) {
      if (item.table !== table) continue;
      if (item.kind === 'cells' && toSkip > 0) {
        toSkip--;
        continue;
      }
      rows.push(toRow(item, number));
      number++;
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
  }
  if (rows.length > 0) yield rows;

  function toRow(item: TableItem, place: number): Row {
    if (item.kind === 'bad') return { ok: false, number: place, code: item.code, raw: Buffer.from(item.raw) };
    if (item.kind === 'record') return align(item.record, place);
    const isHeader = description.header && columns.every((column, index) => item.cells[index]?.trim() === column);
    return isHeader ? badRow(place, 'repeated_header', item.cells) : alignCells(item.cells, columns, place);
  }
}
