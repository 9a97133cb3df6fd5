import { writeZip } from './write-zip.ts';

/** A cell as text, or as a number with a style: 0 plain, 1 date, 2 ten digits of a French phone, 3 date and time. */
type XlsxCell = string | { readonly value: number; readonly style: 0 | 1 | 2 | 3 };
type XlsxSheet = { readonly name: string; readonly rows: readonly (readonly XlsxCell[])[] };
type XlsxOptions = { readonly date1904?: boolean; readonly prefix?: string };

const styles =
  '<styleSheet><numFmts count="2"><numFmt numFmtId="164" formatCode="0#&quot; &quot;##&quot; &quot;##&quot; &quot;##&quot; &quot;##"/>' +
  '<numFmt numFmtId="165" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="0"/></cellStyleXfs>' +
  '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs></styleSheet>';

/**
 * A workbook (ECMA-376) whose texts are shared strings on even rows and inline ones on odd rows; empty cells are
 * absent.
 */
export function writeXlsx(sheets: readonly XlsxSheet[], options: XlsxOptions = {}): Buffer {
  const shared: string[] = [];
  const members: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml':
      `<workbook xmlns:r="r"><workbookPr date1904="${options.date1904 === true ? '1' : '0'}"/><sheets>` +
      `${sheets.map(({ name }, index) => `<sheet name="${escapeXml(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships>${sheets.map((_sheet, index) => `<Relationship Id="rId${index + 1}" Target="worksheets/sheet${index + 1}.xml"/>`).join('')}</Relationships>`,
    'xl/styles.xml': styles,
  };
  const x = options.prefix === undefined ? '' : `${options.prefix}:`;
  for (const [index, { rows }] of sheets.entries()) {
    const lines = rows.map((cells, row) => {
      const elements = cells.map((cell, column) => cellXml(cell, `${columnLetters(column)}${row + 1}`, row, shared, x));
      return elements.every((element) => element === '')
        ? `<${x}row r="${row + 1}"/>`
        : `<${x}row r="${row + 1}">${elements.join('')}</${x}row>`;
    });
    members[`xl/worksheets/sheet${index + 1}.xml`] =
      `<${x}worksheet><${x}cols><${x}col min="1"/></${x}cols><${x}sheetData>${lines.join('')}</${x}sheetData></${x}worksheet>`;
  }
  members['xl/sharedStrings.xml'] =
    `<sst>${shared.map((text) => `<si><r><t xml:space="preserve">${text}</t></r><rPh sb="0" eb="1"><t>lecture</t></rPh></si>`).join('')}</sst>`;
  return writeZip(members);
}

function cellXml(cell: XlsxCell, reference: string, row: number, shared: string[], x: string): string {
  if (typeof cell === 'object') return `<${x}c r="${reference}" s="${cell.style}"><${x}v>${cell.value}</${x}v></${x}c>`;
  if (cell === '') return '';
  const text = escapeXml(cell);
  if (row % 2 === 1) return `<${x}c r="${reference}" t="inlineStr"><${x}is><${x}t>${text}</${x}t></${x}is></${x}c>`;
  return `<${x}c r="${reference}" t="s"><${x}v>${shared.push(text) - 1}</${x}v></${x}c>`;
}

function columnLetters(index: number): string {
  return index < 26
    ? String.fromCharCode(65 + index)
    : columnLetters(Math.floor(index / 26) - 1) + columnLetters(index % 26);
}

/**
 * Control characters as `_xHHHH_`, and such a sequence in the text itself with its underscore escaped, as Excel does.
 */
function escapeXml(text: string): string {
  return text
    .replace(/_(?=x[\da-f]{4}_)/gi, '_x005F_')
    .replace(/[^\t\n -\ud7ff\ue000-\ufffd]/g, (character) =>
      /[\ud800-\udfff]/.test(character)
        ? character
        : `_x${character.charCodeAt(0).toString(16).padStart(4, '0').toUpperCase()}_`,
    )
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
