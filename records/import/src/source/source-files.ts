import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../import-error.ts';
import { readWhole } from './read-lines.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';

/** One file that may hold resources, wherever it lies. `number` counts all files from 0, in an order that does not change. */
export type SourceFile = {
  readonly number: number;
  /** Its path within the folder or archive; it often holds a patient's name, so that it is shown and never stored. */
  readonly name: string;
  /** Whether its name says that each line is a resource. */
  readonly isLines: boolean;
  readonly body: AsyncIterable<Uint8Array>;
  /** Why it is not read: `file_name_unknown`, or null. Its body is empty then, unless it may be NDJSON under another name. */
  readonly doubt: 'file_name_unknown' | null;
};

type NamedBody = { readonly name: string; readonly body: AsyncIterable<Uint8Array>; readonly isNamed: boolean };

/** An archive within an archive is unpacked in memory. */
const mostInnerArchiveBytes = 256 * 1024 * 1024;
const deepestArchives = 3;

/**
 * The files of an import, in order: folders are walked by name, archives (zip, tar) in their own order, also within
 * each other; gzip is unpacked. Each file is read before the next one is asked for. A file that a folder or archive
 * holds under an unknown ending comes with a doubt: an old copy beside an export (`.bak`, `.txt`) must be named to be
 * imported. A damaged file fails when its body is read, a damaged archive after the files before the damage.
 *
 * @param paths files and folders
 * @throws ImportError `source_unreadable` for a path that does not exist
 */
export async function* readSourceFiles(paths: readonly string[]): AsyncGenerator<SourceFile> {
  let number = 0;
  for (const path of paths) {
    for await (const { name, body, isNamed } of filesAt(path, basename(path), true)) {
      const plain = name.replace(/\.gz$/i, '');
      const isKnown = isNamed || /\.(json|ndjson|jsonl|xml)$/i.test(plain);
      yield {
        number: number++,
        name,
        isLines: /\.(ndjson|jsonl)$/i.test(plain),
        body: guarded(body, name),
        doubt: isKnown ? null : 'file_name_unknown',
      };
    }
  }
}

async function* filesAt(path: string, name: string, isNamed: boolean): AsyncGenerator<NamedBody> {
  const found = await entryAt(path).catch((cause: unknown) => unreadable(name, cause));
  if (found instanceof ImportError) {
    if (isNamed) throw found;
    // One broken link or locked folder does not keep the others out: the report names it.
    yield { name, body: failing(found.message), isNamed: true };
  } else if (Array.isArray(found)) {
    for (const inner of found.sort()) {
      if (!isHidden(inner)) yield* filesAt(join(path, inner), isNamed ? inner : join(name, inner), false);
    }
  } else if (found === 'other') return;
  else if (isZip(name)) yield* membersOf(name, readZip({ path }), 1);
  else yield* unpacked({ name, body: bytesAt(path), isNamed }, 0);
}

/** The names in a folder. @throws the failure of the file system */
async function entryAt(path: string): Promise<string[] | 'file' | 'other'> {
  const found = await stat(path);
  if (found.isDirectory()) return readdir(path);
  return found.isFile() ? 'file' : 'other';
}

/** A file as it is, or the files of the archive that it is. */
async function* unpacked(file: NamedBody, depth: number): AsyncGenerator<NamedBody> {
  const { name } = file;
  const plain = name.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
  const body = plain === name ? file.body : gunzip(file.body);
  if (depth > deepestArchives) yield { ...file, body: failing('archives are nested too deep') };
  else if (/\.tar$/i.test(plain)) yield* membersOf(name, readTar(body), depth + 1);
  else if (isZip(plain)) {
    const bytes = await readWhole(guarded(body, name), mostInnerArchiveBytes).catch((cause: unknown) =>
      asImportError(cause),
    );
    if (bytes === null) yield { ...file, body: failing(`is over ${mostInnerArchiveBytes} bytes`) };
    else if (bytes instanceof ImportError) yield { ...file, body: failing(bytes.message) };
    else yield* membersOf(name, readZip({ bytes: Buffer.from(bytes) }), depth + 1);
  } else yield { ...file, body };
}

async function* membersOf(
  archive: string,
  members: AsyncGenerator<{ readonly name: string; readonly body: AsyncIterable<Uint8Array> }>,
  depth: number,
): AsyncGenerator<NamedBody> {
  try {
    for await (const { name, body } of members) {
      if (isHidden(name)) continue;
      yield* unpacked({ name: join(archive, name), body, isNamed: false }, depth);
    }
  } catch (cause) {
    // The report names the archive as a file that cannot be read.
    yield { name: archive, body: failing(asImportError(cause).message), isNamed: true };
  }
}

/** Files that an archive's maker or a desktop adds (AppleDouble, `.DS_Store`). */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function isZip(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** Opened when it is read: a stream that nobody reads keeps the file open, and its failure would end the program. */
async function* bytesAt(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

/** Begun when it is read, for the same reason. */
async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // A failure of the file reaches the reader of the unpacked end.
  const unpacked = pipeline(Readable.from(body, { objectMode: false }), createGunzip(), () => undefined);
  yield* unpacked as AsyncIterable<Uint8Array>;
}

/** A body that fails when it is read. */
async function* failing(message: string): AsyncGenerator<Uint8Array> {
  yield await Promise.reject(new ImportError('source_unreadable', message));
}

/** Failures of the file system, of gzip and of archives are failures of this file. */
async function* guarded(body: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw unreadable(name, cause);
  }
}

function unreadable(name: string, cause: unknown): ImportError {
  if (cause instanceof ImportError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
  return new ImportError('source_unreadable', `${name} cannot be read: ${code}`, { cause });
}

function asImportError(cause: unknown): ImportError {
  return cause instanceof ImportError ? cause : unreadable('the archive', cause);
}
