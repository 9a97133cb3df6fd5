import type { Json } from '@etanche/records-fhir';
import { ByteSearch, type Wanted } from '../../tools/search-bytes.ts';
import type { Truth } from '../practice/truth.ts';

/** Shorter values occur by chance in random bytes and in other people's texts. */
const shortestName = 8;
const shortestWords = 16;

/** The person number of the planted marker. */
export const markerPerson = -1;
const made = new WeakMap<object, ByteSearch>();

/** One search for all persons and the marker of a truth, cached: building it takes longer than a search. */
export function searchForPatients(truth: Truth): ByteSearch {
  const search =
    made.get(truth) ?? new ByteSearch([...wantedPeople(truth), { person: markerPerson, values: [truth.marker] }]);
  made.set(truth, search);
  return search;
}

/**
 * Values that identify each person: numbers, telephones, addresses, names, birth dates as in files and cards, and every
 * clinical sentence, which identifies all patients who have it.
 */
function wantedPeople(truth: Truth): Wanted[] {
  const sentences = new Map<string, number>();
  for (const { number, resources } of truth.patients) {
    for (const text of resources) {
      for (const sentence of sentencesOf(JSON.parse(text) as Json)) {
        if (!sentences.has(sentence)) sentences.set(sentence, number);
      }
    }
  }
  return [
    ...truth.patients.map(({ number, person }) => ({ person: number, values: valuesOf(person) })),
    ...Array.from(sentences, ([sentence, person]) => ({ person, values: [sentence] })),
  ];
}

function valuesOf(person: Truth['patients'][number]['person']): string[] {
  const { nir, nirKey, phones, emails, birthDate, birthName, usedName, givenNames } = person;
  const [year = '', month = '', day = ''] = birthDate.split('-');
  const given = givenNames[0] ?? '';
  const names = [birthName, usedName ?? birthName].flatMap((name) => [`${name} ${given}`, `${given} ${name}`]);
  // A date without separators is eight digits, which occur in any list of times by chance.
  const dates = [`"birthDate":"${birthDate}"`, `${birthName} ${day}/${month}/${year}`];
  return [
    ...[nir, `${nir}${nirKey}`, ...phones, ...phones.map((phone) => phone.replace('+33', '0')), ...emails],
    ...names.filter((name) => name.length >= shortestName),
    ...dates,
  ];
}

const proseFields: readonly string[] = ['text', 'display', 'div', 'title', 'conclusion', 'data'];

function* sentencesOf(value: Json, key = ''): Generator<string> {
  if (typeof value === 'string') {
    if (proseFields.includes(key) && value.length >= shortestWords && /\p{L}/u.test(value)) yield value;
  } else if (Array.isArray(value)) {
    for (const item of value) yield* sentencesOf(item, key);
  } else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) yield* sentencesOf(inner, name);
  }
}
