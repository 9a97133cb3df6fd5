import { rowsAtOnce } from '../records/rows-at-once.ts';
import type { Row, SourceDescription } from '../source.ts';
import { parseSql, type SqlEvent } from './parse-sql.ts';

/** Rows of the described table of a dump. */
export async function* sqlRows(
  chunks: AsyncIterable<Uint8Array>,
  description: SourceDescription,
): AsyncGenerator<Row[]> {
  const { columns, table, encoding } = description;
  const places = new Map(columns.map((column, index) => [column, index]));
  let number = 1;
  for await (const events of parseSql(chunks, encoding, { backslash: description.escape === 'backslash' })) {
    let rows: Row[] = [];
    for (const event of events) {
      if (event.kind === 'create' || event.table !== table) continue;
      rows.push(toRow(event, columns, places, number));
      number++;
      if (rows.length < rowsAtOnce) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  }
}

function toRow(
  event: Exclude<SqlEvent, { kind: 'create' }>,
  columns: readonly string[],
  places: ReadonlyMap<string, number>,
  number: number,
): Row {
  if (event.kind === 'bad') return { ok: false, number, code: 'invalid_sql', raw: event.raw };
  const named = event.columns ?? columns;
  if (event.cells.length < named.length) return { ok: false, number, code: 'too_few_cells', raw: event.raw() };
  if (event.cells.length > named.length) return { ok: false, number, code: 'too_many_cells', raw: event.raw() };
  if (event.columns === undefined) return { ok: true, number, cells: event.cells };
  const cells = new Array<string>(columns.length).fill('');
  for (const [index, name] of event.columns.entries()) {
    const place = places.get(name);
    const cell = event.cells[index] ?? '';
    if (place !== undefined) cells[place] = cell;
    else if (cell !== '') return { ok: false, number, code: 'unknown_column', raw: event.raw() };
  }
  return { ok: true, number, cells };
}
