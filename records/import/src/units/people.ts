import { createHash } from 'node:crypto';
import { foldName, identifierKeysOf, readPatient, replacedBy, serverOf, type Resource } from '@etanche/records-fhir';
import { ImportError } from '../import-error.ts';
import type { Item } from './read-items.ts';

/**
 * The patients of a source. Files may hold one patient several times, and two sources may use one id for two people:
 * `personOf` gives each person a key of their own.
 */
export type People = {
  /** Takes note of a Patient before the first question, and returns the key of the person. */
  see(patient: Item): string;
  /** The key of the one who replaces this person after a merge, or the same key. */
  replacementOf(key: string): string;
  /** The person that a Patient describes, or the one that replaces it after a merge. */
  personOf(patient: Item): string;
  /** The people that a reference of `from` (`Patient/1`, `urn:uuid:…`, a URL) may mean: none, one, or several. */
  named(reference: string, from: Item): ReadonlySet<string>;
  /** The people who bear an identifier (`identifierKey`). */
  identified(key: string): ReadonlySet<string>;
};

/** What distinguishes two Patients of one id. */
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
    // A circle of replacements replaces nobody.
    return seen.has(current) ? person.key : current.key;
  };
  const finalKeys = (people: readonly Person[]): Set<string> => new Set(people.map(finalKey));
  return {
    see(patient) {
      const name = nameOf(patient);
      const { people, person, traits } = find(patient);
      const known = person ?? { key: String(byKey.size), traits, replacedBy: null };
      if (person === undefined) byName.set(name, [...people, known]);
      byKey.set(known.key, known);
      known.replacedBy ??= replacedBy(patient.resource);
      for (const identifier of traits.identifiers) {
        const bearers = byIdentifier.get(identifier);
        if (bearers === undefined) byIdentifier.set(identifier, new Set([known.key]));
        else bearers.add(known.key);
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
    named(reference, from) {
      const people = byName.get(keyOf(reference)) ?? [];
      // A URL means that URL and nothing else: Patient/2 of another server is another patient.
      const server = serverOf({ fullUrl: reference });
      if (server !== null) return finalKeys(people.filter(({ traits }) => traits.server === server));
      const own = serverOf(from);
      return finalKeys(people.filter(({ traits }) => own === null || traits.server === null || traits.server === own));
    },
    identified(key) {
      const bearers = byIdentifier.get(key) ?? new Set<string>();
      return finalKeys(Array.from(bearers, (one) => byKey.get(one)).filter((person) => person !== undefined));
    },
  };
}

/** The name that resources of other files use for a patient; a patient that none can name is known by its text. */
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
 * Whether two Patients of one id are one person. They are not if they come from two servers, have other birth dates or
 * sexes, or other family and given names; a family name alone changes by marriage. A shared identifier decides before
 * all else within one server.
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

/** `1956` is what is known of `1956-03-12`. */
function agree(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
