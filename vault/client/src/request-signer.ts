import { type Federation, type SignedEvaluate } from '@etanche/core-vault-protocol';
import { checkJwsTypes, signCompact, toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import type { Random } from '@etanche/core-oprf';

/** An Ed25519 key pair with its private key in WebCrypto. */
export type SigningKey = { readonly privateKey: CryptoKey; readonly publicKey: Bytes };

export type Clock = { readonly now: () => number; readonly random: Random };

/** Creates the compact JWS of an importer's or member's request to the vault `index`; a new one at each call. */
export type RequestSigner = (index: number, keySet: string, elements: readonly string[]) => Promise<string>;

/**
 * @param federation supplies the signing key of each vault, the audience of its requests
 * @param draw `emergency` uses a member's small emergency quota, and raises an alarm
 */
export function createRequestSigner(
  federation: Federation,
  key: SigningKey,
  clock: Clock,
  draw: 'quota' | 'emergency' = 'quota',
): RequestSigner {
  const audiences = new Map(federation.vaults.map((vault) => [vault.index, vault.signingKey]));
  return async (index, keySet, elements) => {
    const aud = audiences.get(index);
    if (aud === undefined) throw new RangeError(`the federation has no vault ${index}`);
    const emergency = draw === 'emergency' ? ({ emergency: true } as const) : {};
    const payload: SignedEvaluate = { ...envelope(aud, keySet, clock), elements: [...elements], ...emergency };
    return signPayload(payload, checkJwsTypes.evaluate, key);
  };
}

/** The first members of every signed request: audience, time in seconds, and an id that is accepted once. */
export function envelope(aud: string, keySet: string, { now, random }: Clock) {
  return { aud, iat: Math.floor(now() / 1000), jti: toBase64url(random(16)), keySet };
}

export async function signPayload(payload: object, typ: string, key: SigningKey): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, key.privateKey, toBase64url(key.publicKey));
}
