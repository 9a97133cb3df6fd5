import type { ZipArchive } from '../bytes/zip.ts';
import { beyondLimit, mostColumns } from '../limits.ts';
import { rowsAtOnce } from '../records/rows-at-once.ts';
import { numberText, type NumberStyle } from './number-format.ts';
import { readSharedStrings, readStyles, readWorkbook, type Sheet } from './workbook.ts';
import type { SharedTexts } from './shared-texts.ts';
import { attribute, elementsNamed, firstContent, richText, xmlText } from './xml-text.ts';
import { xmlElements } from './xml-elements.ts';

/** The non-empty rows of a sheet, as texts; missing cells are empty. */
export async function* sheetRows(
  source: ZipArchive,
  sheet: Sheet,
  progress?: (bytesRead: number) => void,
): AsyncGenerator<string[][]> {
  const { date1904 } = await readWorkbook(source);
  const [strings, styles] = [await readSharedStrings(source), await readStyles(source)];
  for await (const elements of xmlElements(source.read(sheet.member, progress), 'row')) {
    // A row with a single cell may be as wide as the sheet, so few rows are in memory at once.
    for (let from = 0; from < elements.length; from += rowsAtOnce) {
      const rows = elements
        .slice(from, from + rowsAtOnce)
        .map((element) => rowCells(element, strings, styles, date1904))
        .filter((cells) => cells.some((cell) => cell !== ''));
      if (rows.length > 0) yield rows;
    }
  }
}

function rowCells(row: string, strings: SharedTexts, styles: readonly NumberStyle[], date1904: boolean): string[] {
  const cells: string[] = [];
  for (const { tag, content } of elementsNamed(row, 'c')) {
    const reference = attribute(tag, 'r');
    const column = reference === undefined ? cells.length : columnIndex(reference);
    const text = content === undefined ? '' : cellText(tag, content, strings, styles, date1904);
    if (column >= mostColumns) {
      // Formatting often extends to the last column; texts do not.
      if (text === '') continue;
      throw beyondLimit(`the sheet has more than ${mostColumns} columns`);
    }
    while (cells.length < column) cells.push('');
    cells[column] = text;
  }
  return cells;
}

function cellText(
  tag: string,
  content: string,
  strings: SharedTexts,
  styles: readonly NumberStyle[],
  date1904: boolean,
): string {
  const type = attribute(tag, 't') ?? 'n';
  if (type === 'inlineStr') return richText(content);
  const value = xmlText(firstContent(content, 'v'));
  switch (type) {
    case 's':
      return strings.at(Number(value));
    case 'b':
      return value === '1' ? 'true' : 'false';
    case 'n':
      return numberText(value, styles[Number(attribute(tag, 's') ?? 0)] ?? { kind: 'digits', zeros: 0 }, date1904);
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
  for (const letter of reference
    .slice(0, 16)
    .replace(/[^A-Za-z]/g, '')
    .toUpperCase())
    index = index * 26 + letter.charCodeAt(0) - 64;
  return Math.min(Math.max(index, 1), 16_384) - 1;
}
