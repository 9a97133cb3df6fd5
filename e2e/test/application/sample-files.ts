import { crc32, deflateSync } from 'node:zlib';

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

export function pdfFile(name: string): Sample {
  return {
    name,
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n'),
  };
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
