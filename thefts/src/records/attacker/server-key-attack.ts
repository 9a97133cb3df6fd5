import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Action } from '@etanche/core-vault-protocol';
import { ed25519FromSeed, fromBase64url, sha256, toBase64url, toRecordId, utf8, type Bytes } from '@etanche/core-wire';
import { buildOrder, postOrder, queryPractice, signOrder, timerSleep, type SigningKey } from '@etanche/vault-client';
import { termInput } from '@etanche/core-sealing';
import type { AttackContext } from '../practice/attack-context.ts';
import { refusal } from './refusal.ts';
import { scopeTarget } from './scope-target.ts';
import { keyHolder } from './key-holder.ts';
import { VaultAttacker } from './vault-attacker.ts';

/** The result of using the server's key at the vaults. */
type KeyAttack = { readonly outputs: number; readonly applied: readonly string[]; readonly refused: number };

/** Tries every use of a key at the vaults with the server's key: units, orders, queries. */
export async function useServerKey({ attacked, group, random }: AttackContext): Promise<KeyAttack> {
  const { servers, practice, doctor } = attacked.practice;
  const { federation, recordsConfig } = servers;
  const key = await readServerKey(recordsConfig.directory);
  const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
  const member = attacked.practice.members[0]?.member ?? doctor.member;

  const client = await doctor.signIn();
  const keys = { auth: key, author: key, grant: key, sealing: client.secrets.keys().sealing };
  const options = {
    ...doctor.options,
    environment: { ...doctor.options.environment, random, now: attacked.clock.now },
  };
  const attacker = new VaultAttacker(keyHolder(practice, federation, options, keys), group, null);
  const guess = sha256(utf8(practice));
  const scopes = attacked.places.scopes.slice(0, 40);
  const inputs = {
    scope: await Promise.all(
      scopes.map((scope) => scopeTarget(guess, practice, 'scope', scope, attacked.places.elements.get(scope))),
    ),
    search: await Promise.all(
      attacked.truth.patients.slice(0, 40).map(({ terms }) => termInput(guess, terms[0] ?? '')),
    ),
  };
  for (const purpose of ['scope', 'search'] as const) {
    for (const draw of ['quota', 'emergency'] as const) await attacker.take(purpose, inputs[purpose], draw, Infinity);
  }

  const { chain } = await client.practice.state('fresh');
  const own = { auth: toBase64url(key.publicKey), keys: toBase64url(sha256(key.publicKey)) };
  const until = Math.floor(attacked.clock.now() / 1000) + 86_400;
  const freeze = newId(random);
  const actions: Action[] = [
    { kind: 'enrol', member: newId(random), roles: ['doctor'], ...own },
    { kind: 'rekey', member, ...own },
    { kind: 'raise', member, purpose: 'scope', perDay: 480, until },
    { kind: 'importer', importer: newId(random), ...own, patients: 1000, search: 1000, until },
    { kind: 'thaw', freeze, member, reason: 'precaution' },
    { kind: 'freeze', freeze, member, reason: 'precaution' },
    { kind: 'retire', member },
    { kind: 'contacts', contacts: ['voleur@exemple.fr'] },
  ];
  const applied: string[] = [];
  let refused = 0;
  for (const action of actions) {
    const built = buildOrder({
      federation,
      practice,
      after: chain,
      action,
      lifeSeconds: 3600,
      now: attacked.clock.now,
    });
    const approvals = [
      await signOrder(built, { by: 'operator' }, key),
      await signOrder(built, { by: 'member', member }, key),
      await signOrder(built, { by: 'kit' }, key),
    ];
    const signedOrder = { payload: toBase64url(built.payload), approvals };
    const posted = await postOrder({ ...transport, federation, signedOrder }).catch(refusal);
    if (posted?.applied === true) applied.push(action.kind);
    else refused++;
  }
  const asked = { ...transport, federation, practice, key, random, now: attacked.clock.now };
  const quota = await queryPractice({ ...asked, query: 'quota' }).catch(refusal);
  if (quota !== null) applied.push('quota');
  return { outputs: attacker.opened('scope') + attacker.opened('search'), applied, refused };
}

export async function readServerKey(directory: string): Promise<SigningKey> {
  const file = JSON.parse(await readFile(join(directory, 'server-key.json'), 'utf8')) as Record<
    'seed' | 'publicKey',
    string
  >;
  const publicKey = fromBase64url(file.publicKey, 32);
  return { privateKey: await ed25519FromSeed(fromBase64url(file.seed, 32), publicKey), publicKey };
}

function newId(random: (length: number) => Bytes): string {
  return toRecordId(random(16));
}
