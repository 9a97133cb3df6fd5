import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import { joinFields, type Bytes } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';

/** A posting: its scope and its locator. */
type PostingPlace = { readonly practice: string; readonly locator: Uint8Array };

/**
 * Wraps and tags postings under a key that is not in the store: an attacker with only the store cannot find the owner
 * of a posting, and cannot open one by evaluating its term.
 */
export type PostingKeys = {
  /** 16 bytes, the same for every posting of one scope at one locator and different for all others. */
  owner(place: PostingPlace, scope: string): Buffer;
  wrap(place: PostingPlace, owner: Uint8Array, sealed: Uint8Array): Buffer;
  /** @throws Refusal `internal_error` if this server did not wrap these bytes for this scope and locator */
  unwrap(place: PostingPlace, owner: Uint8Array, wrapped: Buffer): Buffer;
  /** 16 bytes over everything that a write changes in postings. */
  digest(practice: string, scope: string, added: readonly Uint8Array[], removed: readonly Uint8Array[]): Buffer;
};

const label = 'etanche/v1/records/posting';
const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;
const mostFields = 64;

/** @param key 32 bytes */
export function createPostingKeys(key: Bytes, random: (length: number) => Bytes): PostingKeys {
  // A key object is prepared once; bytes would be prepared for each of a patient's postings.
  const derive = (name: string): KeyObject =>
    createSecretKey(Buffer.from(hkdfSync('sha512', key, label, `${label}/${name}`, 32)));
  const [ownerKey, wrapKey, digestKey] = [derive('owner'), derive('wrap'), derive('digest')];
  const hmac = (secret: KeyObject, data: Uint8Array): Buffer =>
    createHmac('sha256', secret).update(data).digest().subarray(0, 16);
  const aad = ({ practice, locator }: PostingPlace, owner: Uint8Array): Uint8Array =>
    joinFields(label, practice, locator, owner);
  return {
    owner: ({ practice, locator }, scope) => hmac(ownerKey, joinFields(label, practice, scope, locator)),
    wrap(place, owner, sealed) {
      const nonce = random(nonceBytes);
      const sealing = createCipheriv(cipher, wrapKey, nonce).setAAD(aad(place, owner));
      return Buffer.concat([nonce, sealing.update(sealed), sealing.final(), sealing.getAuthTag()]);
    },
    unwrap(place, owner, wrapped) {
      try {
        const end = wrapped.length - tagBytes;
        const opening = createDecipheriv(cipher, wrapKey, wrapped.subarray(0, nonceBytes), { authTagLength: tagBytes })
          .setAAD(aad(place, owner))
          .setAuthTag(wrapped.subarray(end));
        return Buffer.concat([opening.update(wrapped.subarray(nonceBytes, end)), opening.final()]);
      } catch (cause) {
        throw new Refusal('internal_error', {}, { cause });
      }
    },
    digest(practice, scope, added, removed) {
      if (added.length + removed.length > mostFields) throw new RangeError('more postings than a write has');
      return hmac(digestKey, joinFields(label, practice, scope, joinFields(...added), joinFields(...removed)));
    },
  };
}
