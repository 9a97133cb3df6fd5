const LONGEST_CELL = 2048;

/**
 * The addresses of a cell that holds several, each for `parseEmail`. White space parts addresses only where every
 * part has its @: `jean dupont@example.fr` is one mistyped address, not the address of somebody named dupont.
 * A cell with any text gives at least one piece, so that the parser counts what it cannot read.
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

/** A slash is legal before the @, so it parts two addresses only where both halves have one. */
function splitSlash(word: string): string[] {
  const halves = word.split('/');
  return halves.every((half) => half.includes('@')) ? halves : [word];
}
