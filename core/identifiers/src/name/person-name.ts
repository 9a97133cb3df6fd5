import { accept, reject, type Parsed } from '../parsed.ts';

export type NameErrorCode = 'name_empty' | 'name_too_long' | 'name_characters' | 'name_unreadable';

const LONGEST_TEXT = 200;
const APOSTROPHES = /['’‘‛ʼʻ`´′]/g;
const SEPARATORS = /[\s'.]|\p{Pd}/gu;
/** UTF-8 read as Windows-1252 (`HÃ©lÃ¨ne`), a lost character, or a question mark in its place. */
const UNREADABLE = /[?\uFFFD]|[ÃÂ][\u0080-\u00BF\u0152\u0160\u02C6\u2021\u2030\u2039\u20AC]/;
const LETTERS_WITHOUT_DECOMPOSITION: Readonly<Record<string, string>> = {
  Æ: 'AE',
  Œ: 'OE',
  Ø: 'O',
  Đ: 'D',
  Ð: 'D',
  Ł: 'L',
  Þ: 'TH',
  Ħ: 'H',
  Ŧ: 'T',
  ẞ: 'SS',
};

/**
 * One family name or one given name, reduced to upper-case letters without accents, hyphens, apostrophes or spaces, so
 * that differently written particles match (de la Tour, DELATOUR). README.md, "Person name".
 */
export function parsePersonName(text: string): Parsed<string, NameErrorCode> {
  return parsePlainName(text) ?? parseNameCarefully(text);
}

/** The common case, ASCII letters only. */
export function parsePlainName(text: string): Parsed<string, NameErrorCode> | null {
  return text.length <= LONGEST_TEXT && /^[A-Za-z]+$/.test(text) ? accept(text.toUpperCase()) : null;
}

export function parseNameCarefully(text: string): Parsed<string, NameErrorCode> {
  if (text.length > LONGEST_TEXT) return reject('name_too_long');
  if (UNREADABLE.test(text)) return reject('name_unreadable');
  const visible = text
    .replace(/\p{Cf}/gu, '')
    .replace(APOSTROPHES, "'")
    .trim();
  if (visible === '') return reject('name_empty');
  if (!/^(?:[\p{L}\p{M}\s'.]|\p{Pd})+$/u.test(visible)) return reject('name_characters');
  const canonical = foldLetters(visible.replace(SEPARATORS, ''));
  if (canonical === '') return reject('name_empty');
  return /^\p{L}+$/u.test(canonical) ? accept(canonical) : reject('name_characters');
}

/** Folds twice, since an upper-case letter may decompose again. Letters of other scripts are kept. */
function foldLetters(letters: string): string {
  return foldOnce(foldOnce(letters)).normalize('NFC');
}

/** ŉ decomposes to the modifier apostrophe and n. */
function foldOnce(letters: string): string {
  return letters
    .normalize('NFKD')
    .replace(/[\p{M}ʼ]/gu, '')
    .toUpperCase()
    .replace(/[ÆŒØĐÐŁÞĦŦẞ]/g, (letter) => LETTERS_WITHOUT_DECOMPOSITION[letter] ?? letter)
    .normalize('NFKD')
    .replace(/[\p{M}ʼ]/gu, '');
}
