import { chmodSync, existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { link, open, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { RecordsError } from '../records-error.ts';

const othersMask = 0o077;

/** A directory that its owner alone can enter. */
export function makePrivateDirectory(directory: string): void {
  if (existsSync(directory)) return;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
}

/**
 * Reads a file that must be its owner's alone, or null when there is none.
 *
 * @throws RecordsError `key_file_readable_by_others` when group or others have any right on the file or its directory
 */
export function readPrivate(path: string): Buffer | null {
  if (!existsSync(path)) return null;
  if (process.platform !== 'win32') {
    for (const place of [path, dirname(path)]) {
      if ((statSync(place).mode & othersMask) !== 0) {
        throw new RecordsError('key_file_readable_by_others', `${place} is open to others: run chmod go= ${place}`);
      }
    }
  }
  return readFileSync(path);
}

/**
 * Writes a new file whole, on the disk when it returns; when another process has made it meanwhile, that one stays.
 *
 * @param unique a name that no other process uses
 */
export async function makePrivate(path: string, content: string, unique: string): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${unique}`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary);
  }
}
