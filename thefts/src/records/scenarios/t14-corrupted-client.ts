import { toBase64url } from '@etanche/core-wire';
import { keysHash, memberKeysFromSeed, publicKeysOf } from '@etanche/core-sealing';
import { freezeMember } from '@etanche/records-client';
import { registerApprover } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { alarmAt, filesAlone, alarmSummary } from '../practice/alarm-at.ts';
import { readHistory, type Forger } from '../attacker/forged-approvals.ts';
import { fromServer } from '../attacker/row-source.ts';
import { boundsOf, scenarioResult, victims } from '../practice/records-context.ts';
import { fastPace, attackAsMember } from '../attacker/attack-as-member.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import { selfServingActions, tryOrder, type Tried } from '../attacker/try-order.ts';

/**
 * T14 without screens: the attacker controls the page's script. It has the victim's unlocked session and can have the
 * device's passkey sign any challenge for the records page. It first tries to order more for itself, then reads files
 * for a day.
 */
export async function runCorruptedClient(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  const of = attacked.truth.patients.length;
  say(
    'T14 A corrupted client orders more units, members, approvers and keys for itself; then it reads files for a day',
  );
  await attacked.freshMonth();
  const orders = await orderMore(context);
  const defended = await attackAsPage(context);
  say('T14 The same client while the vaults count nothing');
  const undefended = await attacked.withoutQuotas(() => attackAsPage(context));
  const tried = orders.reduce((sum, { forgeries }) => sum + forgeries, 0);
  const named = (which: 'applied' | 'waits') =>
    orders.flatMap((order) => (order[which] ? [order.kind] : [])).join(', ');
  return scenarioResult(context, started, {
    id: 'T14',
    stolen: 'the page of a doctor with the attacker’s script, 24 h',
    tried: `${orders.length} orders with ${tried} forged approvals, then ${defended.opened} files`,
    then: null,
    undefended: undefended.files,
    // An applied order counts as full success, whatever was read.
    defended: orders.some(({ applied }) => applied) ? of : defended.files,
    alarmAt: defended.alarmAt,
    alarmBy: attacked.quotas.alarm.files.hour.floor,
    bound: boundsOf(context, 'doctor').records,
    remarks: [
      `pending orders: ${named('waits')}`,
      `orders applied: ${named('applied') || 'none'}`,
      defended.alarmSummary,
    ],
  });
}

async function attackAsPage(context: AttackContext) {
  const { attacked } = context;
  await attacked.freshMonth();
  const doctor = attacked.member(victims.doctor);
  const keys = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice)?.keys ?? [];
  const { files, opened, granted, began } = await attackAsMember(context, doctor, fastPace, 1, async (signIn) =>
    fromServer(await signIn(), keys),
  );
  const alarms = await attacked.alarmsSince(began);
  return {
    ...{ files: files.records.size, opened: opened.scope },
    alarmAt: alarmAt(alarms, granted, doctor.member, filesAlone, attacked.quotas.people),
    alarmSummary: alarmSummary(alarms, doctor.member),
  };
}

async function orderMore({ attacked, random }: AttackContext): Promise<Tried[]> {
  const { practice } = attacked;
  const { federation, origin } = practice.servers;
  const client = await attacked.member(victims.doctor).signIn();
  const frozen = attacked.member(victims.administrator).member;
  const { freeze } = await freezeMember(client, frozen, 'precaution');
  const own = await registerApprover(federation.vaults[0]?.url ?? '', 'Quelqu’un', random);
  const keys = await memberKeysFromSeed(random(32));
  const published = publicKeysOf(practice.practice, client.session.member, keys);
  const forger: Forger = {
    ...{ client, own, victims: practice.approvers, page: origin, keys: [keys.auth] },
    history: await readHistory(client),
  };
  const hashed = { auth: toBase64url(published.auth), keys: toBase64url(keysHash(published)) };
  const actions = selfServingActions(
    client,
    { approver: { approver: own.approver, card: own.card }, keys: hashed },
    practice.approvers.map(({ approver }) => approver),
    { freeze, member: frozen },
  );
  const tried: Tried[] = [];
  for (const action of actions) tried.push(await tryOrder(forger, action));
  return tried;
}
