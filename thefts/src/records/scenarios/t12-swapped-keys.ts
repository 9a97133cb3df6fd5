import { isEtancheError, toBase64url } from '@etanche/core-wire';
import { keysHash, memberKeysFromSeed, publicKeysOf, signMemberStatement } from '@etanche/core-sealing';
import {
  findNewcomer,
  grant,
  invite,
  openNextEpoch,
  pendingOrders,
  proposeEnrolment,
  register,
  signIn,
  type RecordsClient,
} from '@etanche/records-client';
import type { ScenarioResult } from '../../theft.ts';
import { routeOver } from '../attacker/corrupt-vault.ts';
import { Exposure } from '../practice/exposure.ts';
import { keepKeys, swappedKeys } from '../attacker/lying-server.ts';
import { openGrants } from '../attacker/open-grants.ts';
import { openScopes } from '../attacker/open-offline.ts';
import { scenarioResult } from '../practice/records-context.ts';
import { refusal } from '../attacker/refusal.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { stealRows } from '../attacker/stolen-rows.ts';

/**
 * T12: the records server substitutes the attacker's keys for those of a new member at enrolment and at the grant. The
 * attacker runs the server, has the database too, and waits for grants sealed to their keys.
 */
export async function runSwappedKeys(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, now, say } = context;
  const started = now();
  await attacked.freshMonth();
  say('T12 The server swaps a new member’s keys');
  const defended = await enrolSwapped(context, true);
  say('T12 The same without a comparison of the new member’s fingerprint');
  const undefended = await enrolSwapped(context, false);
  return scenarioResult(context, started, {
    id: 'T12',
    stolen: 'the records server, which swaps a new member’s keys, and its database',
    tried:
      'the attacker’s keys at the enrolment, at the grant and at the next epoch, then every grant and its key at the vaults',
    then: attacked.truth.patients.length,
    undefended: undefended.exposure.persons.size,
    defended: defended.exposure.persons.size,
    alarmAt: null,
    alarmBy: null,
    bound: 0,
    remarks: [`the client refused: ${defended.refusals.join(', ')}`],
  });
}

async function enrolSwapped(context: AttackContext, compares: boolean) {
  const { attacked, random } = context;
  const { practice } = attacked;
  const honest = await practice.doctor.signIn();
  const device = await practice.person('Dr Nouvelle');
  const { member, invitation } = await invite(honest, { name: device.name, roles: ['doctor'] });
  const newcomer = await register(device.options, { invitation, passkeyName: 'ordinateur' });

  const keys = await memberKeysFromSeed(random(32));
  const published = publicKeysOf(practice.practice, member, keys);
  const statement = await signMemberStatement(published, keys.auth);
  const fetch = swappedKeys(member, statement);
  const refusals: string[] = [];
  const deceive = async (step: (doctor: RecordsClient) => Promise<unknown>): Promise<void> => {
    try {
      await step(
        await signIn({ ...practice.doctor.options, environment: { ...practice.doctor.options.environment, fetch } }),
      );
    } catch (error) {
      if (!isEtancheError(error)) throw error;
      refusals.push(error.code);
    }
  };
  await deceive(async (doctor) => {
    const shown = (await findNewcomer(doctor, member)).fingerprint;
    const compared = compares ? newcomer.fingerprint : shown;
    await proposeEnrolment(doctor, { member, roles: ['doctor'], compared });
  });
  // If an honest client proposes the new member's own keys, the approvers see the same fingerprint.
  if (compares) await proposeEnrolment(honest, { member, roles: ['doctor'], compared: newcomer.fingerprint });
  const waiting = (await pendingOrders(honest)).find(
    ({ content: { action } }) => action.kind === 'enrol' && action.member === member,
  );
  if (waiting === undefined) throw new Error('no enrolment is pending');
  await practice.approve(waiting.order);
  const { action } = waiting.content;
  const swapped = action.kind === 'enrol' && action.keys === toBase64url(keysHash(published));
  if (swapped) await keepKeys(attacked.recordsDatabase, published, statement);
  await deceive((doctor) => grant(doctor, member));
  await deceive((doctor) => openNextEpoch(doctor));

  const exposure = new Exposure(attacked.truth);
  const rows = (await stealRows(attacked.recordsDatabase)).get(practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  const holder = { id: member, keys: keysHash(published), sealing: keys.sealing };
  const secrets = await openGrants(rows, [holder]);
  if (secrets !== null) {
    const vaults = honest.practice.federation.vaults.map(({ index }) => index);
    const attacker = { ...honest, secrets: { keys: () => keys } };
    const route = await routeOver(attacker, context.group, honest.environment.fetch, {
      purpose: 'scope',
      vaults,
      draw: 'quota',
    });
    const evaluation = async (_: string, input: Uint8Array<ArrayBuffer>) => (await route([input]).catch(refusal)) ?? [];
    await openScopes(rows, secrets, evaluation, exposure, attacked.places.scopes.slice(0, 5));
  }
  return { exposure, refusals };
}
