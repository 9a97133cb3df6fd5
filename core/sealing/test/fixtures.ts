import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { toBase64url, toRecordId, type Bytes, type PracticeKeySets } from '@etanche/core-protocol';
import { expect } from 'vitest';
import {
  compartmentKey,
  signingKeyFromSeed,
  type Compartment,
  type CompartmentKey,
  type Random,
  type SigningKey,
} from '../src/index.ts';

/** Bytes that a name stands for, in tests only: SHAKE-256 of it. */
export function named(name: string, length: number): Bytes {
  return Uint8Array.from(createHash('shake256', { outputLength: length }).update(name).digest());
}

/** A source that gives other bytes each time, the same in each run. */
export function counted(name: string): Random {
  let calls = 0;
  return (length) => named(`${name} ${String(calls++)}`, length);
}

export function id(name: string): string {
  return toRecordId(named(name, 16));
}

/** Key sets of three vaults, whose keys are no group elements: this room verifies who signs them, not the group. */
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

/** The key of a compartment whose secrets are those that its names stand for. */
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

/** The same bytes but for one bit. */
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

/** The file's content; the test that reads it says what shape it has. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'));
}

/** What a promise gives, or the code of what it is refused with: what a vector with or without a result says. */
export async function outcome<T>(promise: Promise<T>): Promise<{ value: T } | { code: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ code: (error as { code?: unknown }).code }),
  );
}

/** The outcome that a vector asks for: its result, or a refusal where it has none. */
export function asked<T>(value: T | undefined): { value: T } | { code: string } {
  return value === undefined ? { code: 'cannot_open' } : { value };
}
