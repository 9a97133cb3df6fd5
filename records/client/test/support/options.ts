import { randomBytes } from 'node:crypto';
import { nobleGroup } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';
import { timerSleep } from '@etanche/vault-client';
import { createMemory, type Environment, type RecordsClientOptions } from '../../src/index.ts';

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

export type OptionsChange = Omit<Partial<RecordsClientOptions>, 'environment'> & {
  readonly environment?: Partial<Environment>;
};

/** Options of a client without a passkey. */
export function testOptions(serverUrl: string, change: OptionsChange = {}): RecordsClientOptions {
  const reject = () => Promise.reject(new Error('there is no passkey'));
  const { environment, ...others } = change;
  return {
    environment: {
      fetch: globalThis.fetch,
      random,
      now: () => Date.now(),
      sleep: timerSleep,
      passkeys: { create: reject, get: reject },
      group: nobleGroup,
      memory: createMemory(),
      ...environment,
    },
    serverUrl,
    timeoutMs: 10_000,
    retry: { attempts: 3, firstWaitMs: 1, longestWaitMs: 2000 },
    idleMs: 900_000,
    ...others,
  };
}
