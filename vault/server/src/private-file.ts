import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, basename } from 'node:path';
import { VaultError } from './vault-error.ts';

const othersMask = 0o077;

/** A directory that its owner alone can enter. */
export function makePrivateDirectory(directory: string): void {
  if (!existsSync(directory)) mkdirSync(directory, { recursive: true, mode: 0o700 });
}

/** @throws VaultError `seed_file_readable_by_others` when group or others have any right on the file or its directory. */
export function assertPrivate(path: string): void {
  if (process.platform === 'win32') return;
  for (const place of [path, dirname(path)]) {
    if ((statSync(place).mode & othersMask) !== 0) {
      throw new VaultError('seed_file_readable_by_others', `${place} is open to others: run chmod go= ${place}`);
    }
  }
}

/** Reads a file that must be its owner's alone, or null when there is none. */
export function readPrivate(path: string): Buffer | null {
  if (!existsSync(path)) return null;
  assertPrivate(path);
  return readFileSync(path);
}

/** Writes whole or not at all, and on the disk when it returns: a temporary file, fsync, rename, fsync of the directory. */
export function writePrivate(path: string, content: string | Uint8Array): void {
  const temporary = join(dirname(path), `.${basename(path)}.new`);
  rmSync(temporary, { force: true });
  const file = openSync(temporary, 'wx', 0o600);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content;
    for (let written = 0; written < bytes.length;) written += writeSync(file, bytes, written);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
  syncDirectory(dirname(path));
}

function syncDirectory(directory: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
