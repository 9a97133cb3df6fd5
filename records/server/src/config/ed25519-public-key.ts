import { createPrivateKey, createPublicKey } from 'node:crypto';
import { fromBase64url, type Bytes } from '@etanche/core-wire';

/** DER of an Ed25519 private key (RFC 8410 section 7), up to the seed. */
const prefix = Buffer.from('302e020100300506032b657004220420', 'hex');

/** @param seed 32 bytes @returns 32 bytes */
export function ed25519PublicKey(seed: Uint8Array): Bytes {
  const key = createPrivateKey({ key: Buffer.concat([prefix, seed]), format: 'der', type: 'pkcs8' });
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return fromBase64url(x, 32);
}
