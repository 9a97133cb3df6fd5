import type { EventEmitter } from 'node:events';
import type { Bytes } from '@etanche/core-wire';
import type { EngineChoice } from './engine.ts';
import type { HeldSeeds } from '../seeds/seed-file.ts';

/**
 * One request: `elements` are 32 bytes each, concatenated and already decoded. If empty, only the public key is
 * requested.
 */
export type Job = { readonly id: number; readonly keySet: string; readonly elements: Bytes };

/**
 * `bytes`: the evaluated elements and the 64-byte proof, concatenated; or the public key if only that was requested;
 * null if the job failed.
 */
export type JobAnswer = { readonly id: number; readonly bytes: Bytes | null };

/**
 * First message to a worker: the secrets, the engine, and the number of derived shares to cache. All later messages are
 * lists of jobs.
 */
export type WorkerStart = { readonly held: HeldSeeds; readonly engine: EngineChoice; readonly shares: number };

/** A worker thread, or the calling thread in its place, which emits the same events. */
export type EvaluationThread = EventEmitter & {
  postMessage(message: WorkerStart | readonly Job[], transfer?: ArrayBuffer[]): void;
  terminate(): Promise<unknown>;
};

export function splitElements(joined: Bytes): Bytes[] {
  return Array.from({ length: joined.length / 32 }, (_, i) => joined.slice(i * 32, i * 32 + 32));
}
