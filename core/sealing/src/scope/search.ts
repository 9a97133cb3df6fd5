import type { EngineKey } from '../engine/engine.ts';
import {
  concat,
  fromRecordId,
  joinFields,
  labels,
  limits,
  toRecordId,
  type Bytes,
  type PostingLimit,
} from '@etanche/core-wire';
import { decrypt, encrypt, NONCE_BYTES, openUnderNonce, sealUnderNonce, TAG_BYTES } from '../envelope/aes.ts';
import { hkdf, hkdfAes, importHkdf } from '../envelope/derive.ts';
import { hmac, importHmac } from '../envelope/mac.ts';
import { draw, type Random } from '../envelope/random.ts';
import {
  encodeReceptionName,
  parseReceptionName,
  RECEPTION_NAME_BYTES,
  type Reception,
  type ReceptionOf,
} from './reception.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from '../sealing-error.ts';

/**
 * The locator of a term's postings, the limit of patients shown, and the key of the postings (docs/protocol.md 7.5).
 */
export type TermKey = {
  readonly indexId: string;
  readonly locator: Bytes;
  readonly limit: PostingLimit;
  readonly key: EngineKey;
};

/** The content of a posting: a patient's scope, and the 32-byte key of their card. */
export type Posting = { readonly scope: string; readonly cardKey: Bytes };

const OUTPUT_BYTES = 64;
const LOCATOR_BYTES = 16;
const SCOPE_BYTES = 16;
const KEY_BYTES = 32;
const ZERO_NONCE = new Uint8Array(NONCE_BYTES);
/** Bytes of a sealed posting, and of a sealed card: each kind has one size. */
export const POSTING_BYTES = NONCE_BYTES + RECEPTION_NAME_BYTES + SCOPE_BYTES + KEY_BYTES + TAG_BYTES + TAG_BYTES;
const CARD_TEXT_BYTES = 256;
export const CARD_BYTES = RECEPTION_NAME_BYTES + NONCE_BYTES + CARD_TEXT_BYTES + TAG_BYTES;

/** The index of a practice's postings, and the key set that evaluates its terms. */
export function searchIndexId(practice: string): string {
  return `search/${practice}`;
}

/**
 * The input of the oblivious function for a term: without the index secret, colluding vaults cannot guess names.
 *
 * @param term canonical text of `records/fhir`
 */
export async function termInput(indexSecret: Bytes, term: string): Promise<Bytes> {
  requireBytes(indexSecret, KEY_BYTES, 'index secret');
  return hmac(await importHmac(indexSecret), joinFields(labels.searchTerm, term));
}

/**
 * Derives a term's locator and key from its evaluation. The limit is the locator's first byte and part of both
 * derivations: readers of this term never see a posting that was written under the other limit.
 *
 * @param y the 64-byte output of the oblivious function for the term
 */
