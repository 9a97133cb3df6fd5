import { randomBytes } from 'node:crypto';
import type { Federation, PersonRole } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import {
  foundPractice,
  grant,
  invite,
  proposeEnrolment,
  register,
  type KitSheet,
  type RecordsClient,
} from '@etanche/records-client';
import type { PostedOrder } from '@etanche/vault-client';
import { approveOrder, cancelAs, registerApprover, type TrialApprover } from './approver.ts';
import { newPerson, type TrialPerson } from './person.ts';

/** Running servers, in this process or another. */
export type PracticePlace = {
  readonly federation: Federation;
  /** URL of the records server, and the origin of its page. */
  readonly serverUrl: string;
  readonly origin: string;
  readonly now: () => number;
  readonly foundingToken: () => Promise<string>;
  /** Names of the practice and its founder; those of a test by default. */
  readonly names?: { readonly practice: string; readonly founder: string };
};

/** A member with a device. `client` is the latest session, for tests that move no clock. */
export type TrialMember = TrialPerson & { readonly member: string; readonly client: RecordsClient };

/** A founded practice with its people. */
export type TrialPeople = {
  readonly practice: string;
  readonly doctor: TrialMember;
  /** In the requested order. */
  readonly members: readonly TrialMember[];
  readonly approvers: readonly [TrialApprover, TrialApprover];
  readonly sheets: readonly KitSheet[];
  /** A new, empty device. @param fetch replaces the platform's */
  person(name: string, fetch?: typeof globalThis.fetch): Promise<TrialPerson>;
  /** Approves an order on a vault's page with both approvers, or the given ones. @param order hash, base64url */
  approve(order: string, by?: readonly TrialApprover[]): Promise<PostedOrder | null>;
  cancel(order: string, by: TrialApprover): Promise<void>;
  /**
   * Invites, registers, enrols and grants a new member whose fingerprint `by` has compared.
   *
   * @param until end of their right, in seconds; absent without an end
   */
  join(by: RecordsClient, name: string, roles: readonly PersonRole[], until?: number): Promise<TrialMember>;
  /** Locks the first session of every member. */
  lockAll(): void;
};

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

/**
 * Founds a practice with a doctor and two approvers, and lets the requested members join.
 *
 * @param wanted in addition to the founder, who is a doctor and administrator
 */
export async function populatePractice(
  { federation, serverUrl, origin, now, foundingToken, names }: PracticePlace,
  wanted: readonly { readonly name: string; readonly roles: readonly PersonRole[] }[],
): Promise<TrialPeople> {
  const person = (name: string, fetch?: typeof globalThis.fetch): Promise<TrialPerson> =>
    newPerson(name, { serverUrl, origin, now, random, ...(fetch && { fetch }) });
  const [vault = { url: '' }, other = vault] = federation.vaults;
  const approvers = [
    await registerApprover(vault.url, 'Claire Approuve', random),
    await registerApprover(other.url, 'Denis Confirme', random),
  ] as const;

  const founder = await person(names?.founder ?? 'Dr Anne Fondatrice');
  const founded = await foundPractice(founder.options, {
    founding: await foundingToken(),
    federation,
    practiceName: names?.practice ?? 'Cabinet du Marché',
    founderName: founder.name,
    roles: ['doctor', 'administrator'],
    approvers: approvers.map(({ approver, card }) => ({ approver, card })),
    contacts: ['alertes@cabinet.example'],
    passkeyName: 'ordinateur',
  });
  // An unlocked session waits for its idle limit and keeps the process alive in the meantime.
  const sessions: RecordsClient[] = [founded.client];
  const practice = founded.client.practice.id;
  const approve = (order: string, by: readonly TrialApprover[] = approvers) =>
    approveOrder(federation, practice, order, by);
  const join: TrialPeople['join'] = async (by, name, roles, until) => {
    const newcomer = await person(name);
    const { member, invitation } = await invite(by, { name, roles });
    const registered = await register(newcomer.options, { invitation, passkeyName: 'ordinateur' });
    sessions.push(registered.client);
    const compared = registered.fingerprint;
    const { order } = await proposeEnrolment(by, { member, roles, compared, ...(until !== undefined && { until }) });
    await approve(order);
    await grant(by, member);
    await registered.client.practice.refresh();
    return { ...newcomer, member, client: registered.client };
  };
  const doctor = { ...founder, member: founded.client.session.member, client: founded.client };
  const members: TrialMember[] = [];
  for (const { name, roles } of wanted) members.push(await join(doctor.client, name, roles));

  return {
    ...{ practice, doctor, members, approvers, sheets: founded.sheets, person, approve, join },
    cancel: (order, by) => cancelAs(federation, practice, order, by),
    lockAll() {
      for (const session of sessions) session.session.lock();
    },
  };
}
