import {
  duplicateScore,
  foldName,
  readPatient,
  termsOf,
  type Card,
  type DuplicateScore,
  type PatientTraits,
  type Term,
} from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { cardsAt, type FoundCard } from './open-cards.ts';
import { termKeys } from './term-keys.ts';

/** Patients who may be the same person, the likeliest first. */
export type Duplicates = {
  readonly candidates: readonly (FoundCard & { readonly score: DuplicateScore })[];
  /**
   * False if the search may have missed candidates: too many patients have the birth date, so that the letters of the
   * names were used too, or a posting or card could not be opened.
   */
  readonly complete: boolean;
};

/**
 * Searches for duplicates before a creation, by the national rules of identity: by birth date alone and, if more than
 * 20 patients have it, by birth date with the first letters of the names; without a whole birth date, by the names.
 * Costs one to three units.
 *
 * @throws DataError `could_not_check`, `quota_reached`
 */
export async function findDuplicates(context: DataContext, traits: PatientTraits): Promise<Duplicates> {
  const terms = termsOf(traits);
  const of = (...kinds: readonly Term['kind'][]): Term[] => terms.filter(({ kind }) => kinds.includes(kind));
  const [birth] = of('birth');
  const whole = birth === undefined ? null : await cards(context, [birth]);
  if (whole?.complete === true) return { candidates: score(traits, whole.cards), complete: true };
  const narrow = await cards(context, [...of('ins'), ...(birth === undefined ? of('name') : of('birth-letter'))]);
  const candidates = score(
    traits,
    narrow.cards.filter(({ card }) => birth === undefined || sharesLetters(traits, card)),
  );
  return { candidates, complete: false };
}

async function cards(
  context: DataContext,
  terms: readonly Term[],
): Promise<{ readonly cards: readonly FoundCard[]; readonly complete: boolean }> {
  const keys = await termKeys(context, terms.slice(0, 3));
  const answers = await Promise.all(keys.map((key) => cardsAt(context, key)));
  const byScope = new Map(answers.flatMap(({ cards: found }) => found.map((one) => [one.scope, one] as const)));
  const complete = answers.every(({ full, unreadable }) => !full && unreadable === 0);
  return { cards: Array.from(byScope.values()), complete };
}

function score(traits: PatientTraits, found: readonly FoundCard[]): Duplicates['candidates'] {
  return found
    .map((one) => ({ ...one, score: duplicateScore(traits, traitsOf(one.card)) }))
    .filter(({ score: { verdict } }) => verdict !== 'different')
    .sort((a, b) => b.score.score - a.score.score);
}

/** True if a family or given name has the same first three letters on both sides. */
function sharesLetters(traits: PatientTraits, card: Card): boolean {
  const wanted = letters([
    traits.birthFamilyName,
    traits.usedFamilyName,
    traits.usedGivenName,
    ...traits.birthGivenNames,
  ]);
  const present = letters([...card.familyNames, card.usedName, ...card.givenNames]);
  return present.some((three) => wanted.includes(three));
}

function letters(names: readonly (string | null)[]): string[] {
  return names.map((name) => foldName(name ?? '').slice(0, 3)).filter((three) => three !== '');
}

/** The traits on a card. A trait that the card lacks is unknown and does not change the score. */
function traitsOf(card: Card): PatientTraits {
  return {
    ...readPatient({ resourceType: 'Patient' }),
    birthFamilyName: card.familyNames[0] ?? null,
    usedFamilyName: card.usedName,
    usedGivenName: card.givenNames[0] ?? null,
    birthGivenNames: card.givenNames,
    sex: card.sex,
    birthDate: card.birthDate,
    deceased: card.deceased,
  };
}
