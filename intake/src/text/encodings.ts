/** Encodings in which one byte is one character, as TextDecoder names them, and `ibm850`, which it lacks. */
export function isSingleByte(encoding: string): boolean {
  return encoding !== 'utf-8' && !isWide(encoding);
}

/** Encodings that are read through UTF-8. */
export function isWide(encoding: string): boolean {
  return /^utf-(?:16|32)[lb]e$/.test(encoding);
}

/** Unicode's CP850 table, 0x80 to 0xFF: the code page of French DOS, still used in exports of old practice software. */
const ibm850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤' +
  'ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

/** The characters of bytes 0x80 to 0xFF. */
export function highCharacters(encoding: string): string {
  if (encoding === 'ibm850') return ibm850;
  const bytes = Uint8Array.from({ length: 128 }, (_value, index) => 0x80 + index);
  return new TextDecoder(encoding).decode(bytes);
}

/** True if `encoding` is supported: a label of TextDecoder for one-byte or Unicode text, or `ibm850`. */
export function isReadableEncoding(encoding: string): boolean {
  if (encoding === 'ibm850' || encoding === 'utf-8' || isWide(encoding)) return true;
  try {
    return highCharacters(encoding).length === 128;
  } catch {
    return false;
  }
}

/** Encodes text for scanning (as UTF-8 instead of UTF-16 and UTF-32); empty if the encoding lacks a character. */
export function encodeText(text: string, encoding: string): Uint8Array {
  if (!isSingleByte(encoding)) return new TextEncoder().encode(text);
  const high = highCharacters(encoding);
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.charCodeAt(0);
    const index = code < 0x80 ? code : high.indexOf(character) + 0x80;
    if (index === 0x7f && code !== 0x7f) return new Uint8Array();
    bytes.push(index);
  }
  return Uint8Array.from(bytes);
}
