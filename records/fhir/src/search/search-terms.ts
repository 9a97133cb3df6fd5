import { parseNir, parsePhone } from '@etanche/core-identifiers';
import { isDate } from '../resource/dates.ts';
import type { PatientTraits } from '../french/patient-traits.ts';
import { familyUnits, foldName } from './fold-name.ts';
import { soundOf } from './sound.ts';
import { firstLetters, makeTerm, nameTerm, type Term } from './term.ts';

/** What a patient is searched by. */
export type SearchTraits = Pick<
  PatientTraits,
  | 'birthFamilyName'
  | 'usedFamilyName'
  | 'birthGivenNames'
  | 'usedGivenName'
  | 'birthDate'
  | 'ins'
  | 'billingNir'
  | 'phones'
  | 'localId'
>;

const mostFamilyNames = 2;
const mostPhones = 2;

/**
 * The terms of a patient, without repeats: at most 8, or 12 with two family names. A phone of another country's plan
 * without its code and a name without letters give none. A patient without a given name is found by the family name
 * alone, one whose name is a single text (`Jean Dupont`) by its first and last word as family names; a patient without
 * any of this by the practice's own number, or as unnamed.
 */
export function termsOf(traits: SearchTraits): Term[] {
  const terms: Term[] = [];
  for (const nir of numbers(traits)) terms.push(makeTerm('ins', nir));
  for (const phone of phones(traits)) terms.push(makeTerm('phone', phone));
  const { birthDate } = traits;
  const isKnown = birthDate !== null && isDate(birthDate);
  if (isKnown) terms.push(makeTerm('birth', birthDate));
  for (const { name, letter } of namePairs(traits)) {
    if (isKnown) terms.push(makeTerm('birth-letter', birthDate, firstLetters(name, 1)));
    terms.push(nameTerm(name, letter));
    if (isKnown) terms.push(makeTerm('sound', soundOf(name), birthDate.slice(0, 4), letter));
  }
  if (terms.length === 0) terms.push(localTerm(traits.localId?.value ?? '') ?? makeTerm('unnamed', ''));
  const seen = new Set<string>();
  return terms.filter(({ text }) => !seen.has(text) && seen.add(text));
}

/** The term of a practice's own number; null where it has no letter or digit. */
export function localTerm(value: string): Term | null {
  const folded = value
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
    .slice(0, 40);
  return folded === '' ? null : makeTerm('local', folded);
}

/** Each family name with the letter of the given name beside it. */
function namePairs(traits: SearchTraits): { readonly name: string; readonly letter: string }[] {
  const names = familyNamesOf(traits);
  const letter = givenLetter(traits);
  const pairs = names.map((name) => ({ name, letter }));
  if (letter !== '') return pairs;
  const units = familyUnits(traits.birthFamilyName ?? '');
  const [first, last] = [units[0], units.at(-1)];
  if (first === undefined || last === undefined || first === last) return pairs;
  const swapped = [
    { name: last, letter: firstLetters(first, 1) },
    { name: first, letter: firstLetters(last, 1) },
  ];
  return [...swapped, { name: last, letter: '' }];
}

/**
 * The two names under which a patient is looked for, folded: the used and the birth name; where that leaves room, the
 * last part of a double one.
 */
export function familyNamesOf(traits: Pick<SearchTraits, 'birthFamilyName' | 'usedFamilyName'>): string[] {
  const units = [traits.usedFamilyName, traits.birthFamilyName].map((name) => familyUnits(name ?? ''));
  const ordered = [
    ...units.flatMap((parts) => parts.slice(0, 1)),
    ...units.flatMap((parts) => parts.slice(1).reverse()),
  ];
  return [...new Set(ordered)].slice(0, mostFamilyNames);
}

/** The letter of the given name that is borne: the used one, else the first of the civil record. Empty without any. */
export function givenLetter(traits: Pick<SearchTraits, 'usedGivenName' | 'birthGivenNames'>): string {
  return firstLetters(foldName(traits.usedGivenName ?? traits.birthGivenNames[0] ?? ''), 1);
}

/** Her own number, and the one under which she is billed where it is a parent's. */
function numbers({ ins, billingNir }: SearchTraits): string[] {
  return [...new Set([ins?.matricule.slice(0, 13), billingNir].flatMap(canonicalNir))];
}

function canonicalNir(number: string | null | undefined): string[] {
  const parsed = parseNir(number ?? '');
  return parsed.ok ? [parsed.value.canonical] : [];
}

function phones({ phones: written }: SearchTraits): string[] {
  const canonical = written.flatMap(({ number, use }) => {
    const parsed = parsePhone(number, 'FR');
    return parsed.ok && use !== 'old' ? [parsed.value] : [];
  });
  return [...new Set(canonical)].slice(0, mostPhones);
}
