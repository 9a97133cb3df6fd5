import { toBase64url } from '@etanche/core-protocol';
import { keysHash, memberKeysFromSeed, publicKeysOf } from '@etanche/core-sealing';
import { freezeMember } from '@etanche/records-client';
import { registerApprover } from '@etanche/trial';
import type { ScenarioResult } from '../theft.ts';
import { alarmAt, filesAlone, told } from './alarm-at.ts';
import { readHistory, type Forger } from './forged-approvals.ts';
import { fromServer } from './row-source.ts';
import { boundsOf, scenarioResult, victims } from './records-context.ts';
import { greedy, robMember } from './rob-member.ts';
import type { Robbery } from './robbery.ts';
import { stealRows } from './stolen-rows.ts';
import { selfServingActions, tryOrder, type Tried } from './try-order.ts';

/**
 * T14 without screens: the attacker controls the page's script. It has the victim's unlocked session and can have the
 * device's passkey sign any challenge for the records page. It first tries to order more for itself, then reads files
 * for a day.
 */
export async function runCorruptedClient(robbery: Robbery): Promise<ScenarioResult> {
  const { robbed, now, say } = robbery;
  const started = now();
  const of = robbed.truth.patients.length;
  say(
    'T14 A corrupted client orders more units, members, approvers and keys for itself; then it reads files for a day',
  );
  await robbed.freshMonth();
  const orders = await orderMore(robbery);
  const defended = await robPage(robbery);
  say('T14 The same client while the vaults count nothing');
  const undefended = await robbed.withoutQuotas(() => robPage(robbery));
  const tried = orders.reduce((sum, { forgeries }) => sum + forgeries, 0);
  const named = (which: 'applied' | 'waits') =>
    orders.flatMap((order) => (order[which] ? [order.kind] : [])).join(', ');
  return scenarioResult(robbery, started, {
    id: 'T14',
    stolen: 'the page of a doctor with the attacker’s script, 24 h',
    tried: `${orders.length} orders with ${tried} forged approvals, then ${defended.opened} files`,
    then: null,
    undefended: undefended.files,
    // An applied order counts as full success, whatever was read.
    defended: orders.some(({ applied }) => applied) ? of : defended.files,
    alarmAt: defended.alarmAt,
    alarmBy: robbed.quotas.alarm.files.hour.floor,
    bound: boundsOf(robbery, 'doctor').records,
    remarks: [`pending orders: ${named('waits')}`, `orders applied: ${named('applied') || 'none'}`, defended.told],
  });
}

async function robPage(robbery: Robbery) {
  const { robbed } = robbery;
  await robbed.freshMonth();
  const doctor = robbed.member(victims.doctor);
  const keys = (await stealRows(robbed.recordsDatabase)).get(robbed.practice.practice)?.keys ?? [];
  const { files, opened, granted, began } = await robMember(robbery, doctor, greedy, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
  const rung = await robbed.alarmsSince(began);
  return {
    ...{ files: files.records.size, opened: opened.scope },
    alarmAt: alarmAt(rung, granted, doctor.member, filesAlone, robbed.quotas.people),
    told: told(rung, doctor.member),
  };
}

async function orderMore({ robbed, random }: Robbery): Promise<Tried[]> {
  const { practice } = robbed;
  const { federation, origin } = practice.servers;
  const unlocked = await robbed.member(victims.doctor).signIn();
  const frozen = robbed.member(victims.administrator).member;
  const { freeze } = await freezeMember(unlocked, frozen, 'precaution');
  const own = await registerApprover(federation.vaults[0]?.url ?? '', 'Quelqu’un', random);
  const keys = await memberKeysFromSeed(random(32));
  const published = publicKeysOf(practice.practice, unlocked.member, keys);
  const forger: Forger = {
    ...{ unlocked, own, victims: practice.approvers, page: origin, keys: [keys.auth] },
    history: await readHistory(unlocked),
  };
  const hashed = { auth: toBase64url(published.auth), keys: toBase64url(keysHash(published)) };
  const actions = selfServingActions(
    unlocked,
    { approver: { approver: own.approver, card: own.card }, keys: hashed },
    practice.approvers.map(({ approver }) => approver),
    { freeze, member: frozen },
  );
  const tried: Tried[] = [];
  for (const action of actions) tried.push(await tryOrder(forger, action));
  return tried;
}
