import { concat, joinFields, labels, toBase64url, type Bytes } from '@etanche/core-protocol';
import { importAes, openUnderNonce, sealUnderNonce } from './aes.ts';
import { hkdf, importHkdf } from './derive.ts';
import type { Random } from './random.ts';
import { cannotOpen, opening, requireBytes } from './sealing-error.ts';

/** What an evaluation gave, and when the vaults were asked for it, in milliseconds since 1970. */
export type KeptOutput = { readonly countedAt: number; readonly output: Bytes };

/** Whose outputs, and on which device: all of it goes into the keys. */
export type KeptPlace = {
  readonly practice: string;
  readonly member: string;
  /** Credential id, base64url. */
  readonly credential: string;
  /** Hash of the member's public keys, 32 bytes: another seed has other keys. */
  readonly keysHash: Bytes;
};

/**
 * Seals the outputs of evaluations, so that what a member opened can be opened again after a lock (docs/protocol.md 7.6).
 * All entries have one size, and ids that say nothing without the passkey.
 */
export type KeptKeys = {
  /** Under which the output for an input is stored: 16 bytes, base64url. @param purpose of the key set */
  id(purpose: string, input: Bytes): Promise<string>;
  seal(id: string, kept: KeptOutput, random: Random): Promise<Bytes>;
  /** @throws SealingError `cannot_open` for what is not the entry of this id, member, passkey and device */
  open(id: string, sealed: Bytes): Promise<KeptOutput>;
};

const KEY_BYTES = 32;
const OUTPUT_BYTES = 64;
const TIME_BYTES = 8;
const ID_BYTES = 16;

/**
 * @param prf output of the passkey's PRF, 32 bytes
 * @param device 32 random bytes that this device keeps
 */
export async function deriveKeptKeys(prf: Bytes, device: Bytes, place: KeptPlace): Promise<KeptKeys> {
  requireBytes(prf, KEY_BYTES, 'PRF output');
  requireBytes(device, KEY_BYTES, 'device secret');
  requireBytes(place.keysHash, KEY_BYTES, 'keys hash');
  const material = await importHkdf(concat(prf, device));
  const info = (label: string) => joinFields(label, place.practice, place.member, place.credential, place.keysHash);
  const [sealing, naming] = await Promise.all([
    hkdf(material, labels.kept, info(labels.keptSeal), KEY_BYTES),
    hkdf(material, labels.kept, info(labels.keptId), KEY_BYTES),
  ]);
  const [key, idKey] = await Promise.all([importAes(sealing), importHmac(naming)]);
  sealing.fill(0);
  naming.fill(0);
  return {
    id: async (purpose, input) => shortMac(idKey, joinFields(labels.keptId, purpose, input)),
    seal: async (id, { countedAt, output }, random) => {
      requireBytes(output, OUTPUT_BYTES, 'output');
      return sealUnderNonce(key, joinFields(labels.keptEntry, id), concat(u64(countedAt), output), random);
    },
    open: (id, sealed) =>
      opening('kept output', async () => {
        const plaintext = await openUnderNonce(key, joinFields(labels.keptEntry, id), sealed);
        if (plaintext.length !== TIME_BYTES + OUTPUT_BYTES)
          throw cannotOpen(`kept output of ${plaintext.length} bytes`);
        const countedAt = Number(new DataView(plaintext.buffer, plaintext.byteOffset).getBigUint64(0));
        const output = plaintext.slice(TIME_BYTES);
        plaintext.fill(0);
        return { countedAt, output };
      }),
  };
}

/**
 * What marks the entries of a member or of a passkey on one device: they can be deleted without the passkey, and the mark
 * says neither to somebody who has only the entries.
 */
export async function keptOwner(device: Bytes, ...whose: readonly string[]): Promise<string> {
  requireBytes(device, KEY_BYTES, 'device secret');
  return shortMac(await importHmac(device), joinFields(labels.keptOwner, ...whose));
}

async function shortMac(key: CryptoKey, data: Bytes): Promise<string> {
  return toBase64url(new Uint8Array(await crypto.subtle.sign('HMAC', key, data)).slice(0, ID_BYTES));
}

async function importHmac(raw: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
}

function u64(value: number): Bytes {
  const bytes = new Uint8Array(TIME_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}
