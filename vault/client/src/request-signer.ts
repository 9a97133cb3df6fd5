import {
  jwsTypes,
  signCompact,
  toBase64url,
  utf8,
  type Bytes,
  type Federation,
  type SignedEvaluate,
} from '@etanche/core-protocol';
import type { Random } from '@etanche/core-oprf';

/** An Ed25519 key pair whose private half WebCrypto holds. */
export type SigningKey = { readonly privateKey: CryptoKey; readonly publicKey: Bytes };

export type Clock = { readonly now: () => number; readonly random: Random };

/** Makes the compact JWS by which an importer or a member asks the vault `index`. Each call gives a new one. */
export type RequestSigner = (index: number, keySet: string, elements: readonly string[]) => Promise<string>;

/**
 * @param federation names the signing key of each vault, which is the audience of its requests
 * @param draw `emergency` draws on a member's small emergency quota, and rings
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
    return signPayload(payload, jwsTypes.evaluate, key);
  };
}

/** The members that every signed request begins with: audience, time in seconds, and an id that is accepted once. */
export function envelope(aud: string, keySet: string, { now, random }: Clock) {
  return { aud, iat: Math.floor(now() / 1000), jti: toBase64url(random(16)), keySet };
}

export async function signPayload(payload: object, typ: string, key: SigningKey): Promise<string> {
  return signCompact(utf8(JSON.stringify(payload)), typ, key.privateKey, toBase64url(key.publicKey));
}
