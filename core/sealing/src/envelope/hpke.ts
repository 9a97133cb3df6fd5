import { Aes256Gcm, CipherSuite, HkdfSha512 } from '@hpke/core';
import { XWing } from '@hpke/hybridkem-x-wing';
import { concat, type Bytes } from '@etanche/core-wire';
import { draw, type Random } from './random.ts';
import { cannotOpen, opening, requireBytes } from '../sealing-error.ts';

/** Sizes of X-Wing (draft-connolly-cfrg-xwing-kem section 5.1): seed, public key, encapsulation. */
export const SEALING_PUBLIC_KEY_BYTES = 1216;
const SEED_BYTES = 32;
const ENCAPSULATION_BYTES = 1120;
/** Randomness of one encapsulation: 32 bytes for ML-KEM, 32 for X25519. */
const ENCAPSULATION_SEED_BYTES = 64;

/** An X-Wing key pair. The private key can only be used through `open`. */
export type SealingKey = {
  readonly publicKey: Bytes;
  /** @throws SealingError `cannot_open` */
  readonly open: (info: Bytes, sealed: Bytes) => Promise<Bytes>;
};

const kem = new XWing();
const suite = new CipherSuite({ kem, kdf: new HkdfSha512(), aead: new Aes256Gcm() });

/** @param seed 32 bytes: the X-Wing decapsulation key itself */
export async function sealingKeyFromSeed(seed: Bytes): Promise<SealingKey> {
  requireBytes(seed, SEED_BYTES, 'sealing seed');
  // A copy, because the library keeps a reference to its argument.
  const { publicKey, privateKey } = await kem.generateKeyPairDerand(Uint8Array.from(seed));
  return {
    publicKey: new Uint8Array(await kem.serializePublicKey(publicKey)),
    open: (info, sealed) => open(privateKey, info, sealed),
  };
}

/**
 * HPKE (RFC 9180) base mode, single shot, empty aad: encapsulation ‖ ciphertext.
 *
 * @param publicKey 1,216 bytes
 * @param random returns the 64 bytes of the encapsulation
 */
export async function hpkeSeal(publicKey: Bytes, info: Bytes, text: Bytes, random: Random): Promise<Bytes> {
  requireBytes(publicKey, SEALING_PUBLIC_KEY_BYTES, 'sealing public key');
  const recipientPublicKey = await kem.deserializePublicKey(publicKey.slice());
  const ekm = draw(random, ENCAPSULATION_SEED_BYTES);
  const { enc, ct } = await suite.seal({ recipientPublicKey, info, ekm }, text);
  return concat(new Uint8Array(enc), new Uint8Array(ct));
}

async function open(recipientKey: CryptoKey, info: Bytes, sealed: Bytes): Promise<Bytes> {
  return opening('sealed bytes', async () => {
    if (sealed.length < ENCAPSULATION_BYTES) throw cannotOpen(`${sealed.length} sealed bytes are too few`);
    const enc = sealed.slice(0, ENCAPSULATION_BYTES);
    return new Uint8Array(await suite.open({ recipientKey, info, enc }, sealed.slice(ENCAPSULATION_BYTES)));
  });
}
