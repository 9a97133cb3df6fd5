import { CompactSign, compactVerify, FlattenedSign } from 'jose';
import { toBase64url, fromBase64url } from './base64url.ts';
import { utf8, type Bytes } from './bytes.ts';
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
 * Verifies a compact JWS by the one key that it may come from.
 *
 * @param publicKey 32 bytes, or a function that finds them from the `kid` (and returns null for a stranger).
 * @throws ProtocolError `signature_invalid`, whatever is wrong.
 */
export async function verifyCompact(
  jws: string,
  typ: string,
  publicKey: Bytes | ((kid: string) => Promise<Bytes | null>),
): Promise<{ payload: Uint8Array; kid: string }> {
  return refusing(async () => {
    const resolve = async (header: { kid?: unknown }) => importEd25519(await findKey(publicKey, header.kid));
    const { payload, protectedHeader } = await compactVerify(jws, resolve, { algorithms: [algorithm] });
    return { payload, kid: checkHeader(protectedHeader, typ) };
  });
}

/** One signature over `payload` for a JWS General JSON Serialization. */
export async function signDetached(payload: Bytes, typ: string, key: CryptoKey, kid: string): Promise<Jws> {
  const flat = await new FlattenedSign(payload).setProtectedHeader({ alg: algorithm, kid, typ }).sign(key);
  if (flat.protected === undefined) throw new ProtocolError('signature_invalid', 'signature has no protected header');
  return { protected: flat.protected, signature: flat.signature };
}

/**
 * Verifies one signature of a JWS General JSON Serialization. The protected header has exactly one spelling, so no JSON
 * of the sender is read; old browsers verify too (see `verifyEd25519`).
 *
 * @param payload base64url text
 * @throws ProtocolError `signature_invalid` unless `jws` is `publicKey`'s signature of `payload`.
 */
export async function verifyDetached(payload: string, jws: Jws, typ: string, publicKey: Bytes): Promise<void> {
  await refusing(async () => {
    const header = utf8(JSON.stringify({ alg: algorithm, kid: toBase64url(publicKey), typ }));
    if (jws.protected !== toBase64url(header)) throw new ProtocolError('signature_invalid', 'signature is refused');
    const message = utf8(`${jws.protected}.${payload}`);
    if (!(await verifyEd25519(publicKey, message, fromBase64url(jws.signature, 64)))) {
      throw new ProtocolError('signature_invalid', 'signature is refused');
    }
  });
}

/** The public key of an Ed25519 private key, and the private key as WebCrypto holds it. */
export async function ed25519FromSeed(seed: Bytes, publicKey: Bytes): Promise<CryptoKey> {
  const jwk = { kty: 'OKP', crv: 'Ed25519', d: toBase64url(seed), x: toBase64url(publicKey) };
  return crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign']);
}

async function findKey(publicKey: Bytes | ((kid: string) => Promise<Bytes | null>), kid: unknown): Promise<Bytes> {
  if (typeof kid !== 'string' || kid.length !== 43)
    throw new ProtocolError('signature_invalid', 'signature is refused');
  const expected = typeof publicKey === 'function' ? await publicKey(kid) : publicKey;
  if (expected === null || toBase64url(expected) !== kid) {
    throw new ProtocolError('signature_invalid', 'signature is refused');
  }
  return expected;
}

async function importEd25519(publicKey: Bytes): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', publicKey, 'Ed25519', true, ['verify']);
}

function checkHeader(header: { kid?: unknown; typ?: unknown; crit?: unknown }, typ: string): string {
  if (header.typ !== typ || header.crit !== undefined || typeof header.kid !== 'string') {
    throw new ProtocolError('signature_invalid', 'signature is refused');
  }
  fromBase64url(header.kid, 32);
  return header.kid;
}

async function refusing<T>(verify: () => Promise<T>): Promise<T> {
  try {
    return await verify();
  } catch (cause) {
    throw new ProtocolError('signature_invalid', 'signature is refused', { cause });
  }
}
