import { planSearch, type Card, type SearchRefusal, type Term, type TermKind } from '@etanche/records-fhir';
import { abortable, type CallOptions } from '../data/abortable.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { cardsAt, type FoundCard } from './open-cards.ts';
import { termKeys } from './term-keys.ts';

/**
 * - `found`: patients whose card has all that was typed.
 * - `not_found`: no patient under this term. A posting that the server withholds cannot be distinguished from one that
 *   never was: no list of them is signed.
 * - `too_many`: more patients share the term than a search shows; `add` is what narrows it down.
 * - `say_more`: nothing to search by yet; `refusal` gives the reason. No unit was spent; after a single name, `further`
 *   searches the patients whose given name is not known.
 *
 * That it could not be found out is the error `could_not_check`. `further` asks the next term that the text allows (another
 * reading of the date, the names the other way round) and costs one more unit; null where there is none.
 */
export type SearchAnswer =
  | {
      readonly answer: 'found';
      readonly cards: readonly FoundCard[];
      /** Postings of this term that lead to no card: perhaps somebody wrote them to hide a patient, perhaps the server did. */
      readonly unreadable: number;
      readonly further: Further;
    }
  | { readonly answer: 'not_found'; readonly further: Further }
  | { readonly answer: 'too_many'; readonly add: Addition; readonly further: Further }
  | { readonly answer: 'say_more'; readonly refusal: SearchRefusal; readonly further: Further };
type Further = ((options?: CallOptions) => Promise<SearchAnswer>) | null;
/** `emergency` draws on that quota, also for `further`. */
export type SearchOptions = CallOptions & { readonly quota?: 'emergency' };
/** What to type besides: the whole birth date, the first letter of the family name, or a telephone number or NIR. */
export type Addition = 'birth_date' | 'family_name' | 'number';

const additions: Readonly<Record<TermKind, Addition>> = {
  name: 'birth_date',
  sound: 'birth_date',
  phone: 'birth_date',
  ins: 'birth_date',
  local: 'birth_date',
  unnamed: 'birth_date',
  birth: 'family_name',
  'birth-letter': 'number',
};

/**
 * What a person types, to cards. One unit of the search quota, two requests.
 *
 * @throws DataError `could_not_check`, `quota_reached`
 */
export async function search(context: DataContext, text: string, options: SearchOptions = {}): Promise<SearchAnswer> {
  options.signal?.throwIfAborted();
  const plan = planSearch(text, today(context));
  if (!plan.ok) {
    const { code, withoutGivenName: rest } = plan;
    const further: Further =
      rest === null ? null : (next) => ask(context, rest.terms, rest.matches, furtherOptions(options, next));
    return { answer: 'say_more', refusal: code, further };
  }
  return ask(context, plan.value.terms, plan.value.matches, options);
}

async function ask(
  whole: DataContext,
  [term, ...others]: readonly Term[],
  matches: (card: Card) => boolean,
  options: SearchOptions,
): Promise<SearchAnswer> {
  const context = abortable(whole, options.signal);
  const further: Further =
    others.length === 0 ? null : (next) => ask(whole, others, matches, furtherOptions(options, next));
  const [key] = await termKeys(context, term === undefined ? [] : [term], options.quota);
  if (key === undefined || term === undefined) throw new RangeError('a search without a term');
  const { full, cards, unreadable } = await cardsAt(context, key);
  if (full) return { answer: 'too_many', add: additions[term.kind], further };
  const matching = cards.filter(({ card }) => matches(card));
  // One of those that do not open may be the patient who is looked for.
  if (matching.length === 0 && unreadable > 0) throw untrusted(`${unreadable} postings that do not open`);
  return matching.length === 0
    ? { answer: 'not_found', further }
    : { answer: 'found', cards: matching, unreadable, further };
}

/** The signal ends one call; the quota stays. */
function furtherOptions({ quota }: SearchOptions, next: CallOptions = {}): SearchOptions {
  return { ...next, ...(quota === undefined ? {} : { quota }) };
}

/** `YYYY-MM-DD`, as this clock has it in UTC: nobody is born later. */
export function today({ environment }: Pick<DataContext, 'environment'>): string {
  return new Date(environment.now()).toISOString().slice(0, 10);
}
