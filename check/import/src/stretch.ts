import { hashRaw } from '@node-rs/argon2';
import type { Argon2id, Bytes, Stretch } from '@etanche/core-protocol';

/** What is not chosen otherwise: 19 MiB and two passes, OWASP's first recommendation for Argon2id. */
export const defaultStretch: Stretch = { algorithm: 'argon2id', memoryKiB: 19_456, passes: 2, lanes: 1 };

/** `Algorithm.Argon2id`: the library declares an ambient const enum, which type stripping cannot read. */
const ARGON2ID = 2;

/** Version 0x13, on a thread of the platform's pool. */
export const argon2id: Argon2id = async (password, salt, { memoryKiB, passes, lanes }): Promise<Bytes> => {
  const options = {
    algorithm: ARGON2ID,
    memoryCost: memoryKiB,
    timeCost: passes,
    parallelism: lanes,
    outputLen: 32,
    salt,
  };
  return Uint8Array.from(await hashRaw(password, options));
};
