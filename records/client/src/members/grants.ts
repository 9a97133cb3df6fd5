import { fromBase64url, toBase64url } from '@etanche/core-wire';
import {
  makeGrant,
  makeSettingsGrant,
  openEpoch,
  type GrantRole,
  type Holder,
  type SecretRole,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import type { RecordsClient } from '../session/client.ts';
import { administratorOf, holdersOf, isEpochDue, type ChainHolder } from './holders.ts';
import { kitSealingKey, mayGrant } from './key-directory.ts';

/**
 * Seals the newest epoch's secrets to a member or the kit, and the root of the settings to an administrator, if t
 * vaults confirm the holder and its keys.
 *
 * @throws RecordsClientError `not_a_member`, `not_entitled`, `server_untrusted`, `epoch_due`, `no_grant`, `conflict` if
 *   the next epoch was opened in the meantime: `refresh`, then grant again
 */
export async function grant(client: RecordsClient, holder: string): Promise<void> {
  const state = await client.practice.state('fresh');
  const found: ChainHolder<GrantRole> | null =
    holdersOf(state).find((one) => one.holder === holder) ?? administratorOf(state, holder);
  if (found === null) throw new RecordsClientError('not_a_member', 'the chain has no such holder of secrets');
  if (!mayGrant(ownRole(client), found.role)) {
    throw new RecordsClientError('not_entitled', `this member may not grant ${found.role}`);
  }
  const secrets = client.secrets.shared();
  const epoch = secrets.writingEpoch();
  const { role } = found;
  if (role === 'settings') {
    const root = await client.secrets.settingsRoot();
    const hash = fromBase64url(found.keys, 32);
    const to = await holderKeys(client, state, found);
    const granter = { member: client.session.member, grant: client.secrets.keys().grant };
    const sealed = await makeSettingsGrant(
      client.practice.id,
      epoch,
      to,
      hash,
      granter,
      root,
      client.environment.random,
    );
    await client.session.call('addGrant', { body: { grant: sealed } });
    return;
  }
  const care = role === 'care' ? secrets.roleSecret('care', epoch) : null;
  const { scopeRoot, indexSecret } = secrets;
  const sealed = { scopeRoot, indexSecret, epoch, reception: secrets.roleSecret('reception', epoch), care };
  await client.session.call('addGrant', { body: { grant: await sealTo(client, state, { ...found, role }, sealed) } });
}

/**
 * True if a member has left or has a new seed, or the end of a member's right has come, since the newest epoch was
 * opened. Until the next one is opened, the old holders' secrets still open new versions.
 */
export async function epochIsDue({
  practice,
  secrets,
  environment,
}: Pick<RecordsClient, 'practice' | 'secrets' | 'environment'>): Promise<boolean> {
  const { chain } = await practice.state('fresh');
  const epochs = secrets.epochs();
  const newest = epochs?.signed.at(-1);
  return newest !== undefined && (epochs?.trusted === false || isEpochDue(chain, newest.epoch, environment.now()));
}

/**
 * Opens the next epoch and grants it to all remaining holders and to the kit, in one write. The other members cannot
 * read versions that are written from now on.
 *
 * @returns the number of the new epoch
 * @throws RecordsClientError `not_entitled` unless a doctor or the kit calls it, `server_untrusted`, `conflict` if
 *   another member opened it first
 */
export async function openNextEpoch(client: RecordsClient): Promise<number> {
  if (ownRole(client) !== 'care') throw new RecordsClientError('not_entitled', 'a doctor opens the next epoch');
  const state = await client.practice.state('fresh');
  await client.practice.refresh();
  const secrets = client.secrets.shared();
  const last = client.secrets.epochs()?.signed.at(-1);
  if (last === undefined) throw new RecordsClientError('server_untrusted', 'the practice has no epoch');
  const number = last.epoch.epoch;
  const current = { reception: secrets.roleSecret('reception', number), care: secrets.roleSecret('care', number) };
  const opener = { member: client.session.member, grant: client.secrets.keys().grant };
  const { random } = client.environment;
  const opened = await openEpoch(
    client.practice.id,
    opener,
    state.chain.sequence,
    { ...last, secrets: current },
    random,
    client.environment.now(),
  );
  const { scopeRoot, indexSecret } = secrets;
  const sealed = { scopeRoot, indexSecret, epoch: number + 1, ...opened.secrets };
  const grants = [];
  for (const holder of holdersOf(state)) grants.push(await sealTo(client, state, holder, sealed));
  await client.session.call('openEpoch', { body: { epoch: opened.jws, grants } });
  opened.secrets.reception.fill(0);
  opened.secrets.care.fill(0);
  await client.practice.refresh();
  return number + 1;
}

type GrantSecrets = Parameters<typeof makeGrant>[5];

async function sealTo(
  client: RecordsClient,
  state: PracticeState,
  holder: ChainHolder,
  secrets: GrantSecrets,
): Promise<string> {
  const granter = { member: client.session.member, grant: client.secrets.keys().grant };
  const hash = fromBase64url(holder.keys, 32);
  const to = await holderKeys(client, state, holder);
  return makeGrant(client.practice.id, holder.role, to, hash, granter, secrets, client.environment.random);
}

async function holderKeys(
  client: Pick<RecordsClient, 'session' | 'practice' | 'secrets'>,
  state: PracticeState,
  { holder, keys }: ChainHolder<GrantRole>,
): Promise<Holder> {
  const hash = fromBase64url(keys, 32);
  if (holder !== 'kit') {
    if (holder === client.session.member && toBase64url(client.secrets.keysHash()) === keys) {
      return { id: holder, keys: hash, sealing: client.secrets.keys().sealing.publicKey };
    }
    return { id: holder, keys: hash, sealing: (await client.practice.publicKeys(holder, keys)).sealing };
  }
  const { kit } = await client.session.call('practice');
  return { id: holder, keys: hash, sealing: kitSealingKey(state.chain, kit) };
}

function ownRole(client: Pick<RecordsClient, 'practice'>): SecretRole | null {
  const roles = client.practice.roles();
  if (roles.includes('doctor') || roles.includes('kit')) return 'care';
  return roles.includes('secretary') ? 'reception' : null;
}
