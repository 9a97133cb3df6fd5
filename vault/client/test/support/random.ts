import { randomBytes } from 'node:crypto';
import type { Bytes } from '@etanche/core-wire';

export function random(length: number): Bytes {
  return Uint8Array.from(randomBytes(length));
}

/** Real randomness, except that the rotation, which uses one byte, starts with the first vault. */
export function randomFromFirst(length: number): Bytes {
  return length === 1 ? Uint8Array.of(0) : random(length);
}
