import { fromBase64url, toBase64url } from '@etanche/core-wire';
import { makeGrant, openEpoch, type Holder } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import type { SecretRole, Unlocked } from '../session/unlocked.ts';
import { holdersOf, isEpochDue, type ChainHolder } from './holders.ts';
import { kitSealingKey, mayGrant } from './key-directory.ts';

/**
 * Seals the newest epoch's secrets to a member or the kit, if t vaults say that it is one and with those very keys.
 *
 * @throws RecordsClientError `not_a_member`, `not_entitled`, `server_untrusted`, `epoch_due`, `no_grant`, `conflict` when
 *   the next epoch has been opened meanwhile: `refresh`, and grant again
 */
export async function grant(unlocked: Unlocked, holder: string): Promise<void> {
  const state = await unlocked.state('fresh');
  const found = holdersOf(state).find((one) => one.holder === holder);
  if (found === undefined) throw new RecordsClientError('not_a_member', 'the vaults know no such holder of secrets');
  if (!mayGrant(ownRole(unlocked), found.role)) {
    throw new RecordsClientError('not_entitled', `this member may not grant ${found.role}`);
  }
  const secrets = unlocked.secrets();
  const epoch = secrets.writingEpoch();
  const care = found.role === 'care' ? secrets.roleSecret('care', epoch) : null;
  const { scopeRoot, indexSecret } = secrets;
  const sealed = { scopeRoot, indexSecret, epoch, reception: secrets.roleSecret('reception', epoch), care };
  await unlocked.call('addGrant', { body: { grant: await sealTo(unlocked, state, found, sealed) } });
}

/**
 * True when somebody has left, or has a new seed, since the newest epoch was opened: what is written meanwhile can still
 * be read by who holds its secrets.
 */
export async function epochIsDue(unlocked: Unlocked): Promise<boolean> {
  const { chain } = await unlocked.state('fresh');
  const epochs = unlocked.epochs();
  const newest = epochs?.signed.at(-1);
  return newest !== undefined && (epochs?.trusted === false || isEpochDue(chain, newest.epoch.sequence));
}

/**
 * Opens the next epoch and grants it to everybody who stays and to the kit, in one write. Who holds it no more cannot read
 * what is written from now on.
 *
 * @returns its number
 * @throws RecordsClientError `not_entitled` but for doctors and the kit, `server_untrusted`, `conflict` when somebody else
 *   opened it first
 */
export async function openNextEpoch(unlocked: Unlocked): Promise<number> {
  if (ownRole(unlocked) !== 'care') throw new RecordsClientError('not_entitled', 'a doctor opens the next epoch');
  const state = await unlocked.state('fresh');
  await unlocked.refresh();
  const secrets = unlocked.secrets();
  const last = unlocked.epochs()?.signed.at(-1);
  if (last === undefined) throw new RecordsClientError('server_untrusted', 'the practice has no epoch');
  const number = last.epoch.epoch;
  const held = { reception: secrets.roleSecret('reception', number), care: secrets.roleSecret('care', number) };
  const opener = { member: unlocked.member, grant: unlocked.keys().grant };
  const { random } = unlocked.options;
  const opened = await openEpoch(unlocked.practice, opener, state.chain.sequence, { ...last, secrets: held }, random);
  const { scopeRoot, indexSecret } = secrets;
  const sealed = { scopeRoot, indexSecret, epoch: number + 1, ...opened.secrets };
  const grants = [];
  for (const holder of holdersOf(state)) grants.push(await sealTo(unlocked, state, holder, sealed));
  await unlocked.call('openEpoch', { body: { epoch: opened.jws, grants } });
  opened.secrets.reception.fill(0);
  opened.secrets.care.fill(0);
  await unlocked.refresh();
  return number + 1;
}

type Sealed = Parameters<typeof makeGrant>[5];

async function sealTo(unlocked: Unlocked, state: PracticeState, holder: ChainHolder, secrets: Sealed): Promise<string> {
  const granter = { member: unlocked.member, grant: unlocked.keys().grant };
  const hash = fromBase64url(holder.keys, 32);
  const to = await holderKeys(unlocked, state, holder);
  return makeGrant(unlocked.practice, holder.role, to, hash, granter, secrets, unlocked.options.random);
}

async function holderKeys(unlocked: Unlocked, state: PracticeState, { holder, keys }: ChainHolder): Promise<Holder> {
  const hash = fromBase64url(keys, 32);
  if (holder !== 'kit') {
    if (holder === unlocked.member && toBase64url(unlocked.keysHash()) === keys) {
      return { id: holder, keys: hash, sealing: unlocked.keys().sealing.publicKey };
    }
    return { id: holder, keys: hash, sealing: (await unlocked.publicKeys(holder, keys)).sealing };
  }
  const { kit } = await unlocked.call('practice');
  return { id: holder, keys: hash, sealing: kitSealingKey(state.chain, kit) };
}

function ownRole(unlocked: Unlocked): SecretRole | null {
  const parts = unlocked.parts();
  if (parts.includes('doctor') || parts.includes('kit')) return 'care';
  return parts.includes('secretary') ? 'reception' : null;
}
