import { familyUnits, foldName, isParticle } from './fold-name.ts';
import { soundOf } from './sound.ts';
import { localTerm } from './search-terms.ts';
import { firstLetters, makeTerm, nameTerm, type Term } from './term.ts';
import type { Card } from './card.ts';
import { readTypedText, type TypedText } from './typed-text.ts';

interface SearchPlan {
  /** Terms to evaluate in order, the most selective first, until a card matches. */
  readonly terms: readonly Term[];
  /** True if the card has all typed words and dates. NIR and phone are not on cards; their terms are exact. */
  readonly matches: (card: Card) => boolean;
}

/**
 * - `search_empty`: nothing to search by; - `search_too_long`: more than 200 characters;
 * - `search_number`: a number that is not a complete date, phone or NIR;
 * - `search_name`: only one name: add the first letter of the given name, or the birth date;
 * - `search_year`: only a year or an age: add the names, or the whole birth date.
 */
export type SearchRefusal = 'search_empty' | 'search_too_long' | 'search_number' | 'search_name' | 'search_year';

type PlannedSearch =
  | { readonly ok: true; readonly value: SearchPlan }
  | {
      readonly ok: false;
      readonly code: SearchRefusal;
      /** After a single name: a search of patients without a known given name, who have no other trait to add. */
      readonly withoutGivenName: SearchPlan | null;
    };

const LONGEST_TEXT = 200;
/** Each term costs an evaluation of the member's quota. */
const mostTerms = 6;

/**
 * Converts typed text, in any order, to terms and a filter.
 *
 * @param today `YYYY-MM-DD`
 */
export function planSearch(text: string, today: string): PlannedSearch {
  if (text.length > LONGEST_TEXT) return { ok: false, code: 'search_too_long', withoutGivenName: null };
  const own = /^\s*#(.*)$/su.exec(text);
  if (own !== null) return planLocal(own[1] ?? '');
  const typed = readTypedText(text, today);
  const names = groupWords(typed.words);
  const terms = [...chooseTerms(typed, names)];
  const unique = terms.filter((term, index) => terms.findIndex(({ text: same }) => same === term.text) === index);
  if (unique.length > 0 && typed.unread === 0) {
    return { ok: true, value: { terms: unique.slice(0, mostTerms), matches: (card) => matches(card, typed, names) } };
  }
  return { ok: false, code: refusal(typed, names), withoutGivenName: planWithoutGivenName(typed, names) };
}

/**
 * Plans a search by `#` and the practice's own number of a patient without name and birth date; `#` alone means those
 * without a number.
 */
function planLocal(number: string): PlannedSearch {
  const term = number.trim() === '' ? makeTerm('unnamed', '') : localTerm(number);
  if (term === null) return { ok: false, code: 'search_number', withoutGivenName: null };
  return { ok: true, value: { terms: [term], matches: () => true } };
}

function refusal(typed: TypedText, names: readonly Group[]): SearchRefusal {
  // Several short numbers may be the beginning of a long one.
  if (typed.unread > 0 || typed.years.length > 1) return 'search_number';
  if (names.length > 0) return 'search_name';
  return typed.years.length > 0 ? 'search_year' : 'search_empty';
}

/** The folded parts of one typed name: `jean-pierre` has the parts JEAN and PIERRE, `de la tour` has one. */
type Group = readonly [string, ...string[]];

function groupWords(words: readonly string[]): Group[] {
  const groups: Group[] = [];
  let waiting = '';
  for (const [at, word] of words.entries()) {
    const isLast = at === words.length - 1;
    waiting = waiting === '' ? word : `${waiting} ${word}`;
    // A particle is joined to the next word; a single letter at the end is an initial.
    if (!isLast && isParticle(foldName(word)) && foldName(word).length > 1) continue;
    const [first, ...others] = familyUnits(waiting);
    if (first !== undefined) groups.push([first, ...others]);
    waiting = '';
  }
  return groups;
}

function* chooseTerms({ nirs, phones, dates, years }: TypedText, names: readonly Group[]): Generator<Term> {
  for (const nir of nirs) yield makeTerm('ins', nir);
  for (const phone of phones) yield makeTerm('phone', phone);
  if (nirs.length > 0 || phones.length > 0) return;
  const [date] = dates;
  if (date !== undefined) {
    const letters = names.map(([unit]) => firstLetters(unit, 1));
    for (const day of date) for (const letter of letters) yield makeTerm('birth-letter', day, letter);
    for (const day of date) yield makeTerm('birth', day);
    return;
  }
  const pairs = pairNames(names);
  for (const { family, given } of pairs.slice(0, 2)) {
    for (const year of years[0] ?? []) yield makeTerm('sound', soundOf(family), year, given);
  }
  for (const { family, given } of pairs) yield nameTerm(family, given);
}

function planWithoutGivenName(typed: TypedText, names: readonly Group[]): SearchPlan | null {
  const [only, other] = names;
  if (only === undefined || other !== undefined || typed.unread > 0) return null;
  const sounds = (typed.years[0] ?? []).map((year) => makeTerm('sound', soundOf(only[0]), year, ''));
  return {
    terms: [...sounds, nameTerm(only[0], '')].slice(0, mostTerms),
    matches: (card) => matches(card, typed, names),
  };
}

type Pair = { readonly family: string; readonly given: string };

/**
 * Candidates for family and given name: the first name is the family name, as in forms, then the last one, as in
 * speech.
 */
function pairNames(names: readonly Group[]): Pair[] {
  const pair = (family: Group | undefined, given: Group | undefined): Pair[] =>
    family === undefined || given === undefined || family === given
      ? []
      : [{ family: family[0], given: firstLetters(given[0], 1) }];
  const [first, second] = names;
  const last = names.at(-1);
  const pairs = [...pair(first, second), ...pair(last, first), ...pair(first, last), ...pair(second, first)];
  const whole = pairs.filter(({ family }) => Array.from(family).length > 1);
  return whole.length > 0 ? whole : pairs;
}

function matches(card: Card, typed: TypedText, names: readonly Group[]): boolean {
  const { birthDate } = card;
  const isBorn = typed.dates.every((readings) => birthDate !== null && readings.includes(birthDate));
  const isOfYear = typed.years.every((years) => birthDate !== null && years.includes(birthDate.slice(0, 4)));
  if (!isBorn || !isOfYear) return false;
  const written = [...card.familyNames, ...(card.usedName === null ? [] : [card.usedName]), ...card.givenNames];
  const parts = written.flatMap((name) => [foldName(name), ...familyUnits(name)]);
  return names.every((group) => group.every((unit) => parts.some((part) => isLike(part, unit))));
}

/** True if the typed unit is the beginning of the name or has the same phonetic code. */
function isLike(part: string, unit: string): boolean {
  return part.startsWith(unit) || (unit.length > 2 && soundOf(part) === soundOf(unit));
}
