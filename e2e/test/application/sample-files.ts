import { buffer } from 'node:stream/consumers';
import { crc32, deflateSync } from 'node:zlib';
import PDFDocument from 'pdfkit';

type Sample = { readonly name: string; readonly mimeType: string; readonly buffer: Buffer };

/** An image of horizontal bands, with a comment that no decoder shows. */
export function pngFile(name: string, comment: string, width = 900, height = 1200): Sample {
  const rows = Array.from({ length: height }, (_, y) => {
    const shade = y % 60 < 6 ? 60 : 240;
    return Buffer.concat([Buffer.of(0), Buffer.alloc(width * 3, shade)]);
  });
  const size = Buffer.alloc(8);
  size.writeUInt32BE(width, 0);
  size.writeUInt32BE(height, 4);
  const buffer = Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([size, Buffer.of(8, 2, 0, 0, 0)])),
    chunk('tEXt', Buffer.from(`Comment\0${comment}`, 'latin1')),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
  return { name, mimeType: 'image/png', buffer };
}

export function textFile(name: string, text: string): Sample {
  return { name, mimeType: 'text/plain', buffer: Buffer.from(text) };
}

/** A PDF with a page for each text, in a standard font that it does not embed. */
export async function pdfFile(
  name: string,
  pages: readonly string[],
  options: PDFKit.PDFDocumentOptions = {},
): Promise<Sample> {
  const pdf = new PDFDocument({ size: 'A4', ...options });
  const bytes = buffer(pdf);
  for (const [i, text] of pages.entries()) {
    if (i > 0) pdf.addPage();
    pdf.font('Times-Roman').fontSize(14).text(text);
  }
  pdf.end();
  return { name, mimeType: 'application/pdf', buffer: await bytes };
}

/** A PDF without pages. */
export function damagedPdfFile(name: string): Sample {
  return {
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n'),
  };
}

/**
 * A PDF with a script and an action that run when it is opened, and more pages than are shown.
 *
 * @param pages that its list of pages claims
 */
export function hostilePdfFile(name: string, pages: number): Sample {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC<</S/URI/URI(http://attacker.example/)>>>>>>',
    `<</Type/Pages/Count ${pages}/Kids[${'3 0 R '.repeat(pages)}]>>`,
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>',
    '<</Length 44>>stream\nBT /F 18 Tf 72 700 Td (Une page hostile) Tj ET\nendstream',
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FontMatrix[1 0 0 1 (0\\);globalThis.taken=1//) 0]>>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const offset = text.length;
    text += `${i + 1} 0 obj${object}endobj\n`;
    return offset;
  });
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 6\n0000000000 65535 f \n${table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n${text.length}\n%%EOF\n`;
  return { name, mimeType: 'application/pdf', buffer: Buffer.from(text, 'latin1') };
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
