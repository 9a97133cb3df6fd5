import { toBase64url } from '@etanche/core-wire';

/** An Ed25519 key of a test; the public key is base64url. */
export type TestKey = { readonly privateKey: CryptoKey; readonly publicKey: string };

export async function makeKey(): Promise<TestKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey: toBase64url(raw) };
}
