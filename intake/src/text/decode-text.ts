import { isAscii, isUtf8 } from 'node:buffer';
import { highCharacters, isSingleByte } from './encodings.ts';

/**
 * Decodes bytes in one of the supported encodings. Files often mix encodings: UTF-8 with letters is also recognised in
 * a one-byte source, and bytes that are not UTF-8 in a UTF-8 source are read as Windows-1252.
 */
export function makeTextDecoder(encoding: string): (bytes: Buffer) => string {
  if (!isSingleByte(encoding)) {
    const stray = makeHighDecoder('windows-1252');
    return (bytes) => (isUtf8(bytes) ? bytes.toString('utf8') : decodeMixed(bytes, stray));
  }
  const decode = makeHighDecoder(encoding);
  return (bytes) => {
    if (isAscii(bytes)) return bytes.toString('latin1');
    return (isUtf8(bytes) ? plausibleUtf8(bytes) : undefined) ?? decode(bytes.toString('latin1'));
  };
}

/**
 * Latin letters, the signs of Latin-1, typographic punctuation: two letters in another encoding rarely look like this.
 */
const plausible = /^[\0-\x7f\u00a0-\u024f\u2010-\u203a\u20ac]*$/;

function plausibleUtf8(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8');
  return plausible.test(text) ? text : undefined;
}

/** Decodes well-formed UTF-8 characters as UTF-8 and other bytes in a one-byte encoding. */
function decodeMixed(bytes: Buffer, stray: (latin1: string) => string): string {
  return bytes.toString('latin1').replace(/[\xc2-\xf4][\x80-\xbf]{1,3}|[\x80-\xff]/g, (piece) => {
    for (let length = piece.length; length > 1; length--) {
      const whole = Buffer.from(piece.slice(0, length), 'latin1');
      if (isUtf8(whole)) return whole.toString('utf8') + stray(piece.slice(length));
    }
    return stray(piece);
  });
}

/** Converts Latin-1 text to the characters of its bytes in a one-byte encoding. */
function makeHighDecoder(encoding: string): (latin1: string) => string {
  const high = highCharacters(encoding);
  // Windows-1252 and Latin-1 agree outside 0x80 to 0x9F, which most records lack.
  const latin = Array.from(high).every((character, index) => index < 0x20 || character.charCodeAt(0) === index + 0x80);
  const pattern = latin ? /[\x80-\x9f]/g : /[\x80-\xff]/g;
  return (latin1) => latin1.replace(pattern, (character) => high.charAt(character.charCodeAt(0) - 0x80));
}
