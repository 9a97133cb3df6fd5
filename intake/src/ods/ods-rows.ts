import type { ZipArchive } from '../bytes/zip.ts';
import { beyondLimit, mostColumns } from '../limits.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { describeTables } from '../tables/describe-tables.ts';
import type { TableItem } from '../tables/table-item.ts';
import { xmlEvents } from '../xml/xml-events.ts';

const mostRepeated = 100_000;

export async function describeOds(archive: ZipArchive, options: DescribeOptions): Promise<TableDescription[]> {
  const base = { format: 'ods', encoding: 'binary', header: true, columns: [] } as const;
  return describeTables(odsRows(archive), base, options);
}

/** The rows of every sheet of an OpenDocument spreadsheet (OASIS OpenDocument 1.3 part 3, section 9). */
export async function* odsRows(
  archive: ZipArchive,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<TableItem[]> {
  const state = {
    table: '',
    cells: [] as string[],
    rows: 1,
    text: '',
    value: undefined as string | undefined,
    times: 1,
  };
  let paragraphs = 0;
  for await (const events of xmlEvents(archive.read('content.xml', progress), 'utf-8')) {
    const items: TableItem[] = [];
    for (const event of events) {
      if (event.kind === 'text') state.text += event.text;
      else if (event.kind === 'open') {
        const { name, attributes } = event;
        if (name === 'table') state.table = attributes['name'] ?? '';
        if (name === 'table-row') {
          state.cells = [];
          state.rows = Number(attributes['number-rows-repeated'] ?? 1);
        }
        if (name === 'table-cell' || name === 'covered-table-cell') {
          [state.text, paragraphs] = ['', 0];
          state.times = Number(attributes['number-columns-repeated'] ?? 1);
          state.value = cellValue(attributes);
        }
        if (name === 'p' && paragraphs++ > 0) state.text += ' ';
        if (name === 's') state.text += ' '.repeat(Math.min(100, Number(attributes['c'] ?? 1)));
        if (name === 'annotation') state.text = '';
      } else if (event.name === 'annotation') [state.text, paragraphs] = ['', 0];
      else if (event.name === 'table-cell' || event.name === 'covered-table-cell') {
        const cell = state.value ?? state.text.trim();
        // Empty cells are repeated to the end of the sheet; they are kept only if a value follows.
        const times = cell === '' ? Math.min(state.times, mostColumns) : state.times;
        if (cell !== '' && state.cells.length + times > mostColumns)
          throw beyondLimit(`the sheet has more than ${mostColumns} columns`);
        for (let time = 0; time < times && state.cells.length < mostColumns; time++) state.cells.push(cell);
      } else if (event.name === 'table-row') {
        while (state.cells.at(-1) === '') state.cells.pop();
        if (state.cells.length === 0) continue;
        for (let time = 0; time < Math.min(state.rows, mostRepeated); time++)
          items.push({ kind: 'cells', table: state.table, cells: state.cells });
      }
    }
    if (items.length > 0) yield items;
  }
}

/** Stored dates and numbers: the displayed ones may be rounded or shortened. */
function cellValue(attributes: Readonly<Record<string, string>>): string | undefined {
  switch (attributes['value-type']) {
    case 'date':
      return attributes['date-value']?.replace(/T00:00:00(?:\.0+)?$/, '');
    case 'float': {
      const value = attributes['value'] ?? '';
      // A displayed number has the zeros of its format: a telephone number keeps its leading zero.
      return /^\d{1,15}$/.test(value) ? undefined : value;
    }
    case 'boolean':
      return attributes['boolean-value'];
    case undefined:
    default:
      return undefined;
  }
}
