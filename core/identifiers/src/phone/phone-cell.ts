const LONGEST_CELL = 1024;
const HARD_SEPARATORS = /[;|\n\r\t&]/;
const NATIONAL = /(^|\D)(0[1-9](?:[ ./-]?\d\d){4})(?!\d)/g;

/**
 * Splits a cell that holds several numbers into pieces for `parsePhone`: `06 12 34 56 78 / 01 23 45 67 89 (bureau)`. A
 * cell with any text yields at least one piece, so that the parser counts unreadable text.
 */
export function splitPhones(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (text.length > LONGEST_CELL) return [text];
  const pieces = dropWords(trimmed.normalize('NFKC'))
    .split(HARD_SEPARATORS)
    .flatMap(splitSoftly)
    .map((piece) => piece.trim())
    .filter((piece) => /\d/.test(piece));
  return pieces.length > 0 ? pieces : [trimmed];
}

/** "ou", "bureau", "Tél." separate numbers; a letter that touches a digit is kept, so that the parser rejects it. */
function dropWords(text: string): string {
  return text.replace(/[\p{L}\p{M}\d]+\.?/gu, (token) => (/\d/.test(token) ? token : ';'));
}

/**
 * Slashes and commas also occur inside a number, and a space may separate two: split only if every part is a number.
 */
function splitSoftly(piece: string): string[] {
  const parts = piece.split(/[,/]/);
  if (parts.length > 1 && parts.every((part) => countDigits(part) >= 6)) return parts.flatMap(splitNationals);
  return splitNationals(piece);
}

function splitNationals(piece: string): string[] {
  const numbers = [...piece.matchAll(NATIONAL)].map((match) => match[2] ?? '');
  const rest = piece.replace(NATIONAL, '$1');
  return numbers.length > 1 && countDigits(rest) === 0 ? numbers : [piece];
}

function countDigits(text: string): number {
  return text.replace(/\D/g, '').length;
}
