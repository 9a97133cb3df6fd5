import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Write } from '@etanche/core-records-protocol';
import { encodeScopeIndex, sealCard, sealPosting, type ScopeIndex } from '@etanche/core-sealing';
import { cardOf, encodeCard, termsOf, type PatientTraits } from '@etanche/records-fhir';
import type { DataContext } from '../data/data-context.ts';
import { termKeys } from '../search/term-keys.ts';

/** The search data of a patient's identity: the postings, the card and the index, which lists both. */
type IndexPlan = {
  readonly index: ScopeIndex;
  readonly bytes: Bytes;
  /** Seals the card in the current epoch. */
  readonly card: () => Promise<string>;
  readonly postings: NonNullable<Write['postings']>;
};

/**
 * Plans postings and card for these traits. Only new terms are evaluated, and only postings of dropped terms are
 * removed. The card keeps its key, so that the remaining postings still open it.
 *
 * @param before the present index, null for a new patient; its traits are null if unknown
 * @param patient version of the Patient with these traits, if an import wrote it
 * @returns null if neither terms nor card differ
 */
export async function planIndex(
  context: DataContext,
  scope: string,
  traits: PatientTraits,
  before: { readonly index: ScopeIndex; readonly traits: PatientTraits | null } | null,
  patient?: number,
): Promise<IndexPlan | null> {
  const wanted = termsOf(traits);
  const present = before?.index.postings ?? [];
  const remaining = present.filter(({ term }) => wanted.some(({ text }) => text === term));
  const dropped = present.filter((posting) => !remaining.includes(posting));
  const added = wanted.filter(({ text }) => !present.some(({ term }) => term === text));
  const card = encodeCard(cardOf(traits));
  const old = before?.traits ?? null;
  const isSame = old !== null && toBase64url(encodeCard(cardOf(old))) === toBase64url(card);
  if (isSame && added.length === 0 && dropped.length === 0) return null;
  const { environment, practice } = context;
  const { random } = environment;
  const cardKey = before === null ? Uint8Array.from(random(32)) : fromBase64url(before.index.cardKey, 32);
  const [keys, reception] = await Promise.all([termKeys(context, added), context.reception()]);
  const postings = await Promise.all(
    keys.map(async (key, i) => ({
      term: added[i]?.text ?? '',
      locator: toBase64url(key.locator),
      sealed: toBase64url(await sealPosting(key, { scope, cardKey }, reception, random)),
    })),
  );
  const index: ScopeIndex = {
    cardKey: toBase64url(cardKey),
    postings: [...remaining, ...postings.map(({ term, locator }) => ({ term, locator }))],
    ...(patient !== undefined && patient > 1 && { patient }),
  };
  const sealedCard = async (): Promise<string> => {
    const place = { practice: practice.id, scope };
    return toBase64url(await sealCard(cardKey, place, await context.reception(), card, random));
  };
  return {
    index,
    bytes: encodeScopeIndex(index),
    card: sealedCard,
    postings: {
      add: postings.map(({ locator, sealed }) => ({ locator, sealed })),
      remove: dropped.map(({ locator }) => locator),
    },
  };
}
