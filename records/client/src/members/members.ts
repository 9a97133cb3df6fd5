import { currentPeriod, type PersonRole, type Role } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import type { GatewayService, Member } from '@etanche/core-records-protocol';
import {
  chainKeysOf,
  keysFingerprint,
  keysHash,
  SealingError,
  verifyMemberStatement,
  type PublicMemberKeys,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import { trustDigest } from '../orders/trust.ts';
import type { RecordsClient } from '../session/client.ts';
import { writeInvitation } from './invitation-text.ts';

/**
 * A member of the practice. Name and proofs come from the server; `roles` and the statuses `active`, `frozen` and
 * `retired` come from the vaults. `waiting`: has registered keys that no order has enrolled; `invited`: has not
 * registered yet. `renewing`: an enrolled member has registered a new seed; `renewalProof` is about its keys, `proof`
 * about the keys in use. `granted` is false if the member has no grant of the newest epoch yet, and undefined if it
 * needs none. `services` are those that a gateway stated at its last sign-in; null for a person, and before the first
 * one.
 */
export type MemberEntry = {
  readonly member: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly status: 'invited' | 'waiting' | 'active' | 'frozen' | 'retired' | 'importer';
  readonly renewing: boolean;
  readonly proof: Member['proof'] | undefined;
  readonly renewalProof: Member['proof'] | undefined;
  readonly granted: boolean | undefined;
  readonly services: readonly GatewayService[] | null;
  /** End of the right of a substitute, in seconds since 1970; null without an end. */
  readonly until: number | null;
};

/**
 * Lists the members and importers of the practice.
 *
 * @param fresh reads the vaults now. The server's own reading can be half a minute old: if it does not know yet that a
 *   member is enrolled, which it must before it can tell whether the member has grants, it reads the vaults too
 */
export async function listMembers(
  { session: { call }, practice }: Pick<RecordsClient, 'session' | 'practice'>,
  fresh?: 'fresh',
): Promise<MemberEntry[]> {
  const [listed, state] = await Promise.all([call('members'), practice.state(fresh)]);
  const isBehind = listed.members.some(({ member, status }) => status === 'waiting' && state.statuses.has(member));
  const { members } = fresh === 'fresh' && isBehind ? await call('syncMembers') : listed;
  return Promise.all(members.map(async (member) => describeMember(member, state)));
}

async function describeMember(member: Member, state: PracticeState): Promise<MemberEntry> {
  const { chain, statuses } = state;
  const known = chain.members.get(member.member);
  const { proof, renewalProof, granted, services = null } = member;
  const until = known?.until ?? null;
  const common = { member: member.member, name: member.name, proof, renewalProof, granted, services, until };
  if (known !== undefined) {
    const { roles, keys } = currentPeriod(known);
    const status = statuses.get(member.member) ?? 'retired';
    const renewing = member.keys !== undefined && toBase64url(keysHash(await readKeys(member.keys))) !== keys;
    return { ...common, roles, status: known.retired === null ? status : 'retired', renewing };
  }
  if (chain.importers.has(member.member)) return { ...common, roles: [], status: 'importer', renewing: false };
  const roles = member.roles.filter((role): role is Role => role !== 'importer' && role !== 'kit');
  return { ...common, roles, status: member.keys === undefined ? 'invited' : 'waiting', renewing: false };
}

/**
 * Invites a new member, or with `member` an existing one who needs a new seed. Hand the text over in person or by a
 * trusted channel: the newcomer's device verifies practice and vaults by it.
 */
export async function invite(
  client: Pick<RecordsClient, 'session' | 'practice'>,
  person: { readonly name: string; readonly roles: readonly PersonRole[]; readonly member?: string },
): Promise<{ readonly member: string; readonly invitation: string; readonly expires: number }> {
  const { id: practice, genesis, federation } = client.practice;
  const body = { ...person, roles: [...person.roles] };
  const { member, invitation, expires } = await client.session.call('invite', { body });
  return { member, invitation: writeInvitation(invitation, trustDigest(practice, genesis, federation)), expires };
}

export async function withdrawInvitation(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  member: string,
): Promise<void> {
  await call('withdrawInvitation', { params: { member } });
}

/**
 * Registered keys as the server has them, and their fingerprint. Trust them only after the fingerprint was compared
 * with the one on the newcomer's own device.
 */
type Newcomer = {
  readonly member: string;
  readonly name: string;
  readonly keys: PublicMemberKeys;
  readonly fingerprint: string;
};

/** @throws RecordsClientError `not_found` if the person has not registered, `server_untrusted` for malformed keys */
export async function findNewcomer(
  client: Pick<RecordsClient, 'session' | 'practice'>,
  member: string,
): Promise<Newcomer> {
  const { members } = await client.session.call('syncMembers');
  const found = members.find((one) => one.member === member);
  if (found?.keys === undefined) throw new RecordsClientError('not_found', 'no person has registered under this id');
  const keys = await readKeys(found.keys);
  if (keys.practice !== client.practice.id || keys.member !== member) {
    throw new RecordsClientError('server_untrusted', 'the server gave the keys of another member');
  }
  return { member, name: found.name, keys, fingerprint: keysFingerprint(chainKeysOf(keys)) };
}

/**
 * The newcomer's keys, if they have the fingerprint that was compared (spaces, hyphens and case are ignored).
 *
 * @throws RecordsClientError `fingerprint_differs`, `not_found`, `server_untrusted`
 */
export async function requireNewcomer(
  client: Pick<RecordsClient, 'session' | 'practice'>,
  member: string,
  compared: string,
): Promise<Newcomer> {
  const newcomer = await findNewcomer(client, member);
  if (normal(newcomer.fingerprint) !== normal(compared)) {
    throw new RecordsClientError(
      'fingerprint_differs',
      'the server has other keys than those whose fingerprint was compared',
    );
  }
  return newcomer;
}

function normal(fingerprint: string): string {
  return fingerprint.replaceAll(/[\s-]/g, '').toUpperCase();
}

async function readKeys(jws: string): Promise<PublicMemberKeys> {
  try {
    return await verifyMemberStatement(jws);
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause;
    throw new RecordsClientError('server_untrusted', 'a statement of keys does not verify', { cause });
  }
}
