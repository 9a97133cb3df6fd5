import { setImmediate } from 'node:timers/promises';
import { argon2id } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import { checkIndexId, checkTerm, type Bytes, type Manifest } from '@etanche/core-protocol';
import type { LaboratoryTruth, Person } from '@etanche/demo';

/** What a thief who knows somebody already would try: the OPRF inputs of that person's NIR, with and without birth date. */
export type Guess = { readonly person: number; readonly terms: readonly Bytes[] };

/** Guesses are made once for all thefts of an index: the stretching is what each costs the thief. */
export async function makeGuesses(manifest: Manifest, people: readonly Person[]): Promise<Guess[]> {
  const kind = manifest.kinds.find((each) => each.kind === 'nir');
  if (kind === undefined) throw new Error('the index has no kind nir');
  const id = checkIndexId(manifest.index, manifest.version);
  const dates = (person: Person) => (kind.withoutBirthDate ? [person.birthDate, ''] : [person.birthDate]);
  const guesses: Guess[] = [];
  for (const person of people) {
    const terms = dates(person).map((date) =>
      checkTerm(id, 'nir', nirIdentifier(person.nir, date), kind.stretch, argon2id),
    );
    guesses.push({ person: person.id, terms: await Promise.all(terms) });
    // Stretching holds this thread; the vaults live on it too.
    await setImmediate();
  }
  return guesses;
}

/** The persons whom a visitor who knows NIR and birth date can find in this leak. */
export function findable(truth: LaboratoryTruth): Set<number> {
  return new Set(truth.people.filter(({ nirs }) => nirs.length > 0).map(({ person }) => person));
}
