import { codeOf, type Face } from './font-widths.ts';
import { paper, type Item, type Print } from './sheet.ts';

const fontNames: Readonly<Record<Face, string>> = {
  plain: 'Helvetica',
  bold: 'Helvetica-Bold',
};

/**
 * Writes a PDF 1.7 (ISO 32000-1) with the standard fonts. A character that Windows-1252 lacks is written as its letter
 * without marks, or as `?`; `isExact` is false then.
 */
export function writePdf({ title, sheets }: Print): {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly isExact: boolean;
} {
  let isExact = true;
  const encode = (text: string): string =>
    Array.from(text, (character) => {
      const code = codeOf(character);
      if (code !== null) return String.fromCharCode(code);
      isExact = false;
      return String.fromCharCode(codeOf(character.normalize('NFD').charAt(0)) ?? 0x3f);
    }).join('');
  const pageIds = sheets.map((_, i) => 6 + i * 2);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /Lang (fr-FR) /ViewerPreferences << /DisplayDocTitle true >> >>',
    `<< /Type /Pages /Kids [${pageIds.map((id) => `${id} 0 R`).join(' ')}] /Count ${sheets.length} >>`,
    ...(['plain', 'bold'] as const).map(
      (face) => `<< /Type /Font /Subtype /Type1 /BaseFont /${fontNames[face]} /Encoding /WinAnsiEncoding >>`,
    ),
    `<< /Title (${escape(encode(title))}) /Producer (Etanche) >>`,
    ...sheets.flatMap(({ items }, i) => {
      const content = items.map((item) => drawn(item, encode)).join('\n');
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${paper.width} ${paper.height}] ` +
          `/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${7 + i * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let file = '%PDF-1.7\n';
  const places: number[] = [];
  for (const [i, object] of objects.entries()) {
    places.push(file.length);
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = places.map((place) => `${String(place).padStart(10, '0')} 00000 n \n`).join('');
  const start = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  file += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info 5 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return {
    bytes: Uint8Array.from(file, (character) => character.charCodeAt(0)),
    isExact,
  };
}

function drawn(item: Item, encode: (text: string) => string): string {
  const up = (y: number): string => (paper.height - y).toFixed(2);
  if (item.kind === 'text') {
    const font = item.face === 'bold' ? 'F2' : 'F1';
    return `BT /${font} ${item.size} Tf 1 0 0 1 ${item.x.toFixed(2)} ${up(item.y)} Tm (${escape(encode(item.text))}) Tj ET`;
  }
  if (item.kind === 'line') {
    return `0.6 w ${item.x1.toFixed(2)} ${up(item.y1)} m ${item.x2.toFixed(2)} ${up(item.y2)} l S`;
  }
  return `0.6 w ${item.x.toFixed(2)} ${up(item.y + item.height)} ${item.width.toFixed(2)} ${item.height.toFixed(2)} re S`;
}

function escape(text: string): string {
  return text.replace(/[\\()]/gu, (character) => `\\${character}`);
}
