/** The encodings of French laboratories. The two of Latin letters differ by eight characters, such as € and œ. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'windows-1252' | 'iso-8859-15' | 'ibm850';

interface DecodedText {
  readonly text: string;
  readonly encoding: TextEncodingName;
  /** True if nothing names the encoding and characters differ between the possible ones. */
  readonly isGuessed: boolean;
  /** True if the bytes are not text in the declared encoding. */
  readonly isDeclaredWrong: boolean;
}

/** Unicode's CP850 table, 0x80 to 0xFF: the code page of French DOS, which TextDecoder lacks. */
const ibm850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
  'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

const french = 'éèàçêôîïûâùëœæÉÈÀÇÊÔÎÏÛÂÙËŒÆ';
const signs = 'µ°²³½±«»€’–²·≤≥×';
const candidates = ['windows-1252', 'iso-8859-15', 'ibm850'] as const;

/**
 * Decodes the bytes of a text file: a byte order mark decides, then the declared encoding, then strict UTF-8, then the
 * encoding in which the bytes beyond ASCII are French letters.
 *
 * @param declared null if the file names none
 */
export function decodeText(bytes: Uint8Array, declared: TextEncodingName | null): DecodedText {
  const certain = { isGuessed: false, isDeclaredWrong: false };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) {
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'utf-16le', ...certain };
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  if (declared !== null && declared !== 'utf-8' && !hasMark) {
    return { text: decodeAs(bytes, declared), encoding: declared, ...certain };
  }
  const text = asUtf8(bytes);
  if (text !== null) return { text, encoding: 'utf-8', ...certain };
  const scores = scoresOf(bytes);
  const encoding = candidates.reduce((best, one) => (scores[one] > scores[best] ? one : best));
  const isGuessed = encoding === 'ibm850' || scores[encoding] <= 0 || hasLatin9(bytes);
  return { text: decodeAs(bytes, encoding), encoding, isGuessed, isDeclaredWrong: declared !== null || hasMark };
}

/** Names of HL7 table 0211 (MSH-18), and those that senders write instead. */
export function declaredEncoding(name: string): TextEncodingName | null {
  const known = name.trim().toUpperCase().replaceAll('_', '-');
  if (known === 'UNICODE UTF-8' || known === 'UTF-8' || known === 'UTF8' || known === 'UNICODE') return 'utf-8';
  if (known === '8859/15' || known === 'ISO-8859-15') return 'iso-8859-15';
  if (/^(?:8859\/1|ISO-8859-1|WINDOWS-1252|CP1252|ANSI)$/.test(known)) return 'windows-1252';
  return known === 'CP850' || known === 'IBM850' ? 'ibm850' : null;
}

function asUtf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function decodeAs(bytes: Uint8Array, encoding: TextEncodingName): string {
  if (encoding !== 'ibm850') return new TextDecoder(encoding).decode(bytes);
  const view = new DataView(new ArrayBuffer(bytes.length * 2));
  for (const [i, byte] of bytes.entries()) {
    view.setUint16(i * 2, byte < 0x80 ? byte : ibm850.charCodeAt(byte - 0x80), true);
  }
  return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(view);
}

/** For each encoding: French letters beside letters, and units, count for it; all else counts against it. */
function scoresOf(bytes: Uint8Array): Record<(typeof candidates)[number], number> {
  const [beside, alone] = [new Uint32Array(128), new Uint32Array(128)];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80) continue;
    const isBeside = isLetter(bytes[at - 1]) || isLetter(bytes[at + 1]);
    const counts = isBeside ? beside : alone;
    counts[byte - 0x80] = (counts[byte - 0x80] ?? 0) + 1;
  }
  const score = (encoding: TextEncodingName): number => {
    const characters = Array.from(decodeAs(high, encoding));
    return characters.reduce((sum, character, i) => {
      const known = signs.includes(character) ? 0.5 : -0.5;
      const letter = french.includes(character);
      return sum + (beside[i] ?? 0) * (letter ? 1 : known) + (alone[i] ?? 0) * (letter ? 0.5 : known);
    }, 0);
  };
  return { 'windows-1252': score('windows-1252'), 'iso-8859-15': score('iso-8859-15'), ibm850: score('ibm850') };
}

const high = Uint8Array.from({ length: 128 }, (_, i) => 0x80 + i);

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}

/** The bytes that Windows-1252 and ISO-8859-15 read as different characters. */
const latin9: ReadonlySet<number> = new Set([0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe]);

function hasLatin9(bytes: Uint8Array): boolean {
  return bytes.some((byte) => latin9.has(byte));
}
