import { join } from 'node:path';
import { fromBase64url, fromUtf8, object, parseShape, signCompact, utf8, verifyCompact } from '@etanche/core-wire';
import { writePrivateFile } from '@etanche/platform';
import type { ClockAnchor } from '../clock/guarded-clock.ts';
import { readPrivate } from '../seeds/private-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';

const typ = 'etanche-vault-last-count+jws';
const count = { type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER } as const;
const schema = object(
  {
    storeId: { type: 'string', minLength: 36, maxLength: 36 },
    sequence: count,
    clock: {
      anyOf: [object({ boot: { type: 'string', maxLength: 36 }, uptime: count, time: count }), { const: null }],
    },
  },
  // Optional: vaults of the first release did not write it.
  ['clock'],
);

/** The last known state of the store and of the clock of one replica. */
export type StoreProgress = { readonly storeId: string; readonly sequence: number; readonly clock: ClockAnchor | null };

function lastCountPath(directory: string): string {
  return join(directory, 'last-count.jws');
}

/** @returns null if there is no file, or this vault did not sign it: in both cases the last count is unknown */
export async function readLastCount(directory: string, key: SigningKey): Promise<StoreProgress | null> {
  const content = readPrivate(lastCountPath(directory));
  if (content === null) return null;
  try {
    const { payload } = await verifyCompact(content.toString('utf8'), typ, fromBase64url(key.publicKey, 32));
    const { clock = null, ...store } = parseShape(schema, JSON.parse(fromUtf8(payload)), 'last count');
    return { ...store, clock };
  } catch {
    return null;
  }
}

export async function writeLastCount(directory: string, key: SigningKey, known: StoreProgress): Promise<void> {
  const payload = utf8(JSON.stringify({ storeId: known.storeId, sequence: known.sequence, clock: known.clock }));
  await writePrivateFile(lastCountPath(directory), await signCompact(payload, typ, key.key, key.publicKey));
}
