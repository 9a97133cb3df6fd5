import { type LaboratoryTruth, type Person, syntheticPeople } from '@etanche/demo';

/** A person whom a visitor can type into the page: one leaked, one not, one child under a parent's NIR. */
export type PersonToTry = {
  readonly who: 'leaked' | 'not_leaked' | 'child';
  readonly name: string;
  /** With its key, grouped as on a card. */
  readonly nir: string;
  /** dd/mm/yyyy */
  readonly birthDate: string;
};

/** @throws Error if the demonstration is too small for all three */
export function threePeople(seed: string, people: readonly Person[], truth: LaboratoryTruth): PersonToTry[] {
  const found = new Set(
    truth.people.filter(({ nirs }) => nirs.some(({ birthDate }) => birthDate !== '')).map(({ person }) => person),
  );
  const leaked = people.find((person) => found.has(person.id) && person.nirHolder === 'own' && isPlain(person));
  const child = people.find((person) => found.has(person.id) && person.nirHolder === 'parent');
  const nirs = new Set(people.map(({ nir }) => nir));
  const strangers = syntheticPeople({ seed: `${seed}/stranger`, count: 50 });
  const stranger = strangers.find((person) => person.nirHolder === 'own' && isPlain(person) && !nirs.has(person.nir));
  if (leaked === undefined || child === undefined || stranger === undefined) {
    throw new Error(`a demonstration of ${people.length} people is too small for the three people to try`);
  }
  return [describe('leaked', leaked), describe('not_leaked', stranger), describe('child', child)];
}

function isPlain(person: Person): boolean {
  return !person.birthDate.endsWith('-00');
}

function describe(who: PersonToTry['who'], person: Person): PersonToTry {
  const groups = /^(.)(..)(..)(..)(...)(...)$/.exec(person.nir)?.slice(1) ?? [];
  const [year, month, day] = person.birthDate.split('-');
  return {
    who,
    name: `${person.givenNames[0] ?? ''} ${person.usedName ?? person.birthName}`,
    nir: [...groups, person.nirKey].join(' '),
    birthDate: [day, month, year].join('/'),
  };
}
