import type { Bytes } from '@etanche/core-protocol';
import type { HeldSeeds } from './seed-file.ts';

/** One request: `elements` are 32 bytes each, joined, already decoded. With none, only the public key is asked. */
export type Job = { readonly id: number; readonly keySet: string; readonly elements: Bytes };

/** `bytes`: the evaluated elements and the 64-byte proof, joined; the public key where only that was asked; null: failed. */
export type JobAnswer = { readonly id: number; readonly bytes: Bytes | null };

/** First message to a worker: the secrets, and how many derived shares it keeps. Then come lists of jobs. */
export type WorkerStart = { readonly held: HeldSeeds; readonly shares: number };

export function splitElements(joined: Bytes): Bytes[] {
  return Array.from({ length: joined.length / 32 }, (_, i) => joined.slice(i * 32, i * 32 + 32));
}
