import { type Action } from '@etanche/core-vault-protocol';
import { fromBase64url, sha256, toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { proposeApprovers, type RecordsClient } from '@etanche/records-client';
import { assertBy, registerApprover, type TrialApprover } from '@etanche/trial';
import { buildOrder, postOrder, timerSleep, type SigningKey } from '@etanche/vault-client';
import type { ScenarioResult } from '../../theft.ts';
import { Exposure } from '../practice/exposure.ts';
import { copySecrets, openScopes } from '../attacker/open-offline.ts';
import type { StolenSecrets } from '../attacker/stolen-secrets.ts';
import { scenarioResult } from '../practice/records-context.ts';
import { refusal } from '../attacker/refusal.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { scopeTarget } from '../attacker/scope-target.ts';
import { stealRows, type StolenRows } from '../attacker/stolen-rows.ts';
import { keyHolder } from '../attacker/key-holder.ts';
import { VaultAttacker } from '../attacker/vault-attacker.ts';

/** The corrupt vault, which issued the cards. */
const corrupt = 1;

type StolenData = { readonly rows: StolenRows; readonly secrets: StolenSecrets };

/**
 * T6: one vault issued the cards of two approvers and put keys of its own into both. It signs as both, enrols its own
 * doctor, and redirects the alarms to itself. (No importer: the practice is live.) To have data to open, the attacker
 * also gets the records database and a doctor's secrets. With the defence off, the cards are from two vaults.
 */
export async function runBothApprovers(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, random, say, now } = context;
  const started = now();
  const { practice } = attacked;
  const [first, second] = practice.approvers;
  const vault = practice.servers.federation.vaults.find(({ index }) => index === corrupt);
  say('T6  One vault that issued two approvers’ cards signs as both: a doctor of its own');
  const third = await registerApprover(vault?.url ?? '', 'Élodie Seconde', random);
  const doctor = await practice.doctor.signIn();
  const { order } = await proposeApprovers(doctor, {
    add: [{ approver: third.approver, card: third.card }],
    remove: [],
  });
  await practice.approve(order);
  const source = { rows: await rowsOf(context), secrets: copySecrets(doctor) };
  const [defended, undefended] = await attacked.withoutQuotas(async () => [
    await orderAs(context, doctor, [first, third], source),
    await orderAs(context, doctor, [first, second], source),
  ]);
  doctor.session.lock();
  return scenarioResult(context, started, {
    ...{
      id: 'T6',
      stolen: 'one vault of three that issued two approvers’ cards',
      bound: 0,
      alarmAt: null,
      alarmBy: null,
    },
    tried: `${defended.tried} orders signed as both approvers, then every file with the keys in them`,
    then: null,
    undefended: undefended.exposure.persons.size,
    defended: defended.applied.length > 0 ? attacked.truth.patients.length : defended.exposure.persons.size,
    remarks: [
      `applied: ${defended.applied.join(', ') || 'nothing'}; with cards of two vaults: ${undefended.applied.join(', ')}`,
    ],
  });
}

type Ordered = { readonly tried: number; readonly applied: readonly string[]; readonly exposure: Exposure };

/** Signs orders as these approvers, and opens what the vaults evaluate for the keys in them. */
async function orderAs(
  context: AttackContext,
  doctor: Pick<RecordsClient, 'environment' | 'practice' | 'secrets'>,
  approvers: readonly TrialApprover[],
  { rows, secrets }: StolenData,
): Promise<Ordered> {
  const { attacked, group, random } = context;
  const { federation, id: practice } = doctor.practice;
  const now = attacked.clock.now;
  const key = await newKey();
  const named = { auth: toBase64url(key.publicKey), keys: toBase64url(sha256(key.publicKey)) };
  const actions: Action[] = [
    { kind: 'enrol', member: newId(random), roles: ['doctor'], ...named },
    { kind: 'contacts', contacts: ['voleur@exemple.fr'] },
  ];
  const applied: string[] = [];
  for (const action of actions) {
    const { chain } = await doctor.practice.state('fresh');
    const built = buildOrder({ federation, practice, after: chain, action, lifeSeconds: 3600, now });
    const approvals = approvers.map(async (approver) => {
      const assertion = await assertBy(approver, built.hash);
      return { by: 'approver', approver: approver.approver, assertion } as const;
    });
    const signedOrder = { payload: toBase64url(built.payload), approvals: await Promise.all(approvals) };
    const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
    const posted = await postOrder({ ...transport, federation, signedOrder }).catch(refusal);
    if (posted?.applied === true) applied.push(action.kind);
  }
  const keys = { auth: key, author: key, grant: key, sealing: doctor.secrets.keys().sealing };
  const { timeoutMs } = doctor.practice.vaults;
  const options = { environment: { ...doctor.environment, random, now }, timeoutMs };
  const attacker = new VaultAttacker(keyHolder(practice, federation, options, keys), group, null);
  const exposure = await openWith(attacker, { rows, secrets }, new Exposure(attacked.truth));
  return { tried: actions.length, applied, exposure };
}

/** Opens what the vaults evaluate for an attacker, with the stolen data. */
export async function openWith(
  attacker: VaultAttacker,
  { rows, secrets }: StolenData,
  exposure: Exposure,
): Promise<Exposure> {
  const scopes = Array.from(rows.scopes).filter(([, { purpose }]) => purpose === 'scope');
  const inputs = scopes.map(([scope, { element }]) =>
    scopeTarget(secrets.scopeRoot, rows.practice, 'scope', scope, element),
  );
  await attacker.take('scope', await Promise.all(inputs), 'quota', Infinity);
  const evaluation = (_: string, input: Bytes): readonly Bytes[] => {
    const output = attacker.output('scope', input);
    return output === undefined ? [] : [output];
  };
  await openScopes(rows, secrets, evaluation, exposure);
  return exposure;
}

export async function rowsOf({ attacked }: AttackContext): Promise<StolenRows> {
  const rows = (await stealRows(attacked.recordsDatabase)).get(attacked.practice.practice);
  if (rows === undefined) throw new Error('the stolen database has no such practice');
  return rows;
}

/** An Ed25519 key pair of the attacker. */
export async function newKey(): Promise<SigningKey> {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const { x = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  return { privateKey: pair.privateKey, publicKey: fromBase64url(x, 32) };
}

export function newId(random: (length: number) => Bytes): string {
  return toRecordId(random(16));
}
