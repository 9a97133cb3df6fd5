import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type PracticeKeySets } from '@etanche/core-records-protocol';
import { toBase64url, toRecordId, type Bytes } from '@etanche/core-wire';
import { expect } from 'vitest';
import {
  compartmentKey,
  signingKeyFromSeed,
  type Compartment,
  type CompartmentKey,
  type Random,
  type SigningKey,
} from '../src/index.ts';

/** Test bytes for a name: its SHAKE-256. */
export function named(name: string, length: number): Bytes {
  return Uint8Array.from(createHash('shake256', { outputLength: length }).update(name).digest());
}

/** A random source that returns different bytes for each call and the same bytes in each run. */
export function counted(name: string): Random {
  let calls = 0;
  return (length) => named(`${name} ${String(calls++)}`, length);
}

export function id(name: string): string {
  return toRecordId(named(name, 16));
}

/** Key sets of three vaults with random bytes as keys: this room verifies signatures only, not group elements. */
export function someKeySets(): PracticeKeySets {
  const of = (purpose: string) => ({
    publicKey: toBase64url(named(`key set ${purpose}`, 32)),
    shares: [1, 2, 3].map((index) => toBase64url(named(`key set ${purpose} ${String(index)}`, 32))),
  });
  return { scope: of('scope'), search: of('search'), agenda: of('agenda'), inbox: of('inbox') };
}

export async function signer(name: string): Promise<SigningKey> {
  return signingKeyFromSeed(named(`signer ${name}`, 32));
}

/** The key of a compartment, with secrets that are `named` after its parts. */
export async function keyOf(
  compartment: Compartment,
  over: { practice?: string; scope?: string; epoch?: number; secret?: string } = {},
): Promise<CompartmentKey> {
  const { practice = id('practice'), scope = id('patient'), epoch = 1, secret = 'role secret' } = over;
  const place = { practice, scope, compartment, epoch };
  return compartmentKey(place, named('evaluated', 64), named('erasure', 32), named(secret, 32));
}

export const failure = (code: string) => expect.objectContaining({ code }) as Error;
export const cannotOpen = failure('cannot_open');
export const argumentInvalid = failure('argument_invalid');

/** The same bytes with one bit flipped. */
export function flipped(bytes: Bytes, at: number): Bytes {
  const altered = bytes.slice();
  const index = at < 0 ? bytes.length + at : at;
  altered[index] = (altered[index] ?? 0) ^ 1;
  return altered;
}

export function hex(text: string): Bytes {
  return Uint8Array.from(Buffer.from(text, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

/** Reads a vector file; the caller states its type. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'));
}

/** The result of a promise, or the code of its error, in the form of a vector with or without a result. */
export async function outcome<T>(promise: Promise<T>): Promise<{ value: T } | { code: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ code: (error as { code?: unknown }).code }),
  );
}

/** The outcome that a vector expects: its result, or `cannot_open` if it has none. */
export function asked<T>(value: T | undefined): { value: T } | { code: string } {
  return value === undefined ? { code: 'cannot_open' } : { value };
}
