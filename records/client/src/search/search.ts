import { planSearch, type Card, type SearchRefusal, type Term, type TermKind } from '@etanche/records-fhir';
import { abortable, type CallOptions } from '../data/abortable.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { cardsAt, type FoundCard } from './open-cards.ts';
import { termKeys } from './term-keys.ts';

/**
 * - `found`: patients whose card matches the whole text.
 * - `not_found`: no patient under this term. A posting that the server withholds cannot be distinguished from one that
 *   never existed, because no list of postings is signed.
 * - `too_many`: more patients share the term than a search shows; `add` narrows the search.
 * - `say_more`: the text has no complete search term yet; `refusal` is the reason. No unit was spent; after a single
 *   name, `further` searches the patients without a known given name.
 *
 * If the answer is unknown, the error is `could_not_check`. `further` searches the next term of the text (another
 * reading of the date, the names in the other order) for one more unit; null if there is none.
 */
export type SearchAnswer =
  | {
      readonly answer: 'found';
      readonly cards: readonly FoundCard[];
      /**
       * Number of postings of this term without a card that opens; an attacker or the server may hide a patient with
       * them.
       */
      readonly unreadable: number;
      readonly further: Further;
    }
  | { readonly answer: 'not_found'; readonly further: Further }
  | { readonly answer: 'too_many'; readonly add: Addition; readonly further: Further }
  | { readonly answer: 'say_more'; readonly refusal: SearchRefusal; readonly further: Further };
type Further = ((options?: CallOptions) => Promise<SearchAnswer>) | null;
/** `emergency` uses the emergency quota, also for `further`. */
export type SearchOptions = CallOptions & { readonly quota?: 'emergency' };
/** Text to add: the whole birth date, the first letter of the family name, or a telephone number or NIR. */
type Addition = 'birth_date' | 'family_name' | 'number';

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
 * Searches the cards that match a text. Costs one unit of the search quota and two requests.
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
  // A posting that does not open may be the wanted patient's, so the answer is not `not_found`.
  if (matching.length === 0 && unreadable > 0) throw untrusted(`${unreadable} postings that do not open`);
  return matching.length === 0
    ? { answer: 'not_found', further }
    : { answer: 'found', cards: matching, unreadable, further };
}

/** Options of `further`: the quota of the first call, the signal of the next. */
function furtherOptions({ quota }: SearchOptions, next: CallOptions = {}): SearchOptions {
  return { ...next, ...(quota === undefined ? {} : { quota }) };
}

/** The date by this clock in UTC, `YYYY-MM-DD`: the latest possible birth date. */
function today({ environment }: Pick<DataContext, 'environment'>): string {
  return new Date(environment.now()).toISOString().slice(0, 10);
}
