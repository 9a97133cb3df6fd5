import { analyse } from 'chardet';
import type { ByteSurvey } from './byte-survey.ts';
import { highCharacters, isReadableEncoding, isWide } from './encodings.ts';

/**
 * Detects the encoding from: a byte order mark, then the zero bytes of UTF-16, then strict UTF-8, then whichever
 * one-byte encoding turns the bytes that touch letters into French ones; chardet is asked when none does. A few stray
 * bytes in UTF-8 do not change the verdict (the cells that hold them are read as Windows-1252).
 */
export function detectEncoding(survey: ByteSurvey): string {
  const { utf8Bytes, strayBytes } = survey;
  const head = survey.head.bytes;
  if (head.subarray(0, 4).toString('hex') === 'fffe0000') return 'utf-32le';
  if (head.subarray(0, 4).toString('hex') === '0000feff') return 'utf-32be';
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const withoutMark = utf16ByZeros(head);
  if (withoutMark !== undefined) return withoutMark;
  if (strayBytes === 0 || utf8Bytes > 10 * strayBytes) return 'utf-8';
  return oneByteEncoding(survey);
}

function utf16ByZeros(head: Buffer): string | undefined {
  let [even, odd] = [0, 0];
  for (let position = 0; position + 1 < head.length; position += 2) {
    if (head[position] === 0 && head[position + 1] !== 0) even++;
    if (head[position + 1] === 0 && head[position] !== 0) odd++;
  }
  const mostly = head.length * 0.35;
  if (odd > mostly) return 'utf-16le';
  return even > mostly ? 'utf-16be' : undefined;
}

const candidates = ['windows-1252', 'iso-8859-15', 'macintosh', 'ibm850'] as const;
const frequent = 'éèàçêôîïûâùëœÉÈÀÇÊÔÎÏÛÂÙËŒ’';
const foreign = 'äöüßñáíóúãõåøæÄÖÜÑÁÍÓÚÃÕÅØÆŸÿ°ªº«»…–—';

function oneByteEncoding(survey: ByteSurvey): string {
  const scores = candidates.map((encoding) => ({ encoding, score: frenchShare(survey.nearLetters, encoding) }));
  const best = scores.reduce((kept, other) => (other.score > kept.score ? other : kept));
  if (best.score >= 0.5) return best.encoding;
  for (const guess of analyse(survey.excerpt)) {
    const encoding = guess.name.toLowerCase();
    if (encoding !== 'utf-8' && isReadableEncoding(encoding) && guess.confidence >= 30)
      return encoding === 'iso-8859-1' ? 'windows-1252' : encoding;
  }
  return best.encoding;
}

/**
 * Bytes that Latin-9 and Windows-1252 read as different characters, and which Latin-9 reads as Š, š, Ž, ž, Œ, œ, Ÿ or
 * €.
 */
const latin9 = [0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe];

/**
 * True if another encoding would read the letters of a text differently and is only less likely: Latin-9, whose Œ is
 * the ¼ of Windows-1252, and every encoding other than those of French.
 */
export function isGuessed(survey: ByteSurvey, encoding: string): boolean {
  if (encoding === 'utf-8' || isWide(encoding)) return false;
  const isLatin = encoding === 'windows-1252' || encoding === 'iso-8859-15';
  if (isLatin && latin9.some((byte) => (survey.nearLetters[byte] ?? 0) > 0)) return true;
  return !isLatin && !candidates.some((candidate) => candidate === encoding);
}

/** 1 when every byte that touches a letter becomes a French letter, below 0 when most become signs. */
function frenchShare(nearLetters: Uint32Array, encoding: string): number {
  const high = highCharacters(encoding);
  let [score, total] = [0, 0];
  for (let byte = 0x80; byte < 0x100; byte++) {
    const count = nearLetters[byte] ?? 0;
    const character = high.charAt(byte - 0x80);
    total += count;
    if (frequent.includes(character)) score += count;
    else if (foreign.includes(character)) score += count * 0.4;
    else score -= count * 0.5;
  }
  return total === 0 ? 0 : score / total;
}
