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

/** Patients who might be the same person, the likeliest first. */
export type Duplicates = {
  readonly candidates: readonly (FoundCard & { readonly score: DuplicateScore })[];
  /**
   * False where not all who might be the same person were seen: too many are born that day, so that the letters of the names
   * narrowed it down, or a posting or card did not open.
   */
  readonly complete: boolean;
};

/**
 * The search before a creation, as the national rules of identity have it: by birth date alone, and where more than 20 were
 * born that day, by the first letters of the names. Without a whole birth date, by the names. One to three units.
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

/** Three letters of a family or given name in common. */
function sharesLetters(traits: PatientTraits, card: Card): boolean {
  const wanted = letters([
    traits.birthFamilyName,
    traits.usedFamilyName,
    traits.usedGivenName,
    ...traits.birthGivenNames,
  ]);
  const held = letters([...card.familyNames, card.usedName, ...card.givenNames]);
  return held.some((three) => wanted.includes(three));
}

function letters(names: readonly (string | null)[]): string[] {
  return names.map((name) => foldName(name ?? '').slice(0, 3)).filter((three) => three !== '');
}

/** The traits on a card. A trait that it lacks is unknown and counts neither for nor against. */
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
