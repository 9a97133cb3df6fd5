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
} from '@etanche/core-protocol';
import { cannotOpen, opening } from './sealing-error.ts';
import type { SigningKey } from './signing-key.ts';

/** Compact JWS (docs/protocol.md section 0) over the JSON of `payload`. */
export async function signJson(payload: object, typ: string, key: SigningKey): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, key.privateKey, toBase64url(key.publicKey));
}

/**
 * The payload of a compact JWS, if one of the keys that may sign this very payload has signed it.
 *
 * @param parse checks the shape of the payload, and throws
 * @param signers public keys of 32 bytes, from the order chain, for what the payload says of itself
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
    // The signature is verified by the key that it names, and that key is then looked for among those that may sign.
    const { payload, kid } = await verifyCompact(jws, typ, (named) => Promise.resolve(fromBase64url(named, 32)));
    const value = parse(JSON.parse(fromUtf8(payload)));
    const signer = fromBase64url(kid, 32);
    const keys = await signers(value);
    if (!keys.some((key) => equalBytes(key, signer))) throw cannotOpen(`${what} is not signed by who may`);
    return value;
  });
}

/** How a later JWS names an earlier one: SHA-256 of its text, 32 bytes. */
export function jwsHash(jws: string): Bytes {
  return sha256(utf8(jws));
}
