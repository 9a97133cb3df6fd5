import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { link, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { PlatformError } from './platform-error.ts';

const othersMask = 0o077;
/** Permissions that not even systemd gives to others on a directory of credentials. */
const systemdMask = 0o027;

/** Creates a directory that only its owner can enter. */
export function makePrivateDirectory(directory: string): void {
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/**
 * Reads a secret file that only this program's user may access, as may its directory.
 *
 * @param options.bySystemd the file is a credential, to which systemd grants access by an access control list; it
 *   appears as a permission of the group, and the file may belong to root
 * @param options.user the user id of the program; undefined on a platform without user ids
 * @returns null if there is none
 * @throws PlatformError `private_file_open` if another user owns or may access the file or its directory
 */
export function readPrivateFile(
  path: string,
  { bySystemd = false, user = process.geteuid?.() }: { readonly bySystemd?: boolean; readonly user?: number } = {},
): Buffer | null {
  if (!existsSync(path)) return null;
  if (user !== undefined) {
    for (const location of [path, dirname(path)]) requirePrivate(location, bySystemd, user);
  }
  return readFileSync(path);
}

function requirePrivate(location: string, bySystemd: boolean, user: number): void {
  const { mode, uid } = statSync(location);
  if ((mode & (bySystemd ? systemdMask : othersMask)) !== 0) {
    throw new PlatformError('private_file_open', `${location} is open to others: run chmod go= ${location}`);
  }
  if (!bySystemd && uid !== user) {
    throw new PlatformError('private_file_open', `${location} belongs to another user than the one of this program`);
  }
}

/**
 * Replaces a secret file atomically and durably: a temporary file, fsync, rename, fsync of the directory. One writer at
 * a time for each path.
 */
export async function writePrivateFile(path: string, content: string | Uint8Array): Promise<void> {
  const temporary = await writeTemporary(path, 'new', content);
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/**
 * Creates a secret file whole and durably. If another process has created it in the meantime, that one stays.
 *
 * @param unique a name that no other process uses
 */
export async function createPrivateFile(path: string, content: string | Uint8Array, unique: string): Promise<void> {
  const temporary = await writeTemporary(path, unique, content);
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary);
  }
  await syncDirectory(dirname(path));
}

async function writeTemporary(path: string, suffix: string, content: string | Uint8Array): Promise<string> {
  const temporary = join(dirname(path), `.${basename(path)}.${suffix}`);
  await rm(temporary, { force: true });
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  return temporary;
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
