import type { TableItem } from '../tables/table-item.ts';
import { xmlEvents } from './xml-events.ts';

const mostColumns = 16_384;

export function isExcelXml(head: string): boolean {
  return /<(?:\w+:)?Workbook[\s>]/.test(head) && /urn:schemas-microsoft-com:office:spreadsheet/.test(head);
}

/** The rows of every sheet of an "XML Spreadsheet 2003". */
export async function* excelXmlRows(chunks: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<TableItem[]> {
  let [table, text, inData] = ['', '', false];
  let row: string[] = [];
  for await (const events of xmlEvents(chunks, encoding)) {
    const items: TableItem[] = [];
    for (const event of events) {
      if (event.kind === 'text') {
        if (inData) text += event.text;
      } else if (event.kind === 'open') {
        if (event.name === 'Worksheet') table = event.attributes['Name'] ?? 'sheet';
        if (event.name === 'Row') row = [];
        if (event.name === 'Cell') {
          const place = Number(event.attributes['Index'] ?? row.length + 1);
          while (row.length < Math.min(place - 1, mostColumns)) row.push('');
          text = '';
        }
        if (event.name === 'Data') inData = true;
      } else if (event.name === 'Data') inData = false;
      else if (event.name === 'Cell') row.push(text.replace(/^(\d{4}-\d\d-\d\d)T00:00:00(?:\.0+)?$/, '$1').trim());
      else if (event.name === 'Row' && row.some((cell) => cell !== ''))
        items.push({ kind: 'cells', table, cells: row });
    }
    if (items.length > 0) yield items;
  }
}
