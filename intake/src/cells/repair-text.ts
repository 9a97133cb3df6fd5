import { isUtf8 } from 'node:buffer';
import { decodeHTML } from 'entities';
import { highCharacters } from '../text/encodings.ts';

/** First characters of UTF-8 read in a one-byte encoding, and the characters after `&` or `\` in an escape. */
const suspicious = /[ÃÂÅÄâ√¬‚├┬Ô]|&[#\w]{2,10};|\\u00[\da-f]{2}/i;
/**
 * Characters that a repair may produce: Latin letters, the signs of Latin-1, typographic punctuation and the euro sign.
 */
const plausible = /^[\t\n\r\x20-\x7e\u00a0-\u024f\u1e00-\u1eff\u2010-\u203a\u20ac]*$/u;
const mostRounds = 3;

const encodings = ['windows-1252', 'macintosh', 'ibm850'].map((encoding) => {
  const bytes = new Map(Array.from(highCharacters(encoding), (character, index) => [character, 0x80 + index] as const));
  // A connection in Latin-1 turns some signs of Windows-1252 into control characters.
  if (encoding === 'windows-1252')
    for (let byte = 0x80; byte < 0xa0; byte++) bytes.set(String.fromCharCode(byte), byte);
  return bytes;
});

/**
 * Restores accents after wrong decoding: UTF-8 read in a one-byte encoding, once or several times, HTML entities, and
 * JSON escapes. Undefined if there is nothing to repair or the result would not be plausible text.
 */
export function repairText(text: string): string | undefined {
  if (!suspicious.test(text)) return undefined;
  let repaired = unescapeText(text);
  for (let round = 0; round < mostRounds; round++) {
    const next = decodeTwice(repaired);
    if (next === undefined) break;
    repaired = next;
  }
  return repaired === text || !plausible.test(repaired) ? undefined : repaired;
}

function unescapeText(text: string): string {
  const plain = text.replace(/\\u(00[\da-f]{2})/gi, (_all, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return plain.includes('&') ? decodeHTML(plain) : plain;
}

/** The text whose UTF-8 bytes were read as this one, with the first encoding that decodes all of them. */
function decodeTwice(text: string): string | undefined {
  for (const bytesOf of encodings) {
    const bytes: number[] = [];
    let high = false;
    for (const character of text) {
      const code = character.charCodeAt(0);
      const byte = code < 0x80 ? code : bytesOf.get(character);
      if (byte === undefined) break;
      high ||= byte >= 0x80;
      bytes.push(byte);
    }
    const buffer = Buffer.from(bytes);
    if (!high || buffer.length !== Array.from(text).length || !isUtf8(buffer)) continue;
    const decoded = buffer.toString('utf8');
    if (plausible.test(decoded) || suspicious.test(decoded)) return decoded;
  }
  return undefined;
}
