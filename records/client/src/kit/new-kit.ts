import { type ChainKeys, type Federation } from '@etanche/core-vault-protocol';
import { toBase64url, type Bytes } from '@etanche/core-wire';
import { kitKeysFromSecret, kitKeysHash, printKit } from '@etanche/core-sealing';
import type { Random } from '@etanche/core-oprf';
import { trustDigest } from '../orders/trust.ts';

/**
 * One of the three sheets to print, with the practice's id, which is the same on all. Any two sheets are the kit; one
 * alone opens nothing. Their text is stored nowhere: print them at once.
 */
export type KitSheet = { readonly number: number; readonly practice: string; readonly text: string };

/** A new kit: its public keys for the chain and the server, and its sheets. */
type NewKit = {
  /** For the chain: base64url of the Ed25519 key and of the keys hash. */
  readonly chain: ChainKeys;
  readonly sealing: Bytes;
  /** Keys hash, 32 bytes. */
  readonly hash: Bytes;
  /**
   * Prints the sheets. Call it once: it zeroes the secret. @param genesis hash of the practice's first order, base64url
   */
  print(practice: string, genesis: string, federation: Federation): KitSheet[];
};

/** @param secret 32 bytes (`drawKitSecret`) */
export async function newKit(secret: Bytes, random: Random): Promise<NewKit> {
  const keys = await kitKeysFromSecret(secret);
  const hash = kitKeysHash(keys.auth.publicKey, keys.sealing.publicKey);
  return {
    chain: { auth: toBase64url(keys.auth.publicKey), keys: toBase64url(hash) },
    sealing: keys.sealing.publicKey,
    hash,
    print: (practice, genesis, federation) => {
      const sheets = printKit({ secret, trust: trustDigest(practice, genesis, federation) }, random);
      secret.fill(0);
      return sheets.map((text, i) => ({ number: i + 1, practice, text }));
    },
  };
}
