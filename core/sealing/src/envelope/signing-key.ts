import { ed25519KeyPair, type Bytes, type Ed25519KeyPair } from '@etanche/core-wire';
import { requireBytes } from '../sealing-error.ts';

/** An Ed25519 key pair; the private key never leaves WebCrypto. */
export type SigningKey = Ed25519KeyPair;

/** @param seed 32 bytes */
export async function signingKeyFromSeed(seed: Bytes): Promise<SigningKey> {
  requireBytes(seed, 32, 'seed');
  return ed25519KeyPair(seed);
}

export async function importVerifyKey(publicKey: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', publicKey, 'Ed25519', false, ['verify']);
}
