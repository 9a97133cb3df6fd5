import {
  equalBytes,
  fromBase64url,
  fromUtf8,
  sha256,
  signCompact,
  toBase64url,
  utf8,
  verifyCompact,
  type Bytes,
} from '@etanche/core-wire';
import { cannotOpen, opening } from '../sealing-error.ts';
import type { SigningKey } from './signing-key.ts';

/** Compact JWS (docs/protocol.md section 0) over the JSON of `payload`. */
export async function signJson(payload: object, typ: string, key: SigningKey): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, key.privateKey, toBase64url(key.publicKey));
}

/**
 * Verifies a compact JWS and returns its payload, if one of the keys allowed for this payload signed it.
 *
 * @param parse validates the payload, or throws
 * @param signers returns the allowed public keys (32 bytes, from the order chain) for a payload
 * @throws SealingError `cannot_open`
 */
export async function verifyJson<T>(
  jws: string,
  typ: string,
  what: string,
  parse: (value: unknown) => T,
  signers: (payload: T) => readonly Bytes[] | Promise<readonly Bytes[]>,
): Promise<T> {
  return opening(what, async () => {
    // First verify the signature with the key that it names, then check that this key is allowed to sign.
    const { payload, kid } = await verifyCompact(jws, typ, (named) => Promise.resolve(fromBase64url(named, 32)));
    const value = parse(JSON.parse(fromUtf8(payload)));
    const signer = fromBase64url(kid, 32);
    const keys = await signers(value);
    if (!keys.some((key) => equalBytes(key, signer))) throw cannotOpen(`${what} is not signed by an allowed key`);
    return value;
  });
}

/** The hash by which a later JWS names an earlier one: SHA-256 of its text, 32 bytes. */
export function jwsHash(jws: string): Bytes {
  return sha256(utf8(jws));
}
