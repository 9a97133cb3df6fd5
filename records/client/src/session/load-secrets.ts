import { bytes32Schema } from '@etanche/core-vault-protocol';
import { parseShape, object, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  jwsHash,
  openEarlierSecrets,
  openGrant,
  openSettingsGrant,
  SealingError,
  verifyEpochs,
  verifyGrant,
  type Grant,
  type GrantRole,
  type GrantedSecrets,
  type MemberKeys,
  type RoleSecrets,
  type SignedEpoch,
} from '@etanche/core-sealing';
import type { Memory } from '../options.ts';
import { founderKeys, grantKeysEver, openerKeysNow, type KeyDirectory } from '../members/key-directory.ts';
import { RecordsClientError } from '../records-client-error.ts';
import type { PracticeState } from '../orders/practice-state.ts';
import { recall, remember } from '../orders/read-memory.ts';
import type { Call } from '../transport/call.ts';

/**
 * The signed epochs of a practice. `trusted`: the opener of the newest one may still open epochs, or this device saw it
 * before.
 */
export type Epochs = { readonly signed: readonly SignedEpoch[]; readonly trusted: boolean };
/** The secrets of a grant and those of the earlier epochs. */
export type LoadedSecrets = { readonly granted: GrantedSecrets; readonly byEpoch: ReadonlyMap<number, RoleSecrets> };

const rememberedSchema = object({ epoch: { type: 'integer', minimum: 1, maximum: 0xffffffff }, hash: bytes32Schema });

/**
 * Reads and verifies all epochs.
 *
 * @throws RecordsClientError `server_untrusted`
 */
export async function loadEpochs(
  { call, memory }: { readonly call: Call; readonly memory: Memory },
  state: PracticeState,
  directory: KeyDirectory,
): Promise<Epochs> {
  const { practice, chain, statuses } = state;
  const { epochs } = await call('epochs');
  const isActive = (member: string): boolean => statuses.get(member) === 'active';
  const ever = (member: string, epoch: number) =>
    epoch === 1 ? founderKeys(chain, directory, member) : grantKeysEver(chain, directory, member, 'care');
  const signed = await orServerUntrusted('epochs', () => verifyEpochs(practice, epochs, ever));
  const newest = signed.at(-1);
  if (newest === undefined) throw new RecordsClientError('server_untrusted', 'the practice has no epoch');
  const key = `etanche/${practice}/epoch`;
  const known = await recall(memory, key, (value) => parseShape(rememberedSchema, value, 'memory'));
  const seen = known === null ? undefined : signed[known.epoch - 1];
  if (known !== null && (seen === undefined || toBase64url(jwsHash(seen.jws)) !== known.hash)) {
    throw new RecordsClientError('server_untrusted', 'the server omits or has changed an epoch that this device saw');
  }
  const openedNow = await openedBy(practice, epochs, (opener, epoch) =>
    epoch === newest.epoch.epoch ? openerKeysNow(chain, directory, opener, isActive) : ever(opener, epoch),
  );
  const trusted = openedNow || known?.epoch === newest.epoch.epoch;
  if (trusted) await remember(memory, key, { epoch: newest.epoch.epoch, hash: toBase64url(jwsHash(newest.jws)) });
  return { signed, trusted };
}

/** Id, keys hash and keys of the member or kit that signs in. */
type SecretsHolder = {
  readonly id: string;
  readonly hash: Bytes;
  readonly keys: Pick<MemberKeys, 'sealing'>;
};

/**
 * Opens the best grant to this holder, with the secrets of every earlier epoch; null if there is no grant.
 *
 * @throws RecordsClientError `server_untrusted`
 */
export async function loadSecrets(
  call: Call,
  { practice, chain }: PracticeState,
  directory: KeyDirectory,
  epochs: readonly SignedEpoch[],
  holder: SecretsHolder,
): Promise<LoadedSecrets | null> {
  const granters = (member: string, _: number, role: GrantRole) => grantKeysEver(chain, directory, member, role);
  const { grants } = await call('grants');
  return orServerUntrusted('grants', async () => {
    let best: { readonly jws: string; readonly grant: Grant } | null = null;
    for (const jws of grants) {
      const grant = await verifyGrant(practice, jws, granters);
      // The server still stores the grants to the keys of an earlier seed, and of an earlier role.
      if (grant.holder !== holder.id || grant.holderKeys !== toBase64url(holder.hash)) continue;
      if (grant.role === 'settings') continue;
      if (best === null || isBetter(grant, best.grant)) best = { jws, grant };
    }
    if (best === null) return null;
    const own = { id: holder.id, keys: holder.hash, sealing: holder.keys.sealing };
    const granted = await openGrant(practice, best.jws, own, granters, epochs);
    return { granted, byEpoch: await openEarlierSecrets(epochs, granted.epoch, granted) };
  });
}

/**
 * Opens the newest grant of the root of the settings to this holder, 32 bytes; null if there is none.
 *
 * @throws RecordsClientError `server_untrusted`
 */
export async function loadSettingsRoot(
  call: Call,
  { practice, chain }: PracticeState,
  directory: KeyDirectory,
  holder: SecretsHolder,
): Promise<Bytes | null> {
  const granters = (member: string, _: number, role: GrantRole) => grantKeysEver(chain, directory, member, role);
  const { grants } = await call('grants');
  return orServerUntrusted('grants', async () => {
    const own = { id: holder.id, keys: holder.hash, sealing: holder.keys.sealing };
    for (const jws of grants) {
      const grant = await verifyGrant(practice, jws, granters);
      const isOwn = grant.holder === holder.id && grant.holderKeys === toBase64url(holder.hash);
      if (isOwn && grant.role === 'settings') return openSettingsGrant(practice, jws, own, granters);
    }
    return null;
  });
}

function isBetter(a: Grant, b: Grant): boolean {
  return a.epoch === b.epoch ? a.role === 'care' && b.role !== 'care' : a.epoch > b.epoch;
}

async function openedBy(
  practice: string,
  epochs: readonly string[],
  openers: Parameters<typeof verifyEpochs>[2],
): Promise<boolean> {
  try {
    await verifyEpochs(practice, epochs, openers);
    return true;
  } catch (error) {
    if (error instanceof SealingError) return false;
    throw error;
  }
}

/** Runs a step and reports a SealingError as `server_untrusted`: the server sent data that do not verify. */
export async function orServerUntrusted<T>(what: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause;
    throw new RecordsClientError('server_untrusted', `verification failed for data of the server: ${what}`, { cause });
  }
}
