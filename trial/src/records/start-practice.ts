import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Bytes, Role } from '@etanche/core-protocol';
import {
  foundPractice,
  grant,
  invite,
  proposeEnrolment,
  register,
  type KitSheet,
  type Unlocked,
} from '@etanche/records-client';
import type { Logger } from '@etanche/platform';
import type { RecordsConfig } from '@etanche/records-server';
import type { PostedOrder } from '@etanche/vault-client';
import type { VaultConfig } from '@etanche/vault-server';
import { approveOrder, cancelAs, registerApprover, type TrialApprover } from './approver.ts';
import { newPerson, type TrialPerson } from './person.ts';
import { startServers, type TrialServers } from './start-servers.ts';
import type { TrialClock } from './trial-clock.ts';

export type PracticeOptions = {
  /** Seeds, keys and binaries are in it. */
  readonly directory: string;
  /** PostgreSQL server on which each vault and the records server have a database of their own, `<prefix>_…`. */
  readonly databaseServer: string;
  readonly databasePrefix: string;
  readonly vaults: number;
  readonly threshold: number;
  readonly vaultConfig: Partial<Omit<VaultConfig, 'directory' | 'operators' | 'listen'>>;
  readonly recordsConfig: Partial<RecordsConfig>;
  readonly clock: TrialClock;
  readonly logger: Logger | undefined;
  /** Members besides the founder, who is a doctor and administrator. */
  readonly members: readonly { readonly name: string; readonly roles: readonly Role[] }[];
};

/** A member with its device. `unlocked` is the newest session, for tests that move no clock. */
export type TrialMember = TrialPerson & { readonly member: string; readonly unlocked: Unlocked };

/** A founded practice on running servers. */
export type TrialPractice = AsyncDisposable & {
  readonly servers: TrialServers;
  readonly practice: string;
  readonly clock: TrialClock;
  readonly doctor: TrialMember;
  /** In the order of `PracticeOptions.members`. */
  readonly members: readonly TrialMember[];
  readonly approvers: readonly [TrialApprover, TrialApprover];
  readonly sheets: readonly KitSheet[];
  /** A device that has nothing yet. @param fetch in place of the platform's */
  person(name: string, fetch?: typeof globalThis.fetch): Promise<TrialPerson>;
  /** Both approvers, or those given, approve an order as on a vault's page. @param order hash, base64url */
  approve(order: string, by?: readonly TrialApprover[]): Promise<PostedOrder | null>;
  cancel(order: string, by: TrialApprover): Promise<void>;
  /** Invites, registers, enrols and grants: somebody new, of whom `by` has compared the fingerprint. */
  join(by: Unlocked, name: string, roles: readonly Role[]): Promise<TrialMember>;
};

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

/**
 * Starts vaults, a records server and a practice with a doctor, two approvers and the members asked for: everything real,
 * in this process. Whoever runs it holds every seed and every key: it shows how things work and protects nobody.
 */
export async function startPractice(options: PracticeOptions): Promise<TrialPractice> {
  await using building = new AsyncDisposableStack();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  const servers = building.use(await startServers(options));
  const { federation, records, origin } = servers;
  const { clock } = options;
  const person = (name: string, fetch?: typeof globalThis.fetch): Promise<TrialPerson> =>
    newPerson(name, { serverUrl: records.url, origin, now: clock.now, random, ...(fetch && { fetch }) });
  const [vault = { url: '' }, other = vault] = federation.vaults;
  const approvers = [
    await registerApprover(vault.url, 'Claire Approuve', random),
    await registerApprover(other.url, 'Denis Confirme', random),
  ] as const;

  const founder = await person('Dr Anne Fondatrice');
  const founded = await foundPractice(founder.options, {
    founding: await servers.foundingToken(),
    federation,
    practiceName: 'Cabinet du Marché',
    founderName: founder.name,
    roles: ['doctor', 'administrator'],
    approvers: approvers.map(({ approver, card }) => ({ approver, card })),
    contacts: ['alertes@cabinet.example'],
    passkeyName: 'ordinateur',
  });
  const { practice } = founded.unlocked;
  const approve = (order: string, by: readonly TrialApprover[] = approvers) =>
    approveOrder(federation, practice, order, by);
  const join = async (by: Unlocked, name: string, roles: readonly Role[]): Promise<TrialMember> => {
    const newcomer = await person(name);
    const { member, invitation } = await invite(by, { name, roles });
    const registered = await register(newcomer.options, { invitation, passkeyName: 'ordinateur' });
    const { order } = await proposeEnrolment(by, { member, roles, compared: registered.fingerprint });
    await approve(order);
    if (roles.some((role) => role !== 'administrator')) await grant(by, member);
    await registered.unlocked.refresh();
    return { ...newcomer, member, unlocked: registered.unlocked };
  };
  const doctor = { ...founder, member: founded.unlocked.member, unlocked: founded.unlocked };
  const members: TrialMember[] = [];
  for (const { name, roles } of options.members) members.push(await join(doctor.unlocked, name, roles));

  const running = building.move();
  return {
    ...{ servers, practice, clock, doctor, members, approvers, sheets: founded.sheets, person, approve, join },
    cancel: (order, by) => cancelAs(federation, practice, order, by),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
