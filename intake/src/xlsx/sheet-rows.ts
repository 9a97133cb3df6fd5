import type { OpenSource } from '../bytes/open-source.ts';
import { numberText, type NumberStyle } from './number-format.ts';
import { readSharedStrings, readStyles, readWorkbook, type Sheet } from './workbook.ts';
import { attribute, richText, xmlText } from './xml-text.ts';
import { xmlElements } from './xml-elements.ts';

/** The rows of a sheet that hold something, as texts; missing cells are empty ones. */
export async function* sheetRows(
  source: OpenSource,
  sheet: Sheet,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<string[][]> {
  const { date1904 } = await readWorkbook(source);
  const [strings, styles] = [await readSharedStrings(source), await readStyles(source)];
  for await (const elements of xmlElements(source.read(sheet.member, progress), 'row')) {
    const rows = elements
      .map((element) => rowCells(element, strings, styles, date1904))
      .filter((cells) => cells.some((cell) => cell !== ''));
    if (rows.length > 0) yield rows;
  }
}

const cellPattern = /<(?:\w+:)?c((?:\s[^>]*?)?)(?:\/>|>([\s\S]*?)<\/(?:\w+:)?c>)/g;

function rowCells(
  row: string,
  strings: readonly string[],
  styles: readonly NumberStyle[],
  date1904: boolean,
): string[] {
  const cells: string[] = [];
  for (const [, attributes = '', content] of row.matchAll(cellPattern)) {
    const reference = attribute(attributes, 'r');
    const column = reference === undefined ? cells.length : columnIndex(reference);
    while (cells.length < column) cells.push('');
    cells[column] = content === undefined ? '' : cellText(attributes, content, strings, styles, date1904);
  }
  return cells;
}

function cellText(
  attributes: string,
  content: string,
  strings: readonly string[],
  styles: readonly NumberStyle[],
  date1904: boolean,
): string {
  const type = attribute(attributes, 't') ?? 'n';
  if (type === 'inlineStr') return richText(content);
  const value = xmlText(/<(?:\w+:)?v(?:\s[^>]*)?>([\s\S]*?)<\/(?:\w+:)?v>/.exec(content)?.[1] ?? '');
  switch (type) {
    case 's':
      return strings[Number(value)] ?? '';
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'n':
      return numberText(
        value,
        styles[Number(attribute(attributes, 's') ?? 0)] ?? { kind: 'digits', zeros: 0 },
        date1904,
      );
    case 'd':
      return value.replace(/T00:00:00(?:\.0+)?Z?$/, '');
    case 'e':
      return '';
    default:
      return value;
  }
}

/** `A1` is column 0, `AB12` column 27; at most 16,384 columns (XFD). */
function columnIndex(reference: string): number {
  let index = 0;
  for (const letter of reference.replace(/[^A-Za-z]/g, '').toUpperCase())
    index = index * 26 + letter.charCodeAt(0) - 64;
  return Math.min(Math.max(index, 1), 16_384) - 1;
}
