import { fromBase64url, type Bytes } from '@etanche/core-wire';
import { openHelp, openRecovery, parseRecoveryCode, sealingKeyFromSeed, SealingError } from '@etanche/core-sealing';
import { helpRecovery, listRecoveriesToHelp, prepareRecovery, startRecovery } from '@etanche/records-client';
import type { TrialMember } from '@etanche/trial';
import type { ScenarioResult } from '../../theft.ts';
import { alarmSummary } from '../practice/alarm-at.ts';
import { Exposure } from '../practice/exposure.ts';
import { enoughHelpers, type Help } from '../attacker/lying-server.ts';
import { scenarioResult, victims } from '../practice/records-context.ts';
import { refusal } from '../attacker/refusal.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';
import { openFiles } from '../attacker/open-files.ts';

/** An attacker's recovery: the client records its random bytes and the server's answers. */
type Attempt = { readonly request: string; readonly drawn: readonly Bytes[]; readonly helps: readonly Help[] };

/**
 * T12: a doctor's printed recovery sheet, one helper who believes that the attacker is that doctor, and the records
 * server with its database, which claims that two helped. With the defence off, the second helper gives a share to
 * anyone too.
 */
export async function runStolenSheet(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  const { practice } = attacked;
  const doctor = await practice.join(await practice.doctor.signIn(), 'Dr Feuille Perdue', ['doctor']);
  await attacked.freshMonth();
  const helpers = [attacked.member(victims.secretary), attacked.member(victims.administrator)];
  const ids = helpers.map(({ member }) => member);
  const { code } = await prepareRecovery(await doctor.signIn(), ids);
  const began = attacked.clock.now();
  say('T12 A recovery sheet, one deceived helper and the records server, which claims that two helped');
  const [defended, attempt] = await recover(context, code, helpers.slice(0, 1), ids);
  const alarms = await attacked.alarmsSince(began);
  const opened = await openAlone(context, doctor.member, code, attempt);
  say('T12 The same with a second helper who gives a share to anyone');
  const [undefended] = await recover(context, code, helpers, null);
  return scenarioResult(context, started, {
    ...{ id: 'T12', stolen: 'a doctor’s recovery sheet, one deceived helper, and the records server' },
    tried: 'the recovery with a server that claims two helpers, and the one share offline',
    then: attacked.truth.patients.length,
    undefended: undefended.persons.size,
    defended: defended.persons.size + opened.keyrings * attacked.truth.patients.length,
    ...{ alarmAt: null, alarmBy: null, bound: 0 },
    remarks: [
      `${opened.shares} share opened, ${opened.keyrings} keyrings by it; ${alarmSummary(alarms, doctor.member)}`,
      'with two deceived helpers: the tenth of a quota that a recovered key has for 24 hours',
    ],
  });
}

/**
 * @param claimed helpers that the server adds by repeating its one share under their names; null for an honest server
 */
async function recover(
  { attacked }: AttackContext,
  code: string,
  deceived: readonly TrialMember[],
  claimed: readonly string[] | null,
): Promise<[Exposure, Attempt]> {
  const { options } = await attacked.practice.person('téléphone neuf');
  const drawn: Bytes[] = [];
  const helps: Help[] = [];
  const random = (length: number): Bytes => {
    const bytes = Uint8Array.from(options.environment.random(length));
    drawn.push(bytes.slice());
    return bytes;
  };
  const fetch = claimed === null ? options.environment.fetch : enoughHelpers(claimed, (help) => helps.push(help));
  const recovery = await startRecovery({ ...options, environment: { ...options.environment, random, fetch } }, code);
  let request = '';
  for (const helper of deceived) {
    const client = await helper.signIn();
    const asked = (await listRecoveriesToHelp(client)).find((one) => one.fingerprint === recovery.fingerprint);
    if (asked === undefined) throw new Error('the helper sees no such request');
    request = asked.recovery;
    await helpRecovery(client, request, recovery.fingerprint);
  }
  const exposure = new Exposure(attacked.truth);
  const client = await recovery.finish('téléphone').catch(refusal);
  if (client !== null) await openFiles(client, attacked.places.scopes, exposure);
  return [exposure, { request, drawn, helps }];
}

/** Tries each share that the attacker can open as the whole helper secret, on the rows of the database. */
async function openAlone(
  { attacked }: AttackContext,
  member: string,
  code: string,
  { request, drawn, helps }: Attempt,
) {
  const rows = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice);
  const plan = rows?.recoveries.find((one) => one.member === member);
  if (rows === undefined || plan === undefined) throw new Error('the stolen database has no such plan');
  const owner = { practice: rows.practice, member };
  const opened = { shares: 0, keyrings: 0 };
  const [given] = helps;
  if (given === undefined) throw new Error('no helper gave a share');
  for (const seed of drawn.filter(({ length }) => length === 32)) {
    const requester = { request, sealing: await sealingKeyFromSeed(seed) };
    const help = await openHelp(fromBase64url(given.sealed, undefined), owner, given.helper, requester).catch(sealed);
    if (help === null) continue;
    opened.shares++;
    const recovery = { code: parseRecoveryCode(code), helperSecret: help.share.y };
    if ((await openRecovery(recovery, owner, plan.plan, plan.sealed).catch(sealed)) !== null) opened.keyrings++;
  }
  return opened;
}

function sealed(error: unknown): null {
  if (error instanceof SealingError) return null;
  throw error;
}
