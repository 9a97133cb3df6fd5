import {
  concat,
  fromRecordId,
  joinFields,
  labels,
  limits,
  toRecordId,
  type Bytes,
  type PostingLimit,
} from '@etanche/core-protocol';
import { NONCE_BYTES, openUnderNonce, sealUnderNonce, TAG_BYTES } from './aes.ts';
import { hkdf, hkdfAes, importHkdf, u32 } from './derive.ts';
import type { Random } from './random.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from './sealing-error.ts';

/** Where the postings of a term lie, how many patients it may show, and the key that opens them (docs/protocol.md 7.5). */
export type TermKey = {
  readonly indexId: string;
  readonly locator: Bytes;
  readonly limit: PostingLimit;
  readonly key: CryptoKey;
};

/** What a posting says: a patient's scope, and the 32-byte key of its card. */
export type Posting = { readonly scope: string; readonly cardKey: Bytes };

const OUTPUT_BYTES = 64;
const LOCATOR_BYTES = 16;
const SCOPE_BYTES = 16;
const KEY_BYTES = 32;
/** Bytes of a sealed posting, and of a sealed card: one size each. */
export const POSTING_BYTES = NONCE_BYTES + SCOPE_BYTES + KEY_BYTES + TAG_BYTES;
const CARD_TEXT_BYTES = 256;
const EPOCH_BYTES = 4;
export const CARD_BYTES = EPOCH_BYTES + NONCE_BYTES + CARD_TEXT_BYTES + TAG_BYTES;

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

/**
 * Derives a term's locator and key from its evaluation. The limit is the locator's first byte and part of both derivations:
 * a posting that is written under the other limit lies where no reader of this term looks.
 *
 * @param y the 64-byte output of the oblivious function for the term
 */
export async function deriveTermKey(practice: string, y: Bytes, limit: PostingLimit): Promise<TermKey> {
  if (!isPostingLimit(limit)) throw argumentInvalid(`no term shows ${String(limit)} patients`);
  requireBytes(y, OUTPUT_BYTES, 'output');
  const indexId = searchIndexId(practice);
  const salt = joinFields(labels.sealedIndex, indexId);
  const material = await importHkdf(y);
  const byte = Uint8Array.of(limit);
  const [place, key] = await Promise.all([
    hkdf(material, salt, joinFields(labels.searchLocator, byte), LOCATOR_BYTES - 1),
    hkdfAes(material, salt, joinFields(labels.searchKey, byte)),
  ]);
  return { indexId, locator: concat(byte, place), limit, key };
}

/** The limit that a locator states. @throws SealingError `argument_invalid` */
export function limitOf(locator: Bytes): PostingLimit {
  const limit = locator[0] ?? 0;
  if (locator.length !== LOCATOR_BYTES || !isPostingLimit(limit)) throw argumentInvalid('not a locator');
  return limit;
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

/** Whose card, and the epoch in which it is written. */
export type CardPlace = { readonly practice: string; readonly scope: string; readonly epoch: number };

/**
 * Seals a card under its key and the epoch's role secret together: evaluations and card keys that a past member kept open
 * no card that is written after him.
 *
 * @param reception secret of the role `reception` in that epoch, 32 bytes
 * @param text canonical text of `records/fhir`: 1 to 256 bytes, the last of which is not zero
 * @throws SealingError `argument_invalid`
 */
export async function sealCard(
  cardKey: Bytes,
  place: CardPlace,
  reception: Bytes,
  text: Bytes,
  random: Random,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  requireBytes(reception, KEY_BYTES, 'role secret');
  if (text.length === 0 || text.length > CARD_TEXT_BYTES || text.at(-1) === 0) {
    throw argumentInvalid(`card of ${text.length} bytes does not fit in ${CARD_TEXT_BYTES}`);
  }
  const padded = new Uint8Array(CARD_TEXT_BYTES);
  padded.set(text);
  const info = cardInfo(place);
  const key = await hkdfAes(cardKey, reception, info);
  return concat(u32(place.epoch), await sealUnderNonce(key, info, padded, random));
}

/**
 * @param receptionIn the secret of the role `reception` in an epoch; what it throws passes through
 * @throws SealingError `cannot_open`
 */
export async function openCard(
  cardKey: Bytes,
  { practice, scope }: Pick<CardPlace, 'practice' | 'scope'>,
  receptionIn: (epoch: number) => Bytes,
  sealed: Bytes,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  if (sealed.length !== CARD_BYTES) throw cannotOpen(`card of ${sealed.length} bytes`);
  const epoch = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0);
  const reception = receptionIn(epoch);
  return opening('card', async () => {
    const info = cardInfo({ practice, scope, epoch });
    const padded = await openUnderNonce(await hkdfAes(cardKey, reception, info), info, sealed.slice(EPOCH_BYTES));
    const end = padded.findLastIndex((byte) => byte !== 0) + 1;
    if (end === 0) throw cannotOpen('card is empty');
    return padded.slice(0, end);
  });
}

function postingAad({ indexId, locator }: TermKey): Bytes {
  return joinFields(labels.searchPosting, indexId, locator);
}

function isPostingLimit(value: number): value is PostingLimit {
  return value === limits.postings.combined || value === limits.postings.exact;
}

function cardInfo({ practice, scope, epoch }: CardPlace): Bytes {
  return joinFields(labels.card, practice, scope, u32(epoch));
}
