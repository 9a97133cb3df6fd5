import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-protocol';
import { openCard, openPosting, type Posting, type TermKey } from '@etanche/core-sealing';
import { decodeCard, FhirError, type Card } from '@etanche/records-fhir';
import { checking } from '../checking.ts';
import type { DataContext } from '../data-context.ts';
import { untrusted } from '../data-error.ts';
import { traced } from '../trace.ts';

/** A patient in a list of results; `scope` opens the file. */
export type FoundCard = { readonly scope: string; readonly card: Card };

/** The cards of a term; `full` where more than 20 patients share it, whose postings were deleted. */
export type TermAnswer = { readonly full: boolean; readonly cards: readonly FoundCard[] };

/**
 * Fetches and opens the cards at one term. A posting or card that does not open, or one that is missing, leaves the whole
 * answer unknown.
 *
 * @throws DataError
 */
export async function cardsAt(context: DataContext, key: TermKey): Promise<TermAnswer> {
  return checking('search', async () => {
    const { unlocked, options } = context;
    const { places } = await traced(options.trace, 'network', () =>
      unlocked.call('lookup', { body: { locators: [toBase64url(key.locator)] } }),
    );
    const [place] = places;
    if (place === undefined || places.length !== 1) throw untrusted('postings of another number of locators');
    if (place.full) {
      if (place.postings.length > 0) throw untrusted('postings at a locator that is full');
      return { full: true, cards: [] };
    }
    const sealed = place.postings.map((posting) => {
      if (posting.locator !== toBase64url(key.locator)) throw untrusted('a posting of another locator');
      return fromBase64url(posting.sealed, undefined);
    });
    const postings = await traced(options.trace, 'decryption', () =>
      Promise.all(sealed.map((bytes) => openPosting(key, bytes))),
    );
    return { full: false, cards: await openCards(context, postings) };
  });
}

async function openCards(context: DataContext, postings: readonly Posting[]): Promise<FoundCard[]> {
  const { unlocked, options } = context;
  const keys = new Map<string, Bytes>(postings.map(({ scope, cardKey }) => [scope, cardKey]));
  if (keys.size === 0) return [];
  const { cards } = await traced(options.trace, 'network', () =>
    unlocked.call('cards', { body: { scopes: Array.from(keys.keys()) } }),
  );
  if (cards.length !== keys.size) throw untrusted('another number of cards');
  const secrets = unlocked.secrets();
  const reception = (epoch: number): Bytes => secrets.roleSecret('reception', epoch);
  return traced(options.trace, 'decryption', () =>
    Promise.all(
      cards.map(async ({ scope, sealed }) => {
        const cardKey = keys.get(scope);
        if (cardKey === undefined) throw untrusted('a card that was not asked for');
        keys.delete(scope);
        const place = { practice: unlocked.practice, scope };
        const text = await openCard(cardKey, place, reception, fromBase64url(sealed, undefined));
        return { scope, card: readCard(text) };
      }),
    ),
  );
}

function readCard(text: Bytes): Card {
  try {
    return decodeCard(text);
  } catch (error) {
    if (error instanceof FhirError) throw untrusted('a card that no client wrote', error);
    throw error;
  }
}
