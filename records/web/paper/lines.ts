import { textItem, type Sheet } from './sheet.ts';
import { writePdf } from './write-pdf.ts';

const margin = 62;
const step = 17;

/** A PDF with a title and pages of single lines, which are not broken. */
export function printOfLines(title: string, ...pages: readonly (readonly string[])[]): Uint8Array {
  const sheets = pages.map((lines, page): Sheet => {
    const heading = page === 0 ? [textItem(title, margin, 80, { size: 17, face: 'bold' })] : [];
    const items = lines
      .map((line, i) => textItem(line, margin, 116 + i * step))
      .filter((item) => item.kind === 'text' && item.text !== '');
    return { items: [...heading, ...items] };
  });
  return writePdf({ title, sheets }).bytes;
}
