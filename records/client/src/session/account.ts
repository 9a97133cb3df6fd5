import { type Federation } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  keysHash,
  kitKeysHash,
  memberKeysFromSeed,
  publicKeysOf,
  type KitKeys,
  type Keyring,
  type MemberKeys,
} from '@etanche/core-sealing';

/**
 * The keys with which a member, an importer or the kit signs in. All of it is verified against the chain at the vaults.
 */
export type Account = {
  readonly practice: string;
  /** A record id, or `kit`. */
  readonly member: string;
  /** Hash of the first order, base64url. */
  readonly genesis: string;
  readonly federation: Federation;
  readonly keys: MemberKeys;
  /** 32 bytes. */
  readonly hash: Bytes;
  /** 32 bytes, zeroed by the lock; null for a kit. */
  readonly seed: Bytes | null;
  /** Only for an importer: the one secret of the practice that it has. 32 bytes, zeroed by the lock. */
  readonly indexSecret?: Bytes;
};

export async function accountOf(keyring: Keyring): Promise<Account> {
  const { practice, member, genesis, federation } = keyring;
  const seed = fromBase64url(keyring.seed, 32);
  const keys = await memberKeysFromSeed(seed);
  return { practice, member, genesis, federation, keys, hash: keysHash(publicKeysOf(practice, member, keys)), seed };
}

export function kitAccount(
  practice: string,
  kit: KitKeys,
  trust: { readonly genesis: string; readonly federation: Federation },
): Account {
  const hash = kitKeysHash(kit.auth.publicKey, kit.sealing.publicKey);
  // A kit writes no records; it signs grants and epochs with its only signing key (docs/protocol.md 7.2).
  const keys = { auth: kit.auth, author: kit.auth, grant: kit.auth, sealing: kit.sealing };
  return { practice, member: 'kit', ...trust, keys, hash, seed: null };
}

/** The keyring, which is sealed to a passkey or for a recovery. */
export function keyringOf({ practice, member, genesis, federation, seed }: Account): Keyring {
  if (seed === null) throw new RangeError('a kit has no keyring');
  return { seed: toBase64url(seed), practice, member, genesis, federation };
}
