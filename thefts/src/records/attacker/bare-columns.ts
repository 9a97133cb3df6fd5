import { createHash, createHmac } from 'node:crypto';
import { toBase64url, utf8 } from '@etanche/core-wire';
import type { StolenRows } from './stolen-rows.ts';
import type { Truth } from '../practice/truth.ts';

const shortest = 3;
const longest = 256;
/** Bytes of a locator, without its leading limit. */
const placeBytes = 15;

/**
 * Finds values that equal a name or birth date: short ones occur in any text by chance, but not as a whole column
 * value.
 *
 * @returns a function from a value to the persons it identifies
 */
export function bareColumns(truth: Truth, markerPerson: number): (value: Buffer) => readonly number[] {
  const persons = new Map<string, number[]>();
  const add = (text: string, person: number): void => {
    const key = text.normalize('NFC').toLowerCase();
    if (key.length >= shortest) persons.set(key, [...(persons.get(key) ?? []), person]);
  };
  for (const { number, person, terms } of truth.patients) {
    const { birthName, usedName, givenNames, birthDate } = person;
    const [year = '', month = '', day = ''] = birthDate.split('-');
    const dates = [birthDate, `${day}/${month}/${year}`, `${year}${month}${day}`, `${day}${month}${year}`];
    for (const text of [birthName, usedName ?? '', ...givenNames, ...dates, ...terms]) add(text, number);
  }
  add(truth.marker, markerPerson);
  return (value) => {
    if (value.length > longest) return [];
    const text = value.toString('utf8').replace(/\0+$/, '');
    return persons.get(text.normalize('NFC').toLowerCase()) ?? [];
  };
}

/**
 * Persons whose terms lead to a posting by a locator that needs no vault: a bare fingerprint of the term, or one keyed
 * with data stored next to it.
 */
export function bareLocators({ practice, postings }: StolenRows, { patients }: Pick<Truth, 'patients'>): Set<number> {
  const persons = new Set<number>();
  const places = new Set(
    Array.from(postings.keys(), (locator) => placeIn(Buffer.from(locator, 'base64url').subarray(1))),
  );
  const located = (digest: Buffer): boolean => places.has(placeIn(digest)) || places.has(placeIn(digest.subarray(1)));
  const found = new Map<string, boolean>();
  for (const { number, terms } of patients) {
    for (const term of terms) {
      const known = found.get(term) ?? fingerprints(term, practice).some(located);
      found.set(term, known);
      if (known) persons.add(number);
    }
  }
  return persons;
}

function placeIn(bytes: Uint8Array): string {
  return toBase64url(bytes.subarray(0, placeBytes));
}

function fingerprints(term: string, practice: string): Buffer[] {
  const texts = [term, `${practice}${term}`, `${practice}/${term}`];
  const bare = texts.flatMap((text) => ['md5', 'sha1', 'sha256', 'sha512'].map((name) => digestOf(name, text)));
  return [...bare, createHmac('sha256', utf8(practice)).update(term).digest()];
}

function digestOf(name: string, text: string): Buffer {
  return createHash(name).update(text).digest();
}