export async function deriveTermKey(practice: string, y: Bytes, limit: PostingLimit): Promise<TermKey> {
  if (!isPostingLimit(limit)) throw argumentInvalid(`${String(limit)} is not a limit of a term`);
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

/** The limit in a locator. @throws SealingError `argument_invalid` */
export function limitOf(locator: Bytes): PostingLimit {
  const limit = locator[0] ?? 0;
  if (locator.length !== LOCATOR_BYTES || !isPostingLimit(limit)) throw argumentInvalid('not a locator');
  return limit;
}

/**
 * Seals a posting twice: under a secret of the role reception, and with the secret's name under the term's key. With an
 * evaluation of the term alone, an importer can only see that the posting exists.
 */
export async function sealPosting(
  term: TermKey,
  { scope, cardKey }: Posting,
  reception: Reception,
  random: Random,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  const nonce = draw(random, NONCE_BYTES);
  const name = encodeReceptionName(reception.name);
  const inner = await innerKey(term, name, nonce, reception.secret);
  const content = await encrypt(inner.key, ZERO_NONCE, inner.info, concat(fromRecordId(scope), cardKey));
  return concat(nonce, await encrypt(term.key, nonce, postingAad(term), concat(name, content)));
}

/**
 * @param receptionOf returns the secret of that name; its errors are passed on
 * @throws SealingError `cannot_open`
 */
export async function openPosting(term: TermKey, receptionOf: ReceptionOf, sealed: Bytes): Promise<Posting> {
  if (sealed.length !== POSTING_BYTES) throw cannotOpen(`posting of ${sealed.length} bytes`);
  const nonce = sealed.slice(0, NONCE_BYTES);
  const outer = await opening('posting', () => openUnderNonce(term.key, postingAad(term), sealed));
  const name = outer.slice(0, RECEPTION_NAME_BYTES);
  const secret = await receptionOf(parseReceptionName(name));
  return opening('posting', async () => {
    const inner = await innerKey(term, name, nonce, secret);
    const plaintext = await decrypt(inner.key, ZERO_NONCE, inner.info, outer.slice(RECEPTION_NAME_BYTES));
    return { scope: toRecordId(plaintext.subarray(0, SCOPE_BYTES)), cardKey: plaintext.slice(SCOPE_BYTES) };
  });
}

/** A key for one posting: its random nonce is part of the derivation, so that the inner nonce may be zero. */
async function innerKey(
  { indexId, locator }: TermKey,
  name: Bytes,
  nonce: Bytes,
  secret: Bytes,
): Promise<{ key: EngineKey; info: Bytes }> {
  requireBytes(secret, KEY_BYTES, 'reception secret');
  const info = joinFields(labels.postingContent, indexId, locator, name, nonce);
  return { key: await hkdfAes(secret, labels.postingContent, info), info };
}

/** The owner of a card. */
export type CardPlace = { readonly practice: string; readonly scope: string };

/**
 * Seals a card under its key and a secret of the role reception together: a past member who kept evaluations and card
 * keys cannot open cards that are written later.
 *
 * @param text canonical text of `records/fhir`: 1 to 256 bytes, the last of which is not zero
 * @throws SealingError `argument_invalid`
 */
export async function sealCard(
  cardKey: Bytes,
  place: CardPlace,
  reception: Reception,
  text: Bytes,
  random: Random,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  requireBytes(reception.secret, KEY_BYTES, 'reception secret');
  if (text.length === 0 || text.length > CARD_TEXT_BYTES || text.at(-1) === 0) {
    throw argumentInvalid(`card of ${text.length} bytes does not fit in ${CARD_TEXT_BYTES}`);
  }
  const padded = new Uint8Array(CARD_TEXT_BYTES);
  padded.set(text);
  const name = encodeReceptionName(reception.name);
  const info = cardInfo(place, name);
  const key = await hkdfAes(cardKey, reception.secret, info);
  return concat(name, await sealUnderNonce(key, info, padded, random));
}

/**
 * @param receptionOf returns the secret of that name; its errors are passed on
 * @throws SealingError `cannot_open`
 */
export async function openCard(
  cardKey: Bytes,
  place: CardPlace,
  receptionOf: ReceptionOf,
  sealed: Bytes,
): Promise<Bytes> {
  requireBytes(cardKey, KEY_BYTES, 'card key');
  if (sealed.length !== CARD_BYTES) throw cannotOpen(`card of ${sealed.length} bytes`);
  const name = sealed.slice(0, RECEPTION_NAME_BYTES);
  const reception = await receptionOf(parseReceptionName(name));
  return opening('card', async () => {
    const info = cardInfo(place, name);
    const key = await hkdfAes(cardKey, reception, info);
    const padded = await openUnderNonce(key, info, sealed.slice(RECEPTION_NAME_BYTES));
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

function cardInfo({ practice, scope }: CardPlace, name: Bytes): Bytes {
  return joinFields(labels.card, practice, scope, name);
}
