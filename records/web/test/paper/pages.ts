import type { Print } from '../../paper/sheet.ts';
import { writePdf } from '../../paper/write-pdf.ts';

/** The texts of a print, page by page. */
export function pageTexts({ sheets }: Print): string[] {
  return sheets.map(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])).join('\n'));
}

/** The texts of a PDF file, page by page, read from its content streams. */
export function pdfTexts(print: Print): string[] {
  const { bytes } = writePdf(print);
  const file = new TextDecoder('windows-1252').decode(bytes);
  return Array.from(file.matchAll(/stream\n([\s\S]*?)\nendstream/gu), ([, content = '']) =>
    Array.from(content.matchAll(/\(((?:[^\\()]|\\.)*)\) Tj/gu), ([, text = '']) => text.replace(/\\(.)/gu, '$1')).join(
      '\n',
    ),
  );
}
