import { join } from 'node:path';
import { fromBase64url, joinFields, sha256, toBase64url, type Bytes } from '@etanche/core-protocol';
import { makePrivate, readPrivate } from './private-file.ts';
import { RecordsError } from './records-error.ts';
import { knownMark, remember } from './server-identity.ts';
import type { Store } from './store/store.ts';

/**
 * The key that canaries are marked under, 32 bytes that are not in the store: made at the first start. Under another
 * key no canary would ever ring, so a server without the right one does not start.
 *
 * @throws RecordsError `key_file_invalid`, `key_file_readable_by_others`
 */
export async function takeCanaryKey(
  directory: string,
  store: Store,
  random: (length: number) => Bytes,
): Promise<Bytes> {
  const path = join(directory, 'canary-key.txt');
  const known = await knownMark(store, 'canary');
  if (readPrivate(path) === null) {
    if (known !== null) throw new RecordsError('key_file_invalid', `${path} is missing: restore its copy`);
    await makePrivate(path, `${toBase64url(random(32))}\n`, toBase64url(random(8)));
  }
  const key = readKey(path);
  const mark = toBase64url(sha256(joinFields('etanche/v1/records/canary-key', key)));
  if ((known ?? (await remember(store, 'canary', mark))) !== mark) {
    throw new RecordsError('key_file_invalid', `${path} is not the key of this store's canaries`);
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
