import {
  interactionLevels,
  thesaurusKey,
  type Interaction,
  type InteractionLevel,
  type Thesaurus,
} from './open-thesaurus.ts';

/** The three answers; none of them says that there is no interaction. */
export type InteractionAnswer =
  | {
      readonly answer: 'interaction';
      readonly date: string;
      /** The most serious level. */
      readonly level: InteractionLevel;
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
  const [left, right] = [ours.map(thesaurusKey), theirs.map(thesaurusKey)];
  const isAmong = (name: string, keys: readonly string[]): boolean => {
    const key = thesaurusKey(name);
    const members = thesaurus.classes.get(key);
    return keys.some((each) => each === key || members?.has(each) === true);
  };
  const found = thesaurus.interactions
    .filter(({ a, b }) => (isAmong(a, left) && isAmong(b, right)) || (isAmong(b, left) && isAmong(a, right)))
    .sort((x, y) => interactionLevels.indexOf(x.level) - interactionLevels.indexOf(y.level));
  const listed = new Set(thesaurus.interactions.flatMap(({ a, b }) => [thesaurusKey(a), thesaurusKey(b)]));
  for (const members of thesaurus.classes.values()) for (const member of members) listed.add(member);
  const unlisted = Array.from(new Set([...ours, ...theirs])).filter((name) => !listed.has(thesaurusKey(name)));
  const { date } = thesaurus;
  const [first] = found;
  return first === undefined
    ? { answer: 'none-known', date, unlisted }
    : { answer: 'interaction', date, level: first.level, found, unlisted };
}

const months = 'janvier février mars avril mai juin juillet août septembre octobre novembre décembre'.split(' ');

/** The sentence of an answer on the screen. */
export function interactionText(answer: InteractionAnswer): string {
  if (answer.answer === 'no-thesaurus') return 'Aucun thésaurus chargé\u00a0: les interactions ne sont pas vérifiées';
  const [year, month] = answer.date.split('-');
  const of = months[Number(month) - 1] ?? '';
  const preposition = /^[ao]/.test(of) ? 'd’' : 'de ';
  const thesaurus = `thésaurus ${preposition}${of} ${year}`;
  return answer.answer === 'none-known'
    ? `Aucune interaction connue dans le ${thesaurus}`
    : `${answer.level.charAt(0).toUpperCase()}${answer.level.slice(1)} (${thesaurus})`;
}
