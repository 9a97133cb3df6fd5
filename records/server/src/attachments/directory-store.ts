import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BlobStore } from './blob-store.ts';

/** Blobs as files of one directory that only its owner can read. */
export function openDirectoryStore(root: string): BlobStore {
  return {
    async put(key, bytes) {
      const path = join(root, key);
      const part = `${path}.part`;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      try {
        await writeDurably(part, bytes);
        await rename(part, path);
      } catch (error) {
        await rm(part, { force: true });
        throw error;
      }
      await syncDirectory(dirname(path));
    },
    async get(key) {
      try {
        // Opened before the answer begins, so that an error fails the request and not its stream.
        const file = await open(join(root, key), 'r');
        return createReadStream('', { fd: file, highWaterMark: 256 * 1024 });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async delete(key) {
      await rm(join(root, key), { force: true });
      await rm(join(root, `${key}.part`), { force: true });
    },
  };
}

async function writeDurably(path: string, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  await using file = await open(path, 'w', 0o600);
  for await (const chunk of bytes) await file.write(chunk);
  await file.sync();
}

/** A renamed file survives a crash once its directory is on the disk. */
async function syncDirectory(path: string): Promise<void> {
  await using directory = await open(path, 'r');
  await directory.sync();
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
