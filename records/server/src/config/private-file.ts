import { PlatformError, readPrivateFile } from '@etanche/platform';
import { RecordsError } from '../records-error.ts';

/**
 * Reads a secret file that only the server's user may access. @returns null if there is none
 *
 * @throws RecordsError `key_file_readable_by_others`
 */
export function readPrivate(path: string): Buffer | null {
  try {
    return readPrivateFile(path);
  } catch (cause) {
    if (!(cause instanceof PlatformError)) throw cause;
    throw new RecordsError('key_file_readable_by_others', cause.message, { cause });
  }
}
