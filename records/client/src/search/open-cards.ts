import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  openCard,
  openPosting,
  SealingError,
  type Posting,
  type ReceptionOf,
  type TermKey,
} from '@etanche/core-sealing';
import { decodeCard, FhirError, type Card } from '@etanche/records-fhir';
import { RecordsClientError } from '../records-client-error.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import { untrusted } from '../data/data-error.ts';
import { traced } from '../data/trace.ts';

/** A patient in a list of results; `scope` opens the file. */
export type FoundCard = { readonly scope: string; readonly card: Card };

/**
 * The cards of a term. `full`: more patients share the term than a search shows. `unreadable`: number of postings
 * without a card that opens, because an attacker with an account wrote them or the server altered them. The other cards
 * are still shown, because otherwise one such posting would hide all patients of the term.
 */
type TermAnswer = {
  readonly full: boolean;
  readonly cards: readonly FoundCard[];
  readonly unreadable: number;
};

/**
 * Fetches and opens the cards of one term.
 *
 * @throws DataError
 */
export async function cardsAt(context: DataContext, key: TermKey): Promise<TermAnswer> {
  return orCouldNotCheck('search', async () => {
    const { session, options } = context;
    const { places } = await traced(options.trace, 'network', () =>
      session.call('lookup', { body: { locators: [toBase64url(key.locator)] } }),
    );
    const [place] = places;
    if (place === undefined || places.length !== 1) throw untrusted('another number of locators than requested');
    if (place.postings.length > key.limit) throw untrusted('more postings than the term may show');
    if (place.full) {
      if (place.postings.length > 0) throw untrusted('postings at a locator marked full');
      return { full: true, cards: [], unreadable: 0 };
    }
    const sealed = place.postings.map((posting) => {
      if (posting.locator !== toBase64url(key.locator)) throw untrusted('a posting of another locator');
      return fromBase64url(posting.sealed, undefined);
    });
    const opened = await traced(options.trace, 'decryption', () =>
      Promise.all(sealed.map((bytes) => orNull(openPosting(key, receptionOf(context), bytes)))),
    );
    const postings = opened.filter((posting) => posting !== null);
    const cards = await openCards(context, postings);
    return { full: false, cards, unreadable: sealed.length - cards.length };
  });
}

async function openCards(context: DataContext, postings: readonly Posting[]): Promise<FoundCard[]> {
  const { session, practice, options } = context;
  // A patient may have several postings with different keys, of which one opens the card.
  const keys = Map.groupBy(postings, ({ scope }) => scope);
  if (keys.size === 0) return [];
  const { cards } = await traced(options.trace, 'network', () =>
    session.call('cards', { body: { scopes: Array.from(keys.keys()) } }),
  );
  const reception = receptionOf(context);
  const opened = await traced(options.trace, 'decryption', () =>
    Promise.all(
      cards.map(async ({ scope, sealed }): Promise<FoundCard | null> => {
        const cardKeys = keys.get(scope);
        if (cardKeys === undefined) throw untrusted('a card that was not requested');
        keys.delete(scope);
        const place = { practice: practice.id, scope };
        for (const { cardKey } of cardKeys) {
          const text = await orNull(openCard(cardKey, place, reception, fromBase64url(sealed, undefined)));
          const card = text === null ? null : readCard(text);
          if (card !== null) return { scope, card };
        }
        return null;
      }),
    ),
  );
  return opened.filter((card) => card !== null);
}

/**
 * Returns the reception secret of an epoch or of an importer's batch. A missing secret is reported as `cannot_open`,
 * because a forged posting may name any epoch or batch and must not hide the other cards.
 */
function receptionOf({ secrets, batches }: DataContext): ReceptionOf {
  return async (name) => {
    try {
      if (typeof name === 'number') return await secrets.roleSecret('reception', name);
      return await batches.secret('reception', name);
    } catch (cause) {
      const isNone = cause instanceof RecordsClientError && ['not_found', 'server_untrusted'].includes(cause.code);
      throw isNone ? new SealingError('cannot_open', 'there is no such reception secret', { cause }) : cause;
    }
  };
}

/** Null if it cannot be opened. */
async function orNull<T>(opening: Promise<T>): Promise<T | null> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof SealingError && error.code === 'cannot_open') return null;
    throw error;
  }
}

/** Null for malformed content. */
function readCard(text: Bytes): Card | null {
  try {
    return decodeCard(text);
  } catch (error) {
    if (error instanceof FhirError) return null;
    throw error;
  }
}
