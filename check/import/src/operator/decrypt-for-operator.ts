import { Decrypter } from 'age-encryption';
import { ImportError } from '../import-error.ts';
import type { OperatorKeys } from './operator-keys.ts';

/**
 * The plain text of a rejects or letters file, as a stream.
 *
 * @throws ImportError `keys_invalid` when the file is not encrypted to this operator
 */
export async function decryptForOperator(
  encrypted: ReadableStream<Uint8Array>,
  keys: OperatorKeys,
): Promise<ReadableStream<Uint8Array>> {
  const age = new Decrypter();
  age.addIdentity(keys.identity);
  try {
    return await age.decrypt(encrypted);
  } catch (cause) {
    throw new ImportError('keys_invalid', 'the file cannot be decrypted with these keys', { cause });
  }
}
