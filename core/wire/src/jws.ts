import { CompactSign, FlattenedSign } from 'jose';
import { toBase64url, fromBase64url } from './base64url.ts';
import { fromUtf8, utf8, type Bytes } from './bytes.ts';
import { ProtocolError } from './protocol-error.ts';
import { verifyEd25519 } from './verify-ed25519.ts';

const algorithm = 'EdDSA';

export type Jws = { readonly protected: string; readonly signature: string };

/**
 * Signs with Ed25519 (RFC 8037). `kid` is the signer's public key in base64url, `typ` one of `jwsTypes`.
 *
 * @returns compact serialization
 */
export async function signCompact(payload: Bytes, typ: string, key: CryptoKey, kid: string): Promise<string> {
  return new CompactSign(payload).setProtectedHeader({ alg: algorithm, kid, typ }).sign(key);
}

/**
 * Verifies a compact JWS with the only key that may have signed it. A signed payload has one accepted text: the
 * header's members, their order and the base64url of each part are fixed, so that a hash of the text identifies one
 * statement.
 *
 * @param publicKey 32 bytes, or a function that returns them for a `kid`, and null for an unknown one.
 * @throws ProtocolError `signature_invalid` for every fault.
 */
export async function verifyCompact(
  jws: string,
  typ: string,
  publicKey: Bytes | ((kid: string) => Promise<Bytes | null>),
): Promise<{ payload: Bytes; kid: string }> {
  return refusing(async () => {
    const { header, payload, signature } = splitCompact(jws);
    const kid = claimedKid(header, typ);
    const key = typeof publicKey === 'function' ? await publicKey(kid) : publicKey;
    if (key === null) throw invalid();
    await verifyDetached(payload, { protected: header, signature }, typ, key);
    return { payload: fromBase64url(payload, undefined), kid };
  });
}

/**
 * Splits a compact JWS into its three parts, in base64url. Verifies nothing.
 *
 * @throws ProtocolError `signature_invalid` for another number of parts
 */
export function splitCompact(jws: string): { header: string; payload: string; signature: string } {
  const [header, payload, signature, ...rest] = jws.split('.');
  if (header === undefined || payload === undefined || signature === undefined || rest.length > 0) throw invalid();
  return { header, payload, signature };
}

/**
 * The `kid` of a protected header in its only accepted encoding. It is unverified.
 *
 * @throws ProtocolError `signature_invalid`
 */
export function claimedKid(header: string, typ: string): string {
  const text = fromUtf8(fromBase64url(header, undefined));
  const kid = /^\{"alg":"EdDSA","kid":"([A-Za-z0-9_-]{43})",/.exec(text)?.[1];
  if (kid === undefined || header !== protectedHeader(kid, typ)) throw invalid();
  return kid;
}

/** Signs `payload` for a JWS General JSON Serialization. */
export async function signDetached(payload: Bytes, typ: string, key: CryptoKey, kid: string): Promise<Jws> {
  const flat = await new FlattenedSign(payload).setProtectedHeader({ alg: algorithm, kid, typ }).sign(key);
  if (flat.protected === undefined) throw new ProtocolError('signature_invalid', 'signature has no protected header');
  return { protected: flat.protected, signature: flat.signature };
}

/**
 * Verifies one signature of a JWS General JSON Serialization. The protected header is rebuilt and compared, so no JSON
 * of the sender is parsed. Old browsers are supported (see `verifyEd25519`).
 *
 * @param payload base64url text
 * @throws ProtocolError `signature_invalid` unless `jws` is `publicKey`'s signature of `payload`.
 */
export async function verifyDetached(payload: string, jws: Jws, typ: string, publicKey: Bytes): Promise<void> {
  await refusing(async () => {
    if (jws.protected !== protectedHeader(toBase64url(publicKey), typ)) throw invalid();
    fromBase64url(payload, undefined);
    const message = utf8(`${jws.protected}.${payload}`);
    if (!(await verifyEd25519(publicKey, message, fromBase64url(jws.signature, 64)))) throw invalid();
  });
}

/** Imports an Ed25519 seed into WebCrypto and returns it with its public key. */
export async function ed25519FromSeed(seed: Bytes, publicKey: Bytes): Promise<CryptoKey> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: toBase64url(seed), x: toBase64url(publicKey) };
  return crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
}

function protectedHeader(kid: string, typ: string): string {
  return toBase64url(utf8(JSON.stringify({ alg: algorithm, kid, typ })));
}

function invalid(): ProtocolError {
  return new ProtocolError('signature_invalid', 'signature is invalid');
}

async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw new ProtocolError('signature_invalid', 'signature is invalid', { cause });
  }
}
