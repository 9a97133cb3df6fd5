/** Types of documents that a file takes. Each is recognised by its bytes; a name or a declared type counts nothing. */
export type DocumentType = 'application/pdf' | 'image/jpeg' | 'image/png' | 'text/plain';

/** `mixed`: the bytes are a document of two types at once, as files are that hide a program. */
export type DocumentRefusal = 'empty' | 'too_large' | 'unknown_type' | 'mixed' | 'damaged';

export type Recognised =
  | { readonly type: DocumentType; readonly refusal: null }
  | { readonly type: null; readonly refusal: DocumentRefusal };

export const mostDocumentBytes = 50 * 1024 * 1024;
/** An image of more pixels fills the memory of a device when it is drawn. */
const mostPixels = 120_000_000;
/** Limits of a small image in a list. Each one of a file is drawn at once. */
const mostThumbnail = { bytes: 65_536, pixels: 128 * 128 };
/** Readers of PDF accept its header this far from the start. */
const headerBytes = 1024;
/** The end of a ZIP archive: 22 bytes and a comment. */
const archiveEndBytes = 22 + 65_535;

/** Recognises a document by its bytes, and refuses one that another program would read as something else. */
export function recogniseDocument(bytes: Uint8Array): Recognised {
  if (bytes.length === 0) return refused('empty');
  if (bytes.length > mostDocumentBytes) return refused('too_large');
  if (startsWith(bytes, 0, '%PDF-')) return pdf(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return jpeg(bytes);
  if (startsWith(bytes, 0, '\x89PNG\r\n\x1a\n')) return png(bytes);
  return plainText(bytes);
}

/**
 * True for a JPEG that is small enough to be drawn in a list, in whose place another member may have put another one.
 */
export function isThumbnail(bytes: Uint8Array): boolean {
  const isJpeg = bytes[0] === 0xff && bytes[1] === 0xd8 && bytes.length <= mostThumbnail.bytes;
  return isJpeg && jpeg(bytes, mostThumbnail.pixels).type !== null;
}

function pdf(bytes: Uint8Array): Recognised {
  const end = lastIndexOf(bytes, '%%EOF');
  if (end === -1) return refused('damaged');
  return finished(
    'application/pdf',
    isArchive(bytes) || isPage(bytes.subarray(0, headerBytes)) || isForeign(bytes, end),
  );
}

/** Walks the segments up to the scan (ITU-T T.81 annex B). */
function jpeg(bytes: Uint8Array, most = mostPixels): Recognised {
  let at = 2;
  let pixels = 0;
  for (;;) {
    const marker = bytes[at + 1] ?? 0;
    if (bytes[at] !== 0xff || at + 4 > bytes.length) return refused('damaged');
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === 0xda) break;
    // Without a length: a reader skips the marker alone, so that it would see another frame than this walk.
    if (marker < 0xc0 || (marker >= 0xd0 && marker <= 0xd9)) return refused('damaged');
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame && pixels !== 0) return refused('damaged');
    if (isFrame) pixels = uint16(bytes, at + 5) * uint16(bytes, at + 7);
    at += 2 + uint16(bytes, at + 2);
  }
  const end = lastIndexOf(bytes, '\xff\xd9');
  if (pixels === 0 || end < at) return refused('damaged');
  if (pixels > most) return refused('too_large');
  return finished(
    'image/jpeg',
    isArchive(bytes) || hidesPdf(bytes) || isPage(bytes.subarray(0, at)) || isForeign(bytes, end),
  );
}

/** Walks the chunks to the last one, after which a PNG has nothing (PNG third edition, section 5). */
function png(bytes: Uint8Array): Recognised {
  if (!startsWith(bytes, 12, 'IHDR')) return refused('damaged');
  let at = 8;
  while (!startsWith(bytes, at + 4, 'IEND')) {
    at += 12 + uint32(bytes, at);
    if (at + 12 > bytes.length) return refused('damaged');
  }
  if (uint32(bytes, 16) * uint32(bytes, 20) > mostPixels) return refused('too_large');
  return finished('image/png', at + 12 !== bytes.length || hidesPdf(bytes) || isPage(bytes.subarray(0, headerBytes)));
}

/** Text in UTF-8, or in Windows-1252 as older programs of laboratories write it. A page, script or RTF is none. */
function plainText(bytes: Uint8Array): Recognised {
  if (bytes.some((byte) => byte < 0x20 && ![0x09, 0x0a, 0x0c, 0x0d].includes(byte))) return refused('unknown_type');
  const start = decodeText(bytes.subarray(0, headerBytes)).trimStart();
  if (/^(?:<|\{\\rtf|%!|#!)/.test(start) || isPage(bytes)) return refused('unknown_type');
  return finished('text/plain', hidesPdf(bytes) || isArchive(bytes));
}

/** The text of a document of the type `text/plain`. */
export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

function hidesPdf(bytes: Uint8Array): boolean {
  return lastIndexOf(bytes.subarray(0, headerBytes + 5), '%PDF-') !== -1;
}

function isArchive(bytes: Uint8Array): boolean {
  return lastIndexOf(bytes.subarray(-archiveEndBytes), 'PK\x05\x06') !== -1;
}

/** An archive or program behind the end of the document. */
function isForeign(bytes: Uint8Array, end: number): boolean {
  const rest = bytes.subarray(end, end + archiveEndBytes);
  const signs = ['Rar!\x1a\x07', '7z\xbc\xaf\x27\x1c', 'PK\x03\x04', 'MZ\x90\x00', '\x7fELF'];
  return signs.some((sign) => lastIndexOf(rest, sign) !== -1) || isPage(rest);
}

/** A page or script that a browser would run. */
function isPage(bytes: Uint8Array): boolean {
  const text = new TextDecoder('latin1').decode(bytes);
  return /<(?:script|html|iframe|svg|!doctype|\?php)/i.test(text);
}

function finished(type: DocumentType, isMixed: boolean): Recognised {
  return isMixed ? refused('mixed') : { type, refusal: null };
}

function refused(refusal: DocumentRefusal): Recognised {
  return { type: null, refusal };
}

function startsWith(bytes: Uint8Array, at: number, sign: string): boolean {
  return Array.from(sign).every((character, i) => bytes[at + i] === character.charCodeAt(0));
}

function lastIndexOf(bytes: Uint8Array, sign: string): number {
  const first = sign.charCodeAt(0);
  for (let at = bytes.lastIndexOf(first); at !== -1; at = at === 0 ? -1 : bytes.lastIndexOf(first, at - 1))
    if (startsWith(bytes, at, sign)) return at;
  return -1;
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) * 65_536 + uint16(bytes, at + 2);
}
