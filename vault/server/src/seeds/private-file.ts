import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { VaultError } from '../vault-error.ts';

const othersMask = 0o077;
/** Permissions that only systemd may have on a credentials directory. */
const systemdMask = 0o027;

/** Creates a directory that only its owner can enter. */
export function makePrivateDirectory(directory: string): void {
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/**
 * @throws VaultError `seed_file_readable_by_others` if group or others have permissions on the file or its directory
 */
function assertPrivate(path: string, bySystemd = false): void {
  if (process.platform === 'win32') return;
  for (const location of [path, dirname(path)]) {
    if ((statSync(location).mode & (bySystemd ? systemdMask : othersMask)) !== 0) {
      throw new VaultError('seed_file_readable_by_others', `${location} is open to others: run chmod go= ${location}`);
    }
  }
}

/** Reads a file that only its owner may access. @returns null if there is none */
export function readPrivate(path: string, bySystemd = false): Buffer | null {
  if (!existsSync(path)) return null;
  assertPrivate(path, bySystemd);
  return readFileSync(path);
}

/**
 * Writes atomically and durably: a temporary file, fsync, rename, fsync of the directory. One writer at a time for each
 * path.
 */
export async function writePrivate(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    // The umask may only remove permissions from the mode given to `open`.
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
