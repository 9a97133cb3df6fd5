import { join } from 'node:path';
import { fromBase64url, fromUtf8, object, parseShape, signCompact, utf8, verifyCompact } from '@etanche/core-protocol';
import { readPrivate, writePrivate } from './private-file.ts';
import type { SigningKey } from './signing-key.ts';

const typ = 'etanche-vault-last-count+jws';
const schema = object({
  storeId: { type: 'string', minLength: 36, maxLength: 36 },
  sequence: { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
});

/** What a replica last knew of its store. */
export type Known = { readonly storeId: string; readonly sequence: number };

export function lastCountPath(directory: string): string {
  return join(directory, 'last-count.jws');
}

/** @returns null when there is none, or none that this vault signed: both are a last count that is not known. */
export async function readLastCount(directory: string, key: SigningKey): Promise<Known | null> {
  const content = readPrivate(lastCountPath(directory));
  if (content === null) return null;
  try {
    const { payload } = await verifyCompact(content.toString('utf8'), typ, fromBase64url(key.publicKey, 32));
    return parseShape(schema, JSON.parse(fromUtf8(payload)), 'last count');
  } catch {
    return null;
  }
}

export async function writeLastCount(directory: string, key: SigningKey, known: Known): Promise<void> {
  const payload = utf8(JSON.stringify({ storeId: known.storeId, sequence: known.sequence }));
  await writePrivate(lastCountPath(directory), await signCompact(payload, typ, key.key, key.publicKey));
}
