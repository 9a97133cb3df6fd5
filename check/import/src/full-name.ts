/**
 * The readings of a cell that holds family and given names together, as [family, given]. `DUPONT, Jean` and `DUPONT Jean`
 * say which is which; `Jean Dupont` and `DUPONT JEAN` do not, and both orders are kept.
 */
export function splitFullName(text: string): [family: string, given: string][] {
  const [beforeComma = '', afterComma, ...more] = text.split(',').map((part) => part.trim());
  if (afterComma !== undefined && more.length === 0) return pair(beforeComma, afterComma);
  const words = text.trim().split(/\s+/);
  const capitals = words.findIndex((word) => !isCapital(word));
  if (capitals > 0 && words.slice(capitals).every((word) => !isCapital(word))) {
    return pair(words.slice(0, capitals).join(' '), words.slice(capitals).join(' '));
  }
  const lastSmall = words.findLastIndex((word) => !isCapital(word));
  if (lastSmall >= 0 && lastSmall < words.length - 1 && words.slice(0, lastSmall).every((word) => !isCapital(word))) {
    return pair(words.slice(lastSmall + 1).join(' '), words.slice(0, lastSmall + 1).join(' '));
  }
  return [
    ...pair(words.slice(0, 1).join(' '), words.slice(1).join(' ')),
    ...pair(words.slice(-1).join(' '), words.slice(0, -1).join(' ')),
  ];
}

function pair(family: string, given: string): [string, string][] {
  return family === '' || given === '' ? [] : [[family, given]];
}

/** At least two letters, none small: an initial does not tell. */
function isCapital(word: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(word) && !/\p{Ll}/u.test(word);
}
