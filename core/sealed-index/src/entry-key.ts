import { checkLabels, concat, joinFields, type Bytes } from '@etanche/core-wire';

/** 16 bytes. The first 8 select the bucket and precede the ciphertext. */
export const LOCATOR_BYTES = 16;
/** Bytes of a locator in a bucket file. */
export const PREFIX_BYTES = 8;
/** Bytes that AES-GCM adds. */
export const TAG_BYTES = 16;

/** Derived from one evaluation: the locator of an entry and the key that opens it. */
export type EntryKey = { readonly indexId: string; readonly locator: Bytes; readonly key: CryptoKey };

/**
 * Derives locator and key from the 64-byte output of the oblivious function (docs/protocol.md section 2).
 * WebCrypto's HKDF (RFC 5869) does extract and expand in one call.
 */
export async function deriveEntryKey(indexId: string, y: Bytes): Promise<EntryKey> {
  const prk = await crypto.subtle.importKey('raw', y, 'HKDF', false, ['deriveBits']);
  const salt = joinFields(checkLabels.sealedIndex, indexId);
  const expand = async (label: string, bytes: number) => {
    const info = joinFields(label);
    return new Uint8Array(
      await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-512', salt, info }, prk, bytes * 8),
    );
  };
  const [locator, raw] = await Promise.all([
    expand(checkLabels.sealedIndexLocator, LOCATOR_BYTES),
    expand(checkLabels.sealedIndexKey, 32),
  ]);
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { indexId, locator, key };
}

/** `counter` numbers the entries of one term, from 0: a key seals only once under each counter, in one static index. */
export async function seal(entryKey: EntryKey, counter: number, plaintext: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.encrypt(algorithm(entryKey, counter), entryKey.key, plaintext));
}

/** The plaintext, or null if this key did not seal these bytes: WebCrypto gives no other reason. */
export async function open(entryKey: EntryKey, counter: number, ciphertext: Bytes): Promise<Bytes | null> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm(entryKey, counter), entryKey.key, ciphertext));
  } catch (error) {
    if (error instanceof DOMException && error.name === 'OperationError') return null;
    throw error;
  }
}

/** An entry of a bucket file: the locator's prefix, then the ciphertext. */
export async function sealedEntry(entryKey: EntryKey, counter: number, plaintext: Bytes): Promise<Bytes> {
  return concat(entryKey.locator.subarray(0, PREFIX_BYTES), await seal(entryKey, counter, plaintext));
}

function algorithm(entryKey: EntryKey, counter: number): AesGcmParams {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setUint32(8, counter);
  return {
    name: 'AES-GCM',
    iv,
    additionalData: joinFields(checkLabels.sealedIndexEntry, entryKey.indexId, entryKey.locator),
  };
}
