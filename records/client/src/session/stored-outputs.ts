import type { PracticePurpose } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import { deriveCacheKeys, cacheOwnerMark, SealingError, type CacheKeys } from '@etanche/core-sealing';
import type { Environment } from '../options.ts';
import type { Account } from './account.ts';
import type { OutputRow, OutputStore } from './output-store.ts';

/** Outputs of evaluations that this member may use again on this device, also after a lock. */
export type StoredOutputs = {
  /** A copy of the output for an input; null if it is not stored, so that the vaults must evaluate and count it. */
  find(purpose: PracticePurpose, input: Bytes): Promise<Bytes | null>;
  /** @param countedAt time of the request to the vaults, before they counted */
  store(purpose: PracticePurpose, input: Bytes, output: Bytes, countedAt: number): Promise<void>;
};

const hourMs = 3_600_000;
/** Equal to the time for which the vaults count a unit (docs/protocol.md 6.3). */
export const outputLifetimeMs = 24 * hourMs;
/** A clock that goes back by more than this was set back. */
const clockStepMs = 2 * 60_000;
/** Name of the row with the latest time that this device saw, sealed like an output. */
const latestName = 'latest';
const noOutput = new Uint8Array(64);

type Options = Pick<Environment, 'now' | 'random'> & { readonly outputStore: OutputStore };
/** Whose outputs a device stores, and those of which purposes. */
export type OutputOwner = {
  readonly prf: Bytes;
  readonly credential: string;
  readonly purposes: readonly PracticePurpose[];
};

type Device = Pick<Environment, 'random' | 'outputStore'>;

/** Deletes the outputs of a passkey on this device, after the server has refused its sign-in. */
export async function forgetPasskey(device: Device, credential: string): Promise<void> {
  await forget(device, credential);
}

/** Deletes the outputs of a member on this device, for every passkey and seed. */
export async function forgetMember(
  device: Device,
  { practice, member }: Pick<Account, 'practice' | 'member'>,
): Promise<void> {
  await forget(device, practice, member);
}

async function forget({ outputStore, random }: Device, ...owner: readonly string[]): Promise<void> {
  if (outputStore === undefined) return;
  await outputStore.removeOwner(
    await cacheOwnerMark(await outputStore.deviceSecret(Uint8Array.from(random(32))), ...owner),
  );
}

/**
 * Opens the outputs of this passkey on this device. Deletes rows that are too old, cannot be opened or lie in the
 * future; if the clock was set back, deletes all rows.
 */
export async function openStoredOutputs(
  options: Options,
  { prf, credential, purposes }: OutputOwner,
  { practice, member, hash }: Pick<Account, 'practice' | 'member' | 'hash'>,
): Promise<StoredOutputs> {
  const { outputStore: store, random, now } = options;
  await store.removeUntil(now());
  const device = await store.deviceSecret(Uint8Array.from(random(32)));
  const keys = await deriveCacheKeys(prf, device, { practice, member, credential, keysHash: hash });
  const owners = [await cacheOwnerMark(device, practice, member), await cacheOwnerMark(device, credential)] as const;
  const latestId = await keys.id(latestName, new Uint8Array());

  const put = async (id: string, countedAt: number, output: Bytes): Promise<void> => {
    const sealed = await keys.seal(id, { countedAt, output }, random);
    const dropAfter = Math.ceil((countedAt + outputLifetimeMs) / hourMs) * hourMs;
    await store.put({ id, owners, dropAfter, sealed });
  };
  const tick = async (): Promise<number> => {
    const at = now();
    const latest = await readRow(keys, await store.get(latestId));
    if (latest !== null && latest.countedAt > at + clockStepMs) await store.removeOwner(owners[1]);
    if (latest === null || latest.countedAt < at || latest.countedAt > at + clockStepMs)
      await put(latestId, at, noOutput);
    // Within one clock step the later of both times counts, so that a small step back extends no output.
    return latest === null || latest.countedAt > at + clockStepMs ? at : Math.max(at, latest.countedAt);
  };
  const isFresh = (countedAt: number, at: number): boolean => countedAt <= at && at - countedAt < outputLifetimeMs;

  const start = await tick();
  const expired: string[] = [];
  for (const row of await store.rows(owners[1])) {
    const read = await readRow(keys, row);
    read?.output.fill(0);
    if (read === null || !isFresh(read.countedAt, start)) expired.push(row.id);
  }
  await store.remove(expired);

  return {
    async find(purpose, input) {
      if (!purposes.includes(purpose)) return null;
      const at = await tick();
      const id = await keys.id(purpose, input);
      const row = await store.get(id);
      if (row === null) return null;
      const read = await readRow(keys, row);
      if (read !== null && isFresh(read.countedAt, at)) return read.output;
      await store.remove([id]);
      return null;
    },
    async store(purpose, input, output, countedAt) {
      if (!purposes.includes(purpose)) return;
      await store.removeUntil(now());
      await put(await keys.id(purpose, input), countedAt, output);
    },
  };
}

/** Null if the row is not one of this member, passkey and device under this id. */
async function readRow(keys: CacheKeys, row: OutputRow | null) {
  if (row === null) return null;
  try {
    return await keys.open(row.id, row.sealed);
  } catch (error) {
    if (error instanceof SealingError && error.code === 'cannot_open') return null;
    throw error;
  }
}
