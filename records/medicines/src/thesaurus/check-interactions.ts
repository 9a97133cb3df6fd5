import { pairKey, type Thesaurus } from './open-thesaurus.ts';
import { interactionLevels, type Interaction, type InteractionLevel } from './read-thesaurus.ts';
import { thesaurusKey } from './thesaurus-key.ts';

/** The three answers; none of them says that there is no interaction. */
export type InteractionAnswer =
  | {
      readonly answer: 'interaction';
      readonly date: string;
      /** The most serious level. */
      readonly level: InteractionLevel;
      /** Most serious first. */
      readonly found: readonly Interaction[];
      readonly unlisted: readonly string[];
    }
  /** `unlisted`: substances that the thesaurus does not name at all. */
  | { readonly answer: 'none-known'; readonly date: string; readonly unlisted: readonly string[] }
  | { readonly answer: 'no-thesaurus' };

/** Interactions between the substances of one medicine and those of another. */
export function checkInteractions(
  thesaurus: Thesaurus | null,
  ours: readonly string[],
  theirs: readonly string[],
): InteractionAnswer {
  if (thesaurus === null) return { answer: 'no-thesaurus' };
  const sidesOf = (names: readonly string[]): string[] =>
    names.map(thesaurusKey).flatMap((key) => [key, ...(thesaurus.classesOf.get(key) ?? [])]);
  const right = sidesOf(theirs);
  const keys = new Set(sidesOf(ours).flatMap((one) => right.map((other) => pairKey(one, other))));
  const found = Array.from(keys)
    .flatMap((key) => thesaurus.pairs.get(key) ?? [])
    .sort((x, y) => interactionLevels.indexOf(x.level) - interactionLevels.indexOf(y.level));
  const unlisted = Array.from(new Set([...ours, ...theirs])).filter(
    (name) => !thesaurus.listed.has(thesaurusKey(name)),
  );
  const { date } = thesaurus;
  const [first] = found;
  return first === undefined
    ? { answer: 'none-known', date, unlisted }
    : { answer: 'interaction', date, level: first.level, found, unlisted };
}
