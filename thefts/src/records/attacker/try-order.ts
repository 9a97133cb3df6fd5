import { type Action, type Approver } from '@etanche/core-vault-protocol';
import { toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { buildOrder, postOrder } from '@etanche/vault-client';
import type { RecordsClient } from '@etanche/records-client';
import { forgeApprovals, type Forger, type Forgery } from './forged-approvals.ts';
import { refusal } from './refusal.ts';

export type Tried = {
  readonly kind: Action['kind'];
  readonly forgeries: number;
  /** Whether the vaults stored it as pending: an order that lacks only approvals. */
  readonly waits: boolean;
  readonly applied: boolean;
};

const lifeSeconds = 86_400;
/** Most approvals in one request; invalid ones are skipped and do not affect the others. */
const mostApprovals = 24;

/**
 * Posts an order with every forgery. Approvals that a vault stored count for the next request.
 *
 * @param more forgeries in addition to those of `forgeApprovals`
 */
export async function tryOrder(
  forger: Forger,
  action: Action,
  more: (hash: Bytes) => Promise<readonly Forgery[]> = () => Promise.resolve([]),
): Promise<Tried> {
  const { id: practice, federation, vaults } = forger.client.practice;
  const { now } = forger.client.environment;
  const { chain } = await forger.client.practice.state('fresh');
  const { payload, hash } = buildOrder({ federation, practice, after: chain, action, lifeSeconds, now });
  const forgeries = [...(await forgeApprovals(forger, hash)), ...(await more(hash))];
  const [own] = forgeries[0]?.approvals ?? [];
  const forged = forgeries.flatMap(({ approvals }) => approvals.filter((approval) => approval !== own));
  const statuses: string[] = [];
  for (let at = 0; at < forged.length; at += mostApprovals - 1) {
    const approvals = [...(own === undefined ? [] : [own]), ...forged.slice(at, at + mostApprovals - 1)];
    const signedOrder = { payload: toBase64url(payload), approvals };
    const posted = await postOrder({ ...vaults, federation, signedOrder }).catch(refusal);
    statuses.push(...(posted?.answers ?? []).map(({ answer }) => answer.status));
  }
  return {
    kind: action.kind,
    forgeries: forgeries.length,
    waits: statuses.includes('waiting'),
    applied: statuses.some((status) => status !== 'waiting'),
  };
}

/**
 * All orders that would benefit an attacker.
 *
 * @param own an approver's card and keys of the attacker
 * @param freeze one that is active
 */
export function selfServingActions(
  { session: { member }, environment }: Pick<RecordsClient, 'session' | 'environment'>,
  own: { readonly approver: Approver; readonly keys: { readonly auth: string; readonly keys: string } },
  victims: readonly string[],
  freeze: { readonly freeze: string; readonly member: string },
): Action[] {
  const { random, now } = environment;
  const id = (): string => toRecordId(Uint8Array.from(random(16)));
  const until = Math.floor(now() / 1000) + 86_400;
  return [
    { kind: 'raise', member, purpose: 'scope', perDay: 240, until },
    { kind: 'enrol', member: id(), roles: ['doctor'], ...own.keys },
    { kind: 'importer', importer: id(), patients: 1000, search: 1000, until, ...own.keys },
    { kind: 'rekey', member, ...own.keys },
    { kind: 'approvers', add: [own.approver], remove: [...victims].slice(0, 1) },
    { kind: 'kit', kit: own.keys },
    { kind: 'server', server: own.keys.auth },
    { kind: 'contacts', contacts: ['voleur@example.org'] },
    { kind: 'restore', logEpoch: 2, size: 0, root: own.keys.keys },
    { kind: 'thaw', ...freeze, reason: 'precaution' },
    { kind: 'retire', member: freeze.member },
  ];
}
