import { type ChainKeys } from '@etanche/core-vault-protocol';
import { joinFields, labels, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import { hkdf, importHkdf } from '../envelope/derive.ts';
import { sealingKeyFromSeed, type SealingKey } from '../envelope/hpke.ts';
import { requireBytes } from '../sealing-error.ts';
import { signingKeyFromSeed, type SigningKey } from '../envelope/signing-key.ts';

/** Takes the place of a member's id for the printed kit. */
export const KIT_HOLDER = 'kit';

/**
 * The keys of a member: `auth` signs to vaults and server, `author` signs records, `grant` signs grants, and `sealing`
 * opens what is sealed to the member.
 */
export type MemberKeys = {
  readonly auth: SigningKey;
  readonly author: SigningKey;
  readonly grant: SigningKey;
  readonly sealing: SealingKey;
};

/** The owner and the public keys: Ed25519 (32 bytes) and X-Wing (1,216 bytes). */
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
 * 32 bytes: the hash of a member's keys in the order chain. It does not cover the practice, because the practice's id
 * is the hash of a genesis that names these hashes.
 */
export function keysHash(keys: Omit<PublicMemberKeys, 'practice'>): Bytes {
  const { member, auth, author, grant, sealing } = keys;
  return sha256(joinFields(labels.memberKeys, member, auth, author, grant, sealing));
}

/** These keys as an order names them. */
export function chainKeysOf(keys: PublicMemberKeys): ChainKeys {
  return { auth: toBase64url(keys.auth), keys: toBase64url(keysHash(keys)) };
}
