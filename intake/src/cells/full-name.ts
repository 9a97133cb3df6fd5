import { plainName, splitFamilyNames } from './name-cell.ts';

const BORN = /\s(?:n[ée]e|n[ée]\(e\))\.?\s+/iu;

/**
 * The possible readings of a cell with family and given names, as [family, given]. `DUPONT, Jean`, `DUPONT/Jean`,
 * `DUPONT^Jean` and `DUPONT Jean` are unambiguous; for `Jean Dupont` and `DUPONT JEAN` both orders are returned. A
 * second family name in brackets gives another reading.
 */
export function splitFullName(text: string): [family: string, given: string][] {
  const { plain, bracketed } = plainName(text);
  const readings = splitPlain(plain);
  const more = bracketed.flatMap((family) => readings.map(([, given]): [string, string] => [family, given]));
  return [...readings, ...more];
}

function splitPlain(text: string): [family: string, given: string][] {
  const [first = '', second, ...more] = text.split(/[,/^|;\t]/).map((part) => part.trim());
  if (second !== undefined && (more.length === 0 || text.includes('^'))) {
    const swapped = !isCapital(first) && isCapital(second);
    return swapped ? pairs(second, first) : pairs(first, second);
  }
  const born = BORN.exec(text);
  if (born !== null) return splitBorn(text.slice(0, born.index), text.slice(born.index + born[0].length));
  return splitWords(text.trim().split(/\s+/));
}

/** `DUPONT née MARTIN Jeanne` and `Jeanne DUPONT née MARTIN`. */
function splitBorn(before: string, after: string): [family: string, given: string][] {
  const [front, back] = [before.trim().split(/\s+/), after.trim().split(/\s+/)];
  const capitals = back.findIndex((word) => !isCapital(word));
  if (capitals > 0) {
    const given = back.slice(capitals).join(' ');
    return [...pair(before.trim(), given), ...pair(back.slice(0, capitals).join(' '), given)];
  }
  return splitWords(front).flatMap(([family, given]) => [...pair(family, given), ...pair(after.trim(), given)]);
}

function splitWords(words: readonly string[]): [family: string, given: string][] {
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

function pairs(families: string, given: string): [string, string][] {
  return splitFamilyNames(families).flatMap((family) => pair(family, given));
}

function pair(family: string, given: string): [string, string][] {
  return family === '' || given === '' ? [] : [[family, given]];
}

/** At least two letters, all in upper case: an initial is ambiguous. */
function isCapital(word: string): boolean {
  return /\p{Lu}.*\p{Lu}/u.test(word) && !/\p{Ll}/u.test(word);
}
