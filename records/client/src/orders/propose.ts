import {
  currentPeriod,
  type Action,
  type FreezeReason,
  type PracticePurpose,
  type Role,
  type Approver,
} from '@etanche/core-vault-protocol';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { chainKeysOf } from '@etanche/core-sealing';
import { requireNewcomer } from '../members/members.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import { buildOrder } from '@etanche/vault-client';
import { postToVaults, signAs, type OrderState } from './order-progress.ts';

/** Time for the approvers; the vaults allow 30 days, and the kit's longest delay is 3. */
const lifeSeconds = 14 * 86_400;

/**
 * Proposes an order: signs it as this member (or as the kit, whose signature counts as a delayed approval) and posts it
 * to every vault, where it waits for its approvers.
 *
 * @throws VaultClientError `refused` if the vaults would never apply it, with their reasons in `failures`
 */
export async function propose(client: RecordsClient, action: Action): Promise<OrderState> {
  const { id: practice, federation } = client.practice;
  const { chain } = await client.practice.state('fresh');
  const built = buildOrder({ federation, practice, after: chain, action, lifeSeconds, now: client.environment.now });
  const signed = { payload: toBase64url(built.payload), approvals: [await signAs(client, built.hash)] };
  return postToVaults(client, signed);
}

/**
 * Proposes to enrol a registered person, after two people have compared the fingerprint in the newcomer's presence. Two
 * approvers confirm it on a vault's page.
 *
 * @param newcomer.compared the fingerprint on the newcomer's own device
 * @param newcomer.until end of the right of a substitute, in seconds; absent without an end
 * @throws RecordsClientError `fingerprint_differs`, `not_found`, `server_untrusted`
 */
export async function proposeEnrolment(
  client: RecordsClient,
  newcomer: {
    readonly member: string;
    readonly roles: readonly Role[];
    readonly compared: string;
    readonly until?: number;
  },
): Promise<OrderState> {
  const { member, roles, compared, until } = newcomer;
  const { keys } = await requireNewcomer(client, member, compared);
  const end = until === undefined ? {} : { until };
  return propose(client, { kind: 'enrol', member, roles: [...roles], ...chainKeysOf(keys), ...end });
}

/**
 * Proposes another end of the right of a member whose right ends, also after the end. The vaults and the records server
 * serve the member again once two approvers have confirmed it.
 *
 * @param until in seconds
 * @throws RecordsClientError `not_a_member` for a member whose right has no end
 */
export async function proposeRenewal(client: RecordsClient, member: string, until: number): Promise<OrderState> {
  const { chain } = await client.practice.state('fresh');
  const known = chain.members.get(member);
  if (known === undefined || known.retired !== null || known.until === null) {
    throw new RecordsClientError('not_a_member', 'the right of this member has no end');
  }
  const { auth, keys, roles } = currentPeriod(known);
  return propose(client, { kind: 'enrol', member, roles: [...roles], auth, keys, until });
}

/** Proposes a member's new seed. The vaults refuse the old keys permanently after they have applied the order. */
export async function proposeRekey(
  client: RecordsClient,
  renewed: { readonly member: string; readonly compared: string },
): Promise<OrderState> {
  const { keys } = await requireNewcomer(client, renewed.member, renewed.compared);
  return propose(client, { kind: 'rekey', member: renewed.member, ...chainKeysOf(keys) });
}

/** Proposes more units for one purpose until a time, in seconds. */
export async function proposeRaise(
  client: RecordsClient,
  raise: {
    readonly member: string;
    readonly purpose: PracticePurpose;
    readonly perDay: number;
    readonly until: number;
  },
): Promise<OrderState> {
  return propose(client, { kind: 'raise', ...raise });
}

/** Proposes a permanent freeze, which needs one approver. `freezeMember` freezes at once, for 24 hours. */
export async function proposeFreeze(client: RecordsClient, member: string, reason: FreezeReason): Promise<OrderState> {
  const freeze = toRecordId(Uint8Array.from(client.environment.random(16)));
  return propose(client, { kind: 'freeze', freeze, member, reason });
}

/** Proposes to make a freeze by the records server permanent. */
export async function proposeConfirmFreeze(client: RecordsClient, freeze: string): Promise<OrderState> {
  const { member, reason } = await findFreeze(client, freeze);
  return propose(client, { kind: 'confirm-freeze', freeze, member, reason });
}

/**
 * Proposes to end a freeze. After a suspected theft the member needs a new seed, registered by an invitation for this
 * member.
 *
 * @param compared the fingerprint on the member's own device; null to keep the seed
 */
export async function proposeThaw(client: RecordsClient, freeze: string, compared: string | null): Promise<OrderState> {
  const { member, reason } = await findFreeze(client, freeze);
  if (compared === null) return propose(client, { kind: 'thaw', freeze, member, reason });
  const { keys } = await requireNewcomer(client, member, compared);
  return propose(client, { kind: 'thaw', freeze, member, reason, rekey: chainKeysOf(keys) });
}

/**
 * Proposes to retire a member who leaves. After the order was applied, a doctor opens the next epoch (`openNextEpoch`).
 */
export async function proposeRetirement(client: RecordsClient, member: string): Promise<OrderState> {
  return propose(client, { kind: 'retire', member });
}

/** @param change cards of new approvers from a vault's approvals page, and ids of approvers to remove */
export async function proposeApprovers(
  client: RecordsClient,
  change: { readonly add: readonly Approver[]; readonly remove: readonly string[] },
): Promise<OrderState> {
  return propose(client, { kind: 'approvers', add: [...change.add], remove: [...change.remove] });
}

export async function proposeContacts(client: RecordsClient, contacts: readonly string[]): Promise<OrderState> {
  return propose(client, { kind: 'contacts', contacts: [...contacts] });
}

/** Proposes another records server's key, base64url. */
export async function proposeServer(client: RecordsClient, server: string): Promise<OrderState> {
  return propose(client, { kind: 'server', server });
}

/** Proposes to end every importer's right permanently. */
export async function proposeLive(client: RecordsClient): Promise<OrderState> {
  return propose(client, { kind: 'live' });
}

/**
 * Proposes a new epoch of the audit log after the records database was restored. It begins at the last cosigned
 * checkpoint.
 */
export async function proposeRestore(
  client: RecordsClient,
  log: { readonly logEpoch: number; readonly size: number; readonly root: string },
): Promise<OrderState> {
  return propose(client, { kind: 'restore', ...log });
}

/** Has the records server freeze a member at the vaults at once, for 24 hours at most. */
export async function freezeMember(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  member: string,
  reason: FreezeReason,
): Promise<{ readonly freeze: string; readonly vaults: number }> {
  return call('freeze', { body: { member, reason } });
}

async function findFreeze(client: Pick<RecordsClient, 'practice'>, freeze: string) {
  const { freezes } = await client.practice.state('fresh');
  const found = freezes.find((one) => one.freeze === freeze);
  if (found === undefined) throw new RecordsClientError('not_found', 'the vaults have no such freeze');
  return found;
}
