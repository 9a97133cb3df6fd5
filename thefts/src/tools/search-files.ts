import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteSearch } from './search-bytes.ts';

const pieceBytes = 8 << 20;

type FilesSearched = { readonly persons: Set<number>; readonly bytes: number; readonly files: number };

/** Reads every file below the given paths, whatever its name, and searches its bytes. */
export async function searchFiles(paths: readonly string[], search: ByteSearch): Promise<FilesSearched> {
  const persons = new Set<number>();
  let bytes = 0;
  let files = 0;
  // One buffer for all files: most are small, and zeroing megabytes for each takes longer than the search.
  const buffer = Buffer.alloc(pieceBytes + search.overlap);
  for (const path of paths) {
    for await (const file of walk(path)) {
      files++;
      for await (const piece of pieces(file, buffer, search.overlap)) {
        bytes += piece.length;
        for (const person of search.find(piece)) persons.add(person);
      }
    }
  }
  return { persons, bytes, files };
}

/** A running server removes files in the meantime: a listed file may be missing, a requested path may not. */
async function* walk(path: string, listed = false): AsyncGenerator<string> {
  const stat = listed ? await unlessGone(lstat(path)) : await lstat(path);
  if (stat?.isFile() === true) yield path;
  if (stat?.isDirectory() !== true) return;
  for (const name of (await unlessGone(readdir(path))) ?? []) yield* walk(join(path, name), true);
}

async function unlessGone<T>(step: Promise<T>): Promise<T | null> {
  try {
    return await step;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

/** @param buffer of `pieceBytes + overlap`; each piece is a part of it and is valid until the next one */
async function* pieces(path: string, buffer: Buffer, overlap: number): AsyncGenerator<Buffer> {
  await using file = await unlessGone(open(path));
  if (file === null) return;
  let kept = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, kept, pieceBytes);
    if (bytesRead === 0) return;
    const piece = buffer.subarray(0, kept + bytesRead);
    yield piece;
    kept = Math.min(overlap, piece.length);
    piece.copy(buffer, 0, piece.length - kept);
  }
}
