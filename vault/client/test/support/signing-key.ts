import { fromBase64url } from '@etanche/core-wire';
import type { SigningKey } from '../../src/index.ts';

export async function makeSigningKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: fromBase64url(x, 32) };
}
