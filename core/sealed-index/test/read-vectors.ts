import { readFileSync } from 'node:fs';
import type { Bytes } from '@etanche/core-wire';

/** Reads a vector file; the caller states its type. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${name}.json`, import.meta.url), 'utf8'));
}

export function fromHex(hex: string): Bytes {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
