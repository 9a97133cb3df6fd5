import { InteropError } from '../interop-error.ts';

/**
 * Names of encodings in XML declarations that documents of French software use, with those of the Encoding standard.
 */
const encodings: Readonly<Record<string, string>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  'iso-8859-1': 'windows-1252',
  'iso-8859-15': 'iso-8859-15',
  latin1: 'windows-1252',
  'windows-1252': 'windows-1252',
  cp1252: 'windows-1252',
};

/**
 * The text of an XML document (XML 1.0, appendix F): UTF-8 or UTF-16 by a byte order mark, otherwise the declared
 * encoding, or UTF-8. ISO-8859-1 is read as Windows-1252, which documents that declare it contain in fact.
 *
 * @throws InteropError `xml_encoding`
 */
export function decodeXml(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return decode(bytes, 'utf-8');
  if (first === 0xff && second === 0xfe) return decode(bytes, 'utf-16le');
  if (first === 0xfe && second === 0xff) return decode(bytes, 'utf-16be');
  const head = String.fromCharCode(...bytes.subarray(0, 200));
  const declared = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']/.exec(head)?.[1];
  const name = (declared ?? 'utf-8').toLowerCase();
  const encoding = Object.hasOwn(encodings, name) ? encodings[name] : undefined;
  if (encoding === undefined) throw new InteropError('xml_encoding', 'the declared encoding is not supported');
  return decode(bytes, encoding);
}

function decode(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InteropError('xml_encoding', `the bytes are not ${encoding}`, { cause });
  }
}
