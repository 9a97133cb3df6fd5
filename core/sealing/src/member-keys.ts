import { joinFields, labels, sha256, toBase64url, type Bytes, type ChainKeys } from '@etanche/core-protocol';
import { hkdf, importHkdf } from './derive.ts';
import { sealingKeyFromSeed, type SealingKey } from './hpke.ts';
import { requireBytes } from './sealing-error.ts';
import { signingKeyFromSeed, type SigningKey } from './signing-key.ts';

/** The printed kit stands under this name where a member's id would. */
export const KIT_HOLDER = 'kit';

/** What one member can do: sign to vaults and server, sign records, sign grants, open what is sealed to it. */
export type MemberKeys = {
  readonly auth: SigningKey;
  readonly author: SigningKey;
  readonly grant: SigningKey;
  readonly sealing: SealingKey;
};

/** Whose keys, and the public halves: Ed25519 (32 bytes) and X-Wing (1,216 bytes). */
export type PublicMemberKeys = {
  readonly practice: string;
  readonly member: string;
  readonly auth: Bytes;
  readonly author: Bytes;
  readonly grant: Bytes;
  readonly sealing: Bytes;
};

/** @param seed 32 bytes (docs/protocol.md 7.1) */
export async function memberKeysFromSeed(seed: Bytes): Promise<MemberKeys> {
  requireBytes(seed, 32, 'member seed');
  const material = await importHkdf(seed);
  const derived = async <T>(label: string, make: (seed: Bytes) => Promise<T>) => {
    const part = await hkdf(material, labels.member, joinFields(label), 32);
    const key = await make(part);
    part.fill(0);
    return key;
  };
  const [auth, author, grant, sealing] = await Promise.all([
    derived(labels.memberAuth, signingKeyFromSeed),
    derived(labels.memberAuthor, signingKeyFromSeed),
    derived(labels.memberGrant, signingKeyFromSeed),
    derived(labels.memberSealing, sealingKeyFromSeed),
  ]);
  return { auth, author, grant, sealing };
}

export function publicKeysOf(practice: string, member: string, keys: MemberKeys): PublicMemberKeys {
  return {
    practice,
    member,
    auth: keys.auth.publicKey,
    author: keys.author.publicKey,
    grant: keys.grant.publicKey,
    sealing: keys.sealing.publicKey,
  };
}

/**
 * 32 bytes: what the order chain at the vaults says of a member's keys. The practice is not in it: a genesis, whose hash is
 * the practice's id, names these hashes.
 */
export function keysHash(keys: Omit<PublicMemberKeys, 'practice'>): Bytes {
  const { member, auth, author, grant, sealing } = keys;
  return sha256(joinFields(labels.memberKeys, member, auth, author, grant, sealing));
}

/** What an order says of these keys. */
export function chainKeysOf(keys: PublicMemberKeys): ChainKeys {
  return { auth: toBase64url(keys.auth), keys: toBase64url(keysHash(keys)) };
}
