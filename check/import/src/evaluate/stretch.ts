import { setImmediate as nextTurn } from 'node:timers/promises';
import { hashRawSync } from '@node-rs/argon2';
import type { Argon2id, Stretch } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';

/** The default: 19 MiB and two passes, OWASP's first recommendation for Argon2id. */
export const defaultStretch: Stretch = { algorithm: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 };

/** `Algorithm.Argon2id`: the library declares an ambient const enum, which type stripping cannot read. */
const ARGON2ID = 2;

/**
 * Version 0x13, on the calling thread, which yields before each call. The platform's pool has only four threads, and
 * signatures and ciphers would wait there behind thousands of these calls.
 */
export const argon2id: Argon2id = async (password, salt, { memoryKiB, passes, lanes }): Promise<Bytes> => {
  await nextTurn();
  const cost = { memoryCost: memoryKiB, timeCost: passes, parallelism: lanes };
  const options = { ...cost, algorithm: ARGON2ID, outputLen: 32, salt };
  return Uint8Array.from(hashRawSync(password, options));
};
