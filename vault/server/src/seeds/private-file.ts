import { PlatformError, readPrivateFile } from '@etanche/platform';
import { VaultError } from '../vault-error.ts';

/**
 * Reads a secret file that only the vault's user may access. @returns null if there is none
 *
 * @throws VaultError `seed_file_readable_by_others`
 */
export function readPrivate(path: string, bySystemd = false): Buffer | null {
  try {
    return readPrivateFile(path, { bySystemd });
  } catch (cause) {
    if (!(cause instanceof PlatformError)) throw cause;
    throw new VaultError('seed_file_readable_by_others', cause.message, { cause });
  }
}
