import { nobleGroup } from '@etanche/core-oprf';
import { timerSleep } from '@etanche/core-wire';
import {
  createBrowserMemory,
  createBrowserOutputStore,
  createBrowserSealedStore,
  createMemory,
  createOutputMemory,
  createSealedMemory,
  type Environment,
  type Passkeys,
  type SealedStore,
} from '@etanche/records-client';

/** Longest request to crypto.getRandomValues in one call. */
const mostRandomBytes = 65_536;

/** The stores of this device. It is opened once for the worker, so that all sessions have the same connections. */
export type DeviceStores = Required<Pick<Environment, 'memory' | 'outputStore'>> & {
  readonly sealedStore: SealedStore;
  /** For forms, whose drafts end after a day. */
  readonly formStore: SealedStore;
  /** Sealed transfers of whole files, until they have left. */
  readonly transferStore: SealedStore;
};

/**
 * A private window without IndexedDB works too, with a memory that ends with it: each file then costs a unit after each
 * lock, and a draft does not survive it.
 */
export async function openDeviceStores(): Promise<DeviceStores> {
  const [memory, outputStore, sealedStore, formStore, transferStore] = await Promise.all([
    createBrowserMemory(indexedDB, 'etanche-memory').catch(() => createMemory()),
    createBrowserOutputStore(indexedDB, 'etanche-outputs').catch(() => createOutputMemory()),
    createBrowserSealedStore(indexedDB, 'etanche-drafts').catch(() => createSealedMemory()),
    createBrowserSealedStore(indexedDB, 'etanche-forms').catch(() => createSealedMemory()),
    createBrowserSealedStore(indexedDB, 'etanche-transfers').catch(() => createSealedMemory()),
  ]);
  return { memory, outputStore, sealedStore, formStore, transferStore };
}

/** The machine under the session. */
export function createEnvironment(
  { memory, outputStore }: DeviceStores,
  passkeys: Passkeys,
  fetch: Environment['fetch'],
): Environment {
  return {
    fetch,
    random(length) {
      if (length > mostRandomBytes) throw new RangeError('too many random bytes at once');
      return crypto.getRandomValues(new Uint8Array(length));
    },
    now: Date.now,
    sleep: timerSleep,
    group: nobleGroup,
    ...{ passkeys, memory, outputStore },
  };
}
