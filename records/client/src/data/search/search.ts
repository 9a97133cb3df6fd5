import { planSearch, type Card, type SearchRefusal, type Term } from '@etanche/records-fhir';
import type { DataContext } from '../data-context.ts';
import { cardsAt, type FoundCard } from './open-cards.ts';
import { termKeys } from './term-keys.ts';

/**
 * - `found`: patients whose card has all that was typed.
 * - `not_found`: nobody, among those whom this term finds. A posting that the server keeps back is not told from one that
 *   never was: no list of them is signed.
 * - `too_many`: more than 20 share the term: add the birth date.
 * - `say_more`: nothing to search by yet; `refusal` gives the reason. No unit was spent; after a single name, `further`
 *   searches the patients whose given name is not known.
 *
 * That it could not be found out is the error `could_not_check`. `further` asks the next term that the text allows (another
 * reading of the date, the names the other way round) and costs one more unit; null where there is none.
 */
export type SearchAnswer =
  | { readonly answer: 'found'; readonly cards: readonly FoundCard[]; readonly further: Further }
  | { readonly answer: 'not_found' | 'too_many'; readonly further: Further }
  | { readonly answer: 'say_more'; readonly refusal: SearchRefusal; readonly further: Further };
type Further = (() => Promise<SearchAnswer>) | null;

/**
 * What a person types, to cards. One unit of the search quota, two requests.
 *
 * @throws DataError `could_not_check`, `quota_reached`
 */
export async function search(context: DataContext, text: string, quota?: 'emergency'): Promise<SearchAnswer> {
  const plan = planSearch(text, today(context));
  if (!plan.ok) {
    const { code, withoutGivenName: rest } = plan;
    const further = rest === null ? null : () => ask(context, rest.terms, rest.matches, quota);
    return { answer: 'say_more', refusal: code, further };
  }
  return ask(context, plan.value.terms, plan.value.matches, quota);
}

async function ask(
  context: DataContext,
  [term, ...others]: readonly Term[],
  matches: (card: Card) => boolean,
  quota?: 'emergency',
): Promise<SearchAnswer> {
  const further = others.length === 0 ? null : () => ask(context, others, matches, quota);
  const [key] = await termKeys(context, term === undefined ? [] : [term.text], quota);
  if (key === undefined) throw new RangeError('a search without a term');
  const { full, cards } = await cardsAt(context, key);
  if (full) return { answer: 'too_many', further };
  const matching = cards.filter(({ card }) => matches(card));
  return matching.length === 0 ? { answer: 'not_found', further } : { answer: 'found', cards: matching, further };
}

/** `YYYY-MM-DD`, as this clock has it in UTC: nobody is born later. */
export function today({ unlocked }: Pick<DataContext, 'unlocked'>): string {
  return new Date(unlocked.options.now()).toISOString().slice(0, 10);
}
