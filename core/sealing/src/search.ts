import { concat, fromRecordId, joinFields, labels, toRecordId, type Bytes } from '@etanche/core-protocol';
import { importAes, NONCE_BYTES, openUnderNonce, sealUnderNonce, TAG_BYTES } from './aes.ts';
import type { Random } from './random.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from './sealing-error.ts';

/** Locator and key of a term, as docs/protocol.md section 2 derives them from its evaluation. */
export type TermKey = { readonly indexId: string; readonly locator: Bytes; readonly key: CryptoKey };

/** What a posting says: a patient's scope, and the 32-byte key of its card. */
export type Posting = { readonly scope: string; readonly cardKey: Bytes };

const SCOPE_BYTES = 16;
const KEY_BYTES = 32;
/** Bytes of a sealed posting, and of a sealed card: one size each. */
export const POSTING_BYTES = NONCE_BYTES + SCOPE_BYTES + KEY_BYTES + TAG_BYTES;
const CARD_TEXT_BYTES = 256;
export const CARD_BYTES = NONCE_BYTES + CARD_TEXT_BYTES + TAG_BYTES;

/** The index of a practice's postings, and the key set that evaluates its terms. */
export function searchIndexId(practice: string): string {
  return `search/${practice}`;
}

/**
 * The input of the oblivious function for a term: without the index secret, vaults that collude cannot try names.
 *
 * @param term canonical text of `records/fhir`
 */
export async function termInput(indexSecret: Bytes, term: string): Promise<Bytes> {
  requireBytes(indexSecret, KEY_BYTES, 'index secret');
  const key = await crypto.subtle.importKey('raw', indexSecret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', key, joinFields(labels.searchTerm, term)));
}

export async function sealPosting(term: TermKey, { scope, cardKey }: Posting, random: Random): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  return sealUnderNonce(term.key, postingAad(term), concat(fromRecordId(scope), cardKey), random);
}

/** @throws SealingError `cannot_open` */
export async function openPosting(term: TermKey, sealed: Bytes): Promise<Posting> {
  return opening('posting', async () => {
    if (sealed.length !== POSTING_BYTES) throw cannotOpen(`posting of ${sealed.length} bytes`);
    const plaintext = await openUnderNonce(term.key, postingAad(term), sealed);
    return { scope: toRecordId(plaintext.subarray(0, SCOPE_BYTES)), cardKey: plaintext.slice(SCOPE_BYTES) };
  });
}

/**
 * @param text canonical text of `records/fhir`: 1 to 256 bytes, the last of which is not zero
 * @throws SealingError `argument_invalid`
 */
export async function sealCard(
  cardKey: Bytes,
  practice: string,
  scope: string,
  text: Bytes,
  random: Random,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  if (text.length === 0 || text.length > CARD_TEXT_BYTES || text.at(-1) === 0) {
    throw argumentInvalid(`card of ${text.length} bytes does not fit in ${CARD_TEXT_BYTES}`);
  }
  const padded = new Uint8Array(CARD_TEXT_BYTES);
  padded.set(text);
  return sealUnderNonce(await importAes(cardKey), cardAad(practice, scope), padded, random);
}

/** @throws SealingError `cannot_open` */
export async function openCard(cardKey: Bytes, practice: string, scope: string, sealed: Bytes): Promise<Bytes> {
  return opening('card', async () => {
    if (sealed.length !== CARD_BYTES) throw cannotOpen(`card of ${sealed.length} bytes`);
    const padded = await openUnderNonce(await importAes(cardKey), cardAad(practice, scope), sealed);
    const end = padded.findLastIndex((byte) => byte !== 0) + 1;
    if (end === 0) throw cannotOpen('card is empty');
    return padded.slice(0, end);
  });
}

function postingAad({ indexId, locator }: TermKey): Bytes {
  return joinFields(labels.sealedIndexEntry, indexId, locator);
}

function cardAad(practice: string, scope: string): Bytes {
  return joinFields(labels.card, practice, scope);
}
