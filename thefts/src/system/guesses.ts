import { setImmediate } from 'node:timers/promises';
import { argon2id } from '@etanche/check-import';
import { nirIdentifier } from '@etanche/core-identifiers';
import { checkTerm, type Manifest } from '@etanche/core-check-protocol';
import { checkIndexId } from '@etanche/core-vault-protocol';
import { type Bytes } from '@etanche/core-wire';
import type { LaboratoryTruth, Person } from '@etanche/demo';

/** Guesses of an attacker who already knows a person: the OPRF inputs of their NIR, with and without birth date. */
export type Guess = { readonly person: number; readonly terms: readonly Bytes[] };

/** Computed once for all attacks on an index; each attacker would pay for the stretching. */
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
    // Stretching blocks this thread, on which the vaults run too.
    await setImmediate();
  }
  return guesses;
}

/** The persons in this leak whom a visitor with their NIR and birth date can find. */
export function findable(truth: LaboratoryTruth): Set<number> {
  return new Set(truth.people.filter(({ nirs }) => nirs.length > 0).map(({ person }) => person));
}
