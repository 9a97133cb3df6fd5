/** The object identifiers of the national identifier (INS), including those for tests and demonstrations. */
const OID = /(?:urn:oid:)?1\.2\.250\.1\.213\.1\.4\.\d{1,2}/g;
const LONGEST_CELL = 2048;

/**
 * Splits a cell with a NIR and other text into pieces for `parseNir`: HL7's `2761213055015^^^ASIP-SANTE-INS-NIR`,
 * `276121305501575 / 1.2.250.1.213.1.4.8`, `2761213055015 (75)`, `NIR : 2761213055015`, or several numbers. A cell with
 * any text yields at least one piece, so that the parser counts unreadable text.
 */
export function splitNirs(text: string): string[] {
  if (text.length > LONGEST_CELL || /^[\dAB .]{13,21}$/.test(text)) return [text];
  const numbers = text
    .split(/[~;|\n]/)
    .map((piece) => (piece.split('^')[0] ?? '').replace(OID, ''))
    .map(withoutWords)
    .filter((piece) => /\d/.test(piece));
  return numbers.length > 0 ? numbers : [text];
}

/** Removes labels before a number, the word before its key, brackets around the key, and separators at the ends. */
function withoutWords(piece: string): string {
  return piece
    .replace(/^[^\d]*?(?:n°|num[ée]ro|nir|nss|ins|s[ée]cu(?:rit[ée] sociale)?|ss)[^\d]*(?=\d)/i, '')
    .replace(/\(?\s*cl[ée]\s*:?\s*(\d{1,2})\s*\)?/i, (_all, key: string) => key.padStart(2, '0'))
    .replace(/[([]\s*(\d{2})\s*[)\]]\s*$/, '$1')
    .replace(/^[\s/|,:-]+|[\s/|,:-]+$/g, '');
}
