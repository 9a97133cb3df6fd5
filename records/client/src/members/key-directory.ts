import { type Chain, currentPeriod } from '@etanche/core-vault-protocol';
import { fromBase64url, joinFields, labels, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import type { Member } from '@etanche/core-records-protocol';
import {
  keysHash,
  SealingError,
  verifyMemberStatement,
  type PublicMemberKeys,
  type GrantRole,
  type SecretRole,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { currentKit, grantingRoleOf } from './holders.ts';

/** Public keys by their hash, base64url, as the server gave them: only the chain determines the member of a hash. */
export type KeyDirectory = ReadonlyMap<string, PublicMemberKeys>;

/**
 * Reads the statements of keys that the server stores.
 *
 * @throws RecordsClientError `server_untrusted` if one is malformed, not signed by its own key, or of another member
 */
export async function readDirectory(practice: string, members: readonly Member[]): Promise<KeyDirectory> {
  const statements = members.flatMap(({ member, keys, former }) =>
    [...(keys === undefined ? [] : [keys]), ...(former ?? [])].map((jws) => ({ member, jws })),
  );
  const directory = new Map<string, PublicMemberKeys>();
  for (const { member, jws } of statements) {
    const keys = await readStatement(jws);
    if (keys.practice !== practice || keys.member !== member)
      throw untrusted('a statement of keys belongs to another member');
    directory.set(toBase64url(keysHash(keys)), keys);
  }
  return directory;
}

/**
 * The keys with this hash from the chain.
 *
 * @throws RecordsClientError `server_untrusted` if the server withholds or swaps them
 */
export function keysOf(directory: KeyDirectory, hash: string, member: string): PublicMemberKeys {
  const keys = directory.get(hash);
  if (keys?.member !== member) throw untrusted('the server has other keys of a member than the chain');
  return keys;
}

/** The kit's sealing key from the server, verified against the chain's current kit. */
export function kitSealingKey(chain: Chain, kit: { readonly auth: string; readonly sealing: string }): Bytes {
  const sealing = fromBase64url(kit.sealing, undefined);
  const hash = sha256(joinFields(labels.memberKeys, 'kit', fromBase64url(kit.auth, 32), sealing));
  const current = currentKit(chain);
  if (toBase64url(hash) !== current.keys || kit.auth !== current.auth)
    throw untrusted('the server has another kit than the chain');
  return sealing;
}

/** The grant keys of a member's periods in which its role could grant `role`, in the chain's order. */
export function grantKeysEver(chain: Chain, directory: KeyDirectory, member: string, role: GrantRole): Bytes[] {
  if (member === 'kit') return chain.kits.map(({ auth }) => fromBase64url(auth, 32));
  const periods = chain.members.get(member)?.periods ?? [];
  return periods
    .filter(({ roles }) => mayGrant(grantingRoleOf(roles), role))
    .flatMap(({ keys }) => directory.get(keys)?.grant ?? []);
}

/** The grant key of a founding doctor. No other member may open the first epoch, which contains the key sets. */
export function founderKeys(chain: Chain, directory: KeyDirectory, member: string): Bytes[] {
  const founding = chain.members.get(member)?.periods[0];
  if (founding?.sequence !== 0 || grantingRoleOf(founding.roles) !== 'care') return [];
  const grant = directory.get(founding.keys)?.grant;
  return grant === undefined ? [] : [grant];
}

/**
 * The grant key of an opener who may open an epoch now; empty if it may not. @param isActive true unless the vaults
 * state that the member is frozen or retired
 */
export function openerKeysNow(
  chain: Chain,
  directory: KeyDirectory,
  opener: string,
  isActive: (member: string) => boolean,
): Bytes[] {
  if (opener === 'kit') return [fromBase64url(currentKit(chain).auth, 32)];
  const member = chain.members.get(opener);
  if (member === undefined || member.retired !== null || !isActive(opener)) return [];
  const { keys, roles } = currentPeriod(member);
  const grant = directory.get(keys)?.grant;
  return grant === undefined || grantingRoleOf(roles) !== 'care' ? [] : [grant];
}

/** A doctor grants every role, a secretary `reception` and `settings`. */
export function mayGrant(own: SecretRole | null, role: GrantRole): boolean {
  return own === 'care' || own === role || (own !== null && role === 'settings');
}

async function readStatement(jws: string): Promise<PublicMemberKeys> {
  try {
    return await verifyMemberStatement(jws);
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause;
    throw new RecordsClientError('server_untrusted', 'a statement of keys does not verify', { cause });
  }
}

function untrusted(message: string): RecordsClientError {
  return new RecordsClientError('server_untrusted', message);
}
