import { limits, type PostingLimit } from '@etanche/core-wire';

/**
 * - `ins`: NIR or matricule INS, 13 characters without the key;
 * - `phone`: E.164;
 * - `birth`: birth date; `birth-letter`: birth date and first letter of a family name;
 * - `name`: first five letters of a family name (all, if fewer) and first letter of the given name;
 * - `sound`: phonetic code of a family name, birth year and first letter of the given name;
 * - `local`: the practice's own number of a patient without any of these; `unnamed`: a patient without even that.
 */
export type TermKind = 'ins' | 'phone' | 'birth' | 'birth-letter' | 'name' | 'sound' | 'local' | 'unnamed';

/**
 * A search term of a patient. `text` is canonical and the whole input of the search function: `name|DUPON|J`. `limit`
 * is the number of patients that a search by it shows.
 */
export interface Term {
  readonly kind: TermKind;
  readonly text: string;
  readonly limit: PostingLimit;
}

const exactKinds: readonly TermKind[] = ['ins', 'phone', 'birth'];

/** Letters of a family name in a `name` term. */
const nameLetters = 5;

export function postingLimit(kind: TermKind): PostingLimit {
  return limits.postings[exactKinds.includes(kind) ? 'exact' : 'combined'];
}

/**
 * Fields have only letters, digits, `+` and `-`, so that different lists of fields joined with `|` give different
 * texts.
 */
export function makeTerm(kind: TermKind, ...fields: readonly string[]): Term {
  return { kind, text: [kind, ...fields].join('|'), limit: postingLimit(kind) };
}

/** The first letters of a folded name, as code points. */
export function firstLetters(folded: string, count: number): string {
  return Array.from(folded).slice(0, count).join('');
}

export function nameTerm(unit: string, givenLetter: string): Term {
  return makeTerm('name', firstLetters(unit, nameLetters), givenLetter);
}
