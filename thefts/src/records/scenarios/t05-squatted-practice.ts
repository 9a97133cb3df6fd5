import { orderHash, practicesPath, type Action, type Order } from '@etanche/core-vault-protocol';
import { toBase64url, utf8 } from '@etanche/core-wire';
import { openDatabase, Secret } from '@etanche/platform';
import { registerApprover } from '@etanche/trial';
import { buildGenesis, signOrder, type SigningKey } from '@etanche/vault-client';
import type { ScenarioResult } from '../../theft.ts';
import { Exposure } from '../practice/exposure.ts';
import { copySecrets } from '../attacker/open-offline.ts';
import { scenarioResult } from '../practice/records-context.ts';
import type { AttackContext } from '../practice/attack-context.ts';
import { readServerKey } from '../attacker/server-key-attack.ts';
import { newId, newKey, openWith, rowsOf } from './t06-both-approvers.ts';
import { keyHolder } from '../attacker/key-holder.ts';
import { VaultAttacker } from '../attacker/vault-attacker.ts';

/** Vaults that do not know the practice: their stores are older than it. */
const lost = [2, 3];

/**
 * T5: with the records server's key the attacker founds a practice under the victim's id, with a doctor of their own,
 * at vaults that do not know the practice. To have data to open, the attacker also gets the records database and a
 * doctor's secrets. With the defence off, the vaults have accepted the genesis.
 */
export async function runSquattedPractice(context: AttackContext): Promise<ScenarioResult> {
  const { attacked, group, random, say, now } = context;
  const started = now();
  const { servers, practice, doctor } = attacked.practice;
  const { federation } = servers;
  say('T5  The server’s key founds the victim’s id at two vaults whose stores are older than the practice');
  const client = await doctor.signIn();
  const source = { rows: await rowsOf(context), secrets: copySecrets(client) };
  const { sealing } = client.secrets.keys();
  client.session.lock();
  await attacked.loseStores(lost);
  const key = await newKey();
  const action = await attackersGenesis(context, key);
  const answers: string[] = [];
  const founding = { federation, action, lifeSeconds: 3600, now: attacked.clock.now };
  const serverKey = await readServerKey(servers.recordsConfig.directory);
  // Under the victim's id, and under its own id with only the address renamed.
  for (const rename of [true, false]) {
    const { order } = buildGenesis(founding);
    const named: Order = rename ? { ...order, practice } : order;
    const payload = utf8(JSON.stringify(named));
    const built = { hash: orderHash(payload) };
    const approvals = [
      await signOrder(built, { by: 'member', member: action.members[0]?.member ?? '' }, key),
      await signOrder(built, { by: 'operator' }, serverKey),
    ];
    for (const { url } of federation.vaults.filter(({ index }) => lost.includes(index))) {
      const response = await fetch(`${url}${practicesPath}/${practice}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ payload: toBase64url(payload), approvals }),
      });
      answers.push(((await response.json()) as { code?: string; status?: string }).code ?? 'taken');
    }
  }
  const open = async () => {
    const keys = { auth: key, author: key, grant: key, sealing };
    const vaults = federation.vaults.filter(({ index }) => lost.includes(index));
    const options = {
      ...doctor.options,
      environment: { ...doctor.options.environment, random, now: attacked.clock.now },
    };
    const holder = keyHolder(practice, { ...federation, vaults }, options, keys);
    return openWith(new VaultAttacker(holder, group, null), source, new Exposure(attacked.truth));
  };
  const defended = await attacked.withoutQuotas(open);
  for (const index of lost) await takeGenesis(context, index, action);
  const undefended = await attacked.withoutQuotas(open);
  return scenarioResult(context, started, {
    id: 'T5',
    stolen: 'the records server’s key, while two vaults do not know the practice',
    ...{ bound: 0, alarmAt: null, alarmBy: null, then: null },
    tried: `${answers.length} attempts to found the victim’s id, then every file with the attacker’s own key`,
    undefended: undefended.persons.size,
    defended: defended.persons.size,
    remarks: [`the vaults answered: ${Array.from(new Set(answers)).join(', ')}`],
  });
}

type Genesis = Extract<Action, { kind: 'genesis' }>;

/** A member, approvers and contacts of the attacker: anyone can register as an approver. */
async function attackersGenesis({ attacked, random }: AttackContext, key: SigningKey): Promise<Genesis> {
  const { federation, records } = attacked.practice.servers;
  const approvers = [];
  for (const { url } of federation.vaults.slice(0, 2)) {
    const { approver, card } = await registerApprover(url, 'Voleur', random);
    approvers.push({ approver, card });
  }
  const auth = toBase64url(key.publicKey);
  return {
    kind: 'genesis',
    server: records.key,
    members: [{ member: newId(random), auth, keys: toBase64url(random(32)), roles: ['doctor'] }],
    approvers,
    kit: { auth: toBase64url((await newKey()).publicKey), keys: toBase64url(random(32)) },
    contacts: ['voleur@exemple.fr'],
  };
}

/** The state of a vault after it accepted the genesis: the defence is off. */
async function takeGenesis({ attacked }: AttackContext, index: number, action: Genesis): Promise<void> {
  const { practice, servers } = attacked.practice;
  const [member] = action.members;
  if (member === undefined) throw new Error('the genesis has no member');
  const audience = servers.federation.vaults.map(({ signingKey }) => signingKey);
  const url = new Secret(attacked.vaultDatabase(index));
  await using database = openDatabase({
    ...{ url, applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  await database.query(
    `INSERT INTO practice (id, sequence, head, audience, server, kit_auth, kit_keys, contacts, created_at)
     VALUES ($1, 0, $2, $3, $4, $5, $6, $7, 0)`,
    [practice, 'head', audience, action.server, action.kit.auth, action.kit.keys, action.contacts],
  );
  await database.query(`INSERT INTO practice_key (practice, auth, part, holder) VALUES ($1, $2, 'member', $3)`, [
    practice,
    member.auth,
    member.member,
  ]);
  await database.query(
    `INSERT INTO practice_member (practice, id, auth, keys, roles, since, active_at) VALUES ($1, $2, $3, $4, $5, $6, $6)`,
    [practice, member.member, member.auth, member.keys, member.roles, attacked.clock.now()],
  );
}
