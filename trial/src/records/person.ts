import { setTimeout as wait } from 'node:timers/promises';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import type { Bytes } from '@etanche/core-wire';
import {
  createMemory,
  signIn,
  type Environment,
  type RecordsClientOptions,
  type RecordsClient,
} from '@etanche/records-client';
import { createSoftwarePasskeys, type SoftwarePasskeys } from '@etanche/records-passkey';

export type PersonOptions = {
  readonly serverUrl: string;
  /** Origin of the records page, to which passkeys are bound. */
  readonly origin: string;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  /** Replaces the platform's fetch, to observe or alter requests. */
  readonly fetch?: typeof globalThis.fetch;
};

/** A person with a device: its passkeys, its memory, and the client that uses both. */
export type TrialPerson = {
  readonly name: string;
  readonly options: RecordsClientOptions;
  readonly passkeys: SoftwarePasskeys;
  /** Signs in again, for example after the clock was moved. */
  signIn(): Promise<RecordsClient>;
};

/** Long enough that a loaded machine locks nobody out; tests of locking do so explicitly. */
const idleMs = 15 * 60_000;

/** Creates a person with a new device. */
export async function newPerson(name: string, given: PersonOptions): Promise<TrialPerson> {
  const { serverUrl, origin, now, random } = given;
  const passkeys = createSoftwarePasskeys({ random, origin });
  const environment: Environment = {
    now,
    random,
    fetch: given.fetch ?? globalThis.fetch,
    // An unlocked session checks the clock until it is idle; this must not keep the process alive.
    sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal, ref: false }),
    passkeys: {
      create: (creation) => passkeys.create(creation as unknown as Parameters<typeof passkeys.create>[0]),
      get: (request) => passkeys.get(request as unknown as Parameters<typeof passkeys.get>[0]),
    },
    group: await loadSodiumGroup(),
    memory: createMemory(),
  };
  const options: RecordsClientOptions = {
    ...{ environment, serverUrl, idleMs },
    timeoutMs: 20_000,
    retry: { attempts: 4, firstWaitMs: 100, longestWaitMs: 5000 },
  };
  return { name, options, passkeys, signIn: () => signIn(options) };
}
