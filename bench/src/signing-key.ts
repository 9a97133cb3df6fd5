import { createPrivateKey, createPublicKey } from 'node:crypto';
import { ed25519FromSeed, fromBase64url, type Bytes } from '@etanche/core-wire';
import type { SigningKey } from '@etanche/vault-client';

/** The key pair of an Ed25519 seed. Unlike the pair, the seed can be sent to another process. */
export async function signingKey(seed: Bytes): Promise<SigningKey> {
  // Node accepts a seed only as PKCS #8 (RFC 8410 section 7).
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  const { x } = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })).export({ format: 'jwk' });
  const publicKey = fromBase64url(x ?? '', 32);
  return { privateKey: await ed25519FromSeed(seed, publicKey), publicKey };
}
