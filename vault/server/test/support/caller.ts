import { randomBytes } from 'node:crypto';
import { blind } from '@etanche/core-oprf';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import { keySetsPath, type KeySetOrder, type Problem } from '@etanche/core-vault-protocol';
import { jwsTypes, signCompact, toBase64url, utf8, type Bytes } from '@etanche/core-wire';

const group = await loadSodiumGroup();

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

/** An Ed25519 key pair of an operator, importer or member. */
export type Signer = { readonly key: CryptoKey; readonly publicKey: string };

export async function makeSigner(): Promise<Signer> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { key: pair.privateKey, publicKey: x };
}

/** Valid blinded elements of arbitrary inputs. */
export function someElements(count: number): string[] {
  const inputs = Array.from({ length: count }, () => random(16));
  return blind(group, inputs, random).elements.map(toBase64url);
}

export async function sign(payload: object, typ: string, signer: Signer): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, signer.key, signer.publicKey);
}

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

export function postJws(url: string, jws: string): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/jose' }, body: jws });
}

export async function problemOf(response: Response): Promise<Problem> {
  return (await response.json()) as Problem;
}

type Content<Order> = Order extends unknown ? Omit<Order, 'aud' | 'iat' | 'jti'> : never;

/** Sends an operator's order to one vault. */
export async function order(
  vault: { readonly url: string; readonly signingKey: string },
  operator: Signer,
  content: Content<KeySetOrder>,
  now: number = Date.now(),
): Promise<Response> {
  const envelope = { aud: vault.signingKey, iat: Math.floor(now / 1000), jti: toBase64url(random(16)) };
  return postJws(`${vault.url}${keySetsPath}`, await sign({ ...envelope, ...content }, jwsTypes.keySetOrder, operator));
}

/** The content of an `open` order for most tests. */
export function opening(
  keySet: string,
  importer: Signer,
  ceiling: { perMinute: number; perDay: number },
  now: number = Date.now(),
): Content<KeySetOrder> {
  const until = Math.floor(now / 1000) + 3600;
  return { keySet, order: 'open', importer: { key: importer.publicKey, units: 1000, until }, ceiling };
}
