const LONGEST_CELL = 2048;

/**
 * Splits a cell that holds several addresses into pieces for `parseEmail`. White space separates addresses only if
 * every piece contains an @: `jean dupont@example.fr` is one mistyped address, not the address `dupont@example.fr`. A
 * cell with any text yields at least one piece, so that the parser counts unreadable text.
 */
export function splitEmails(text: string): string[] {
  const trimmed = text.trim();
  if (trimmed === '') return [];
  if (text.length > LONGEST_CELL) return [text];
  const pieces = trimmed
    .split(/[;,|\n\r\t]/)
    .flatMap(splitWords)
    .filter((piece) => piece !== '');
  return pieces.length > 0 ? pieces : [trimmed];
}

function splitWords(piece: string): string[] {
  const words = piece.split(/\s+/).filter((word) => !/^(?:|ou|et|or|and|&|\/|-)$/i.test(word));
  const addresses = words.flatMap(splitSlash);
  const allAddresses = addresses.every((word) => /^[^@<>]+@[^@<>]+$/.test(word));
  return addresses.length > 1 && allAddresses ? addresses : [piece.trim()];
}

/** A slash is legal before the @, so it separates two addresses only if both halves contain an @. */
function splitSlash(word: string): string[] {
  const halves = word.split('/');
  return halves.every((half) => half.includes('@')) ? halves : [word];
}
