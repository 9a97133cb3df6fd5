import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Replaces a file atomically: after a crash it has the complete old or new content. Only its owner can read it. */
export async function writeDurably(path: string, content: string | Uint8Array, mode = 0o600): Promise<void> {
  const temporary = `${path}.tmp`;
  await using file = await open(temporary, 'w', mode);
  await file.writeFile(content);
  await file.sync();
  await rename(temporary, path);
  await syncDirectory(dirname(path));
}

/** Renames a finished file or directory to its final name. */
export async function renameDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncDirectory(dirname(to));
}

export async function removeIfThere(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
}

/** A rename is durable after its directory has been synced. */
export async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}
