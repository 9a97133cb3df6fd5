import { createHash } from 'node:crypto';
import { foldName, identifierKeysOf, readPatient, replacedBy, serverOf, type Resource } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Item } from './read-items.ts';

/**
 * The patients of a source. Files may contain one patient several times, and two sources may use one id for two people.
 * Each person has a key that is unique in this import.
 */
export type People = {
  /** Adds a Patient and returns the key of the person. All Patients are added before the other methods are called. */
  add(patient: Item): string;
  /** Returns the key of the person who replaces this one after a merge, or the same key. */
  replacementOf(key: string): string;
  /** Returns the key of the person that a Patient describes, or of the one who replaces them after a merge. */
  personOf(patient: Item): string;
  /**
   * Returns the people to whom a reference in `from` (`Patient/1`, `urn:uuid:…`, a URL) may refer: none, one or
   * several.
   */
  peopleNamed(reference: string, from: Item): ReadonlySet<string>;
  /** Returns the people who have an identifier (`identifierKey`). */
  peopleWithIdentifier(key: string): ReadonlySet<string>;
};

/** Properties that distinguish two Patients with one id. */
type Traits = {
  readonly server: string | null;
  readonly families: ReadonlySet<string>;
  readonly given: string;
  readonly birthDate: string | null;
  readonly sex: string;
  readonly identifiers: ReadonlySet<string>;
};

type Person = { readonly key: string; readonly traits: Traits; replacedBy: string | null };

export function createPeople(): People {
  const byName = new Map<string, Person[]>();
  const byKey = new Map<string, Person>();
  const byIdentifier = new Map<string, Set<string>>();
  const find = (patient: Item): { people: Person[]; person: Person | undefined; traits: Traits } => {
    const traits = traitsOf(patient);
    const people = byName.get(nameOf(patient)) ?? [];
    return { people, traits, person: people.find((one) => isSamePerson(one.traits, traits)) };
  };
  const finalKey = (person: Person): string => {
    const seen = new Set<Person>();
    let current = person;
    while (current.replacedBy !== null && !seen.has(current)) {
      seen.add(current);
      const [next, second] = byName.get(keyOf(current.replacedBy)) ?? [];
      if (next === undefined || second !== undefined) return current.key;
      current = next;
    }
    // In a cycle of replacements, no person is replaced.
    return seen.has(current) ? person.key : current.key;
  };
  const finalKeys = (people: readonly Person[]): Set<string> => new Set(people.map(finalKey));
  return {
    add(patient) {
      const name = nameOf(patient);
      const { people, person, traits } = find(patient);
      const known = person ?? { key: String(byKey.size), traits, replacedBy: null };
      if (person === undefined) byName.set(name, [...people, known]);
      byKey.set(known.key, known);
      known.replacedBy ??= replacedBy(patient.resource);
      for (const identifier of traits.identifiers) {
        const keys = byIdentifier.get(identifier);
        if (keys === undefined) byIdentifier.set(identifier, new Set([known.key]));
        else keys.add(known.key);
      }
      return known.key;
    },
    replacementOf(key) {
      const person = byKey.get(key);
      return person === undefined ? key : finalKey(person);
    },
    personOf(patient) {
      const { person } = find(patient);
      if (person === undefined) throw new ImportError('source_unreadable', 'the source changed while it was read');
      return finalKey(person);
    },
    peopleNamed(reference, from) {
      const people = byName.get(keyOf(reference)) ?? [];
      // Patient/2 of another server is another patient.
      const server = serverOf({ fullUrl: reference });
      if (server !== null) return finalKeys(people.filter(({ traits }) => traits.server === server));
      const own = serverOf(from);
      return finalKeys(people.filter(({ traits }) => own === null || traits.server === null || traits.server === own));
    },
    peopleWithIdentifier(identifier) {
      const keys = byIdentifier.get(identifier) ?? new Set<string>();
      return finalKeys(Array.from(keys, (key) => byKey.get(key)).filter((person) => person !== undefined));
    },
  };
}

/** Returns the name by which resources of other files refer to a patient, or the hash of its text if they cannot. */
function nameOf({ resource, fullUrl, text }: Item): string {
  const { id } = resource;
  if (typeof id === 'string') return id;
  return fullUrl === null ? `#${createHash('sha256').update(text).digest('base64url')}` : keyOf(fullUrl);
}

function keyOf(name: string): string {
  return /Patient\/([^/]+)/.exec(name)?.[1] ?? name.replace(/^urn:(?:uuid|oid):/, '');
}

function traitsOf({ resource, fullUrl }: Item): Traits {
  const { birthFamilyName, birthGivenNames, birthDate, sex } = readPatient(resource);
  return {
    server: serverOf({ fullUrl }),
    families: new Set([foldName(birthFamilyName ?? ''), ...otherFamilies(resource)].filter((name) => name !== '')),
    given: foldName(birthGivenNames[0] ?? ''),
    birthDate,
    sex,
    identifiers: identifierKeysOf(resource['identifier']),
  };
}

function otherFamilies(resource: Resource): string[] {
  const names = Array.isArray(resource['name']) ? resource['name'] : [];
  return names.map((name) => {
    const family = typeof name === 'object' && name !== null && !Array.isArray(name) ? name['family'] : undefined;
    return foldName(typeof family === 'string' ? family : '');
  });
}

/**
 * Whether two Patients with one id are the same person. They are not if their servers, birth dates or sexes differ.
 * Otherwise they are if they share an identifier or a family name, or if birth date and given name are equal: a family
 * name may change by marriage. Missing names do not count as a difference.
 */
function isSamePerson(one: Traits, other: Traits): boolean {
  if (one.server !== null && other.server !== null && one.server !== other.server) return false;
  if (isKnownSex(one.sex) && isKnownSex(other.sex) && one.sex !== other.sex) return false;
  if (one.birthDate !== null && other.birthDate !== null && !agree(one.birthDate, other.birthDate)) return false;
  if (one.identifiers.size > 0 && !one.identifiers.isDisjointFrom(other.identifiers)) return true;
  const hasNames = (traits: Traits): boolean => traits.families.size > 0 || traits.given !== '';
  if (!hasNames(one) || !hasNames(other)) return true;
  if (!one.families.isDisjointFrom(other.families)) return true;
  const isSameDay = one.birthDate !== null && other.birthDate !== null;
  return isSameDay && one.given !== '' && one.given === other.given;
}

function isKnownSex(sex: string): boolean {
  return sex === 'male' || sex === 'female';
}

/** Whether two dates may be the same: `1956` may be `1956-03-12`. */
function agree(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
