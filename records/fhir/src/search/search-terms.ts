import { parseNir, parsePhone } from '@etanche/core-identifiers';
import { isDate } from '../resource/dates.ts';
import type { PatientTraits } from '../french/patient-traits.ts';
import { familyUnits, foldName } from './fold-name.ts';
import { soundOf } from './sound.ts';
import { firstLetters, makeTerm, nameTerm, type Term } from './term.ts';

/** The traits from which search terms are made. */
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
 * The terms of a patient, without repeats: at most 8, or 12 with two family names. A foreign phone number without a
 * country code and a name without letters give no term. A patient without a given name has terms of the family name
 * alone; for a name in a single text (`Jean Dupont`), the first and the last word are each used as family name. A
 * patient without any of these traits has the term of the practice's own number, or the term `unnamed`.
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

/** The term of a practice's own number; null if it has no letter or digit. */
export function localTerm(value: string): Term | null {
  const folded = value
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toUpperCase()
    .slice(0, 40);
  return folded === '' ? null : makeTerm('local', folded);
}

/** Each family name with the first letter of the given name. */
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
 * The at most two family names of a patient's terms, folded: the used and the birth name, or the last part of a double
 * name.
 */
function familyNamesOf(traits: Pick<SearchTraits, 'birthFamilyName' | 'usedFamilyName'>): string[] {
  const units = [traits.usedFamilyName, traits.birthFamilyName].map((name) => familyUnits(name ?? ''));
  const ordered = [
    ...units.flatMap((parts) => parts.slice(0, 1)),
    ...units.flatMap((parts) => parts.slice(1).reverse()),
  ];
  return [...new Set(ordered)].slice(0, mostFamilyNames);
}

/** The first letter of the used given name, else of the first in the civil record; empty if there is none. */
function givenLetter(traits: Pick<SearchTraits, 'usedGivenName' | 'birthGivenNames'>): string {
  return firstLetters(foldName(traits.usedGivenName ?? traits.birthGivenNames[0] ?? ''), 1);
}

/** The patient's own NIR, and the NIR for billing, which may be a parent's. */
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
