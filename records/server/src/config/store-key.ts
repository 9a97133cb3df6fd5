import { join } from 'node:path';
import { fromBase64url, joinFields, sha256, toBase64url, type Bytes } from '@etanche/core-wire';
import { createPrivateFile } from '@etanche/platform';
import { readPrivate } from './private-file.ts';
import { RecordsError } from '../records-error.ts';
import { knownMark, remember } from './server-identity.ts';
import type { Store } from '../store/store.ts';

/**
 * - `canary`: canaries are marked under it. Under another key no canary would raise an alarm.
 * - `posting`: postings are tagged and sealed under it. Under another key no search would find anybody.
 */
type StoreKeyName = 'canary' | 'posting';

/**
 * Reads a 32-byte key that belongs to the store and is not in it, or makes it at the first start. A server without the
 * right one does not start.
 *
 * @throws RecordsError `key_file_invalid`, `key_file_readable_by_others`
 */
export async function takeStoreKey(
  name: StoreKeyName,
  directory: string,
  store: Store,
  random: (length: number) => Bytes,
): Promise<Bytes> {
  const path = join(directory, `${name}-key.txt`);
  const known = await knownMark(store, name);
  if (readPrivate(path) === null) {
    if (known !== null) throw new RecordsError('key_file_invalid', `${path} is missing: restore its copy`);
    await createPrivateFile(path, `${toBase64url(random(32))}\n`, toBase64url(random(8)));
  }
  const key = readKey(path);
  const mark = toBase64url(sha256(joinFields(`etanche/v1/records/${name}-key`, key)));
  if ((known ?? (await remember(store, name, mark))) !== mark) {
    throw new RecordsError('key_file_invalid', `${path} is not the ${name} key of this store`);
  }
  return key;
}

function readKey(path: string): Bytes {
  try {
    return fromBase64url(readPrivate(path)?.toString('latin1').trim() ?? '', 32);
  } catch (error) {
    if (error instanceof RecordsError) throw error;
    throw new RecordsError('key_file_invalid', `${path} is not one of ours`);
  }
}
