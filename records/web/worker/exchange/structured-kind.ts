import { xmlLimits, zipLimits } from '@etanche/records-interop';

/** An attachment has at most 50 MiB, and what is unpacked of it is in memory twice. */
export const structuredLimits = { zip: { ...zipLimits, unpacked: 128 * 1024 * 1024 }, xml: xmlLimits };
/** Bytes from the start of a file in which its kind is looked for. */
export const headBytes = 8192;

/** Whether a file is a CDA document or an archive, by its first bytes; null for another one. */
export function structuredKind(bytes: Uint8Array): 'cda' | 'archive' | null {
  const [first, second, third, fourth] = bytes;
  if (first === 0x50 && second === 0x4b && third === 0x03 && fourth === 0x04) return 'archive';
  const encoding = first === 0xff || second === 0 ? 'utf-16le' : first === 0xfe || first === 0 ? 'utf-16be' : 'latin1';
  const head = new TextDecoder(encoding).decode(bytes.subarray(0, headBytes));
  // In latin1 the mark of UTF-8 is three characters.
  const start = head.replace(/^(?:\ufeff|\u00ef\u00bb\u00bf)/, '').trimStart();
  return start.startsWith('<') && /<(?:[\w.-]+:)?ClinicalDocument[\s>]/.test(start) ? 'cda' : null;
}
