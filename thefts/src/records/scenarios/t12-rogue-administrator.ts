import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Action } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url, type Bytes } from '@etanche/core-wire';
import { keysHash, publicKeysOf, signingKeyFromSeed } from '@etanche/core-sealing';
import {
  grant,
  invite,
  openNextEpoch,
  pendingOrders,
  register,
  type Registration,
  type RecordsClient,
} from '@etanche/records-client';
import { registerApprover, type TrialPerson } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { oneApproverTwice, readHistory, type Forger } from '../attacker/forged-approvals.ts';
import { Exposure } from '../practice/exposure.ts';
import { scenarioResult, victims } from '../practice/records-context.ts';
import { refusal } from '../attacker/refusal.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { openFiles } from '../attacker/open-files.ts';
import { tryOrder, type Tried } from '../attacker/try-order.ts';

type Accomplice = TrialPerson & Registration & { readonly member: string };

/**
 * T12: the right to add members, plus the records server's key and one of the two approvers. A rogue administrator
 * invites accomplices as doctors and tries every way to order their enrolment.
 */
export async function runRogueAdministrator(context: AttackContext, accomplices: number): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  await attacked.freshMonth();
  say(
    `T12 A rogue administrator, one rogue approver and the server’s key: ${accomplices} doctors invited and enrolled`,
  );
  const defended = await enrolAll(context, accomplices, false);
  say('T12 The same with approvers who sign everything');
  const undefended = await enrolAll(context, Math.min(accomplices, 5), true);
  const forgeries = defended.tried.reduce((sum, order) => sum + order.forgeries, 0);
  return scenarioResult(context, started, {
    id: 'T12',
    stolen: 'the right to add members, the server’s key and one approver',
    tried: `${accomplices} doctors enrolled with ${forgeries} sets of forged approvals, while a new epoch opened`,
    then: attacked.truth.patients.length,
    undefended: undefended.exposure.persons.size,
    defended: defended.exposure.persons.size,
    alarmAt: null,
    alarmBy: null,
    bound: 0,
    remarks: [
      `${defended.tried.filter(({ waits }) => waits).length} orders pending, ${defended.enrolled} doctors enrolled, ` +
        `${defended.secrets} granted secrets`,
      `with approvers who sign anything: ${undefended.enrolled} enrolled, ${undefended.secrets} granted secrets`,
    ],
  });
}

async function enrolAll({ attacked, random }: AttackContext, count: number, careless: boolean) {
  const { practice, truth, places } = attacked;
  const { federation, origin } = practice.servers;
  const administrator = await attacked.member(victims.administrator).signIn();
  const own = await registerApprover(federation.vaults[0]?.url ?? '', 'Quelqu’un', random);
  const server = await signingKeyFromSeed(serverSeed(attacked.directory));
  const tried: Tried[] = [];
  const accomplices: Accomplice[] = [];
  for (let i = 0; i < count; i++) {
    const accomplice = await bringIn(attacked.practice, administrator, `Dr Complice ${i}`);
    accomplices.push(accomplice);
    const forger: Forger = {
      ...{ client: administrator, own, victims: practice.approvers, page: origin },
      keys: [server, accomplice.client.secrets.keys().auth],
      history: await readHistory(administrator),
    };
    const action: Action = { kind: 'enrol', member: accomplice.member, roles: ['doctor'], ...hashed(accomplice) };
    tried.push(await tryOrder(forger, action, async (hash) => [await oneApproverTwice(forger, hash)]));
    if (careless) await signAnything(practice, administrator, accomplice.member);
  }
  const doctor = await practice.doctor.signIn();
  await openNextEpoch(doctor);
  const exposure = new Exposure(truth);
  let [enrolled, secrets] = [0, 0];
  for (const [i, { client, member }] of accomplices.entries()) {
    await grant(doctor, member).catch(refusal);
    await client.practice.refresh();
    if (client.practice.status() === 'active') enrolled++;
    if (client.secrets.isGranted()) secrets++;
    await openFiles(client, places.scopes.slice(i), exposure);
  }
  return { tried, exposure, enrolled, secrets };
}

async function bringIn(
  practice: AttackContext['attacked']['practice'],
  by: Pick<RecordsClient, 'session' | 'practice'>,
  name: string,
): Promise<Accomplice> {
  const device = await practice.person(name);
  const { member, invitation } = await invite(by, { name, roles: ['doctor'] });
  return { ...device, ...(await register(device.options, { invitation, passkeyName: 'ordinateur' })), member };
}

function hashed({ client, member }: Accomplice): { auth: string; keys: string } {
  const keys = publicKeysOf(client.practice.id, member, client.secrets.keys());
  return { auth: toBase64url(keys.auth), keys: toBase64url(keysHash(keys)) };
}

/** Defence off: both approvers sign every pending order for this member. */
async function signAnything(
  practice: AttackContext['attacked']['practice'],
  administrator: Pick<RecordsClient, 'practice'>,
  member: string,
): Promise<void> {
  for (const { order, content } of await pendingOrders(administrator)) {
    if (content.action.kind === 'enrol' && content.action.member === member) await practice.approve(order);
  }
}

/** The records server's key, from its file. */
function serverSeed(directory: string): Bytes {
  const file = JSON.parse(readFileSync(join(directory, 'records', 'server-key.json'), 'utf8')) as {
    readonly seed: string;
  };
  return fromBase64url(file.seed, 32);
}
