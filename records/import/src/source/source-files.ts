import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../import-error.ts';
import { readWhole } from './read-lines.ts';
import { readTar } from './read-tar.ts';
import { readZip } from './read-zip.ts';

/** A file of a folder or archive that may contain resources. `number` counts all files from 0, in a stable order. */
export type SourceFile = {
  readonly number: number;
  /** Path within the folder or archive. It often contains a patient's name, so it is displayed and never stored. */
  readonly name: string;
  /** Whether the ending of its name means that each line is a resource. */
  readonly isLines: boolean;
  readonly body: AsyncIterable<Uint8Array>;
  /** `file_name_unknown` for an unknown ending: the file is read only if its content is NDJSON. Otherwise null. */
  readonly doubt: 'file_name_unknown' | null;
};

type NamedBody = { readonly name: string; readonly body: AsyncIterable<Uint8Array>; readonly isNamed: boolean };

/** Maximum size of an archive within an archive, which is unpacked in memory. */
const mostInnerArchiveBytes = 256 * 1024 * 1024;
const deepestArchives = 3;

/**
 * Yields the files of an import in a stable order: folders are sorted by name, and archives (zip, tar) keep their own
 * order, also inside each other. Gzip is unpacked. Each file is read before the next one is requested. A file with an
 * unknown ending in a folder or archive has a `doubt`: an old copy beside an export (`.bak`, `.txt`) is only imported
 * if it is in `paths`. A damaged file fails when its body is read, and a damaged archive after the files before the
 * damage.
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
        body: withImportErrors(body, name),
        doubt: isKnown ? null : 'file_name_unknown',
      };
    }
  }
}

async function* filesAt(path: string, name: string, isNamed: boolean): AsyncGenerator<NamedBody> {
  const entry = await entryAt(path).catch((cause: unknown) => unreadable(name, cause));
  if (entry instanceof ImportError) {
    if (isNamed) throw entry;
    // A broken link or unreadable folder is reported, and the other files are imported.
    yield { name, body: failingBody(entry.message), isNamed: true };
  } else if (Array.isArray(entry)) {
    for (const inner of entry.sort()) {
      if (!isHidden(inner)) yield* filesAt(join(path, inner), isNamed ? inner : join(name, inner), false);
    }
  } else if (entry === 'other') return;
  else if (isZip(name)) yield* membersOf(name, readZip({ path }), 1);
  else yield* unpack({ name, body: bytesAt(path), isNamed }, 0);
}

/** @returns the names in a folder, or the kind of another entry @throws the error of the file system */
async function entryAt(path: string): Promise<string[] | 'file' | 'other'> {
  const entry = await stat(path);
  if (entry.isDirectory()) return readdir(path);
  return entry.isFile() ? 'file' : 'other';
}

/** Yields the file, or its members if it is an archive. */
async function* unpack(file: NamedBody, depth: number): AsyncGenerator<NamedBody> {
  const { name } = file;
  const plain = name.replace(/\.gz$/i, '').replace(/\.tgz$/i, '.tar');
  const body = plain === name ? file.body : gunzip(file.body);
  if (depth > deepestArchives) yield { ...file, body: failingBody('archives are nested too deeply') };
  else if (/\.tar$/i.test(plain)) yield* membersOf(name, readTar(body), depth + 1);
  else if (isZip(plain)) {
    const bytes = await readWhole(withImportErrors(body, name), mostInnerArchiveBytes).catch(asImportError);
    if (bytes === null) yield { ...file, body: failingBody(`the archive exceeds ${mostInnerArchiveBytes} bytes`) };
    else if (bytes instanceof ImportError) yield { ...file, body: failingBody(bytes.message) };
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
      yield* unpack({ name: join(archive, name), body, isNamed: false }, depth);
    }
  } catch (cause) {
    // The report lists the archive as a file that cannot be read.
    yield { name: archive, body: failingBody(asImportError(cause).message), isNamed: true };
  }
}

/** Whether an archiver or desktop added the file (AppleDouble, `.DS_Store`). */
function isHidden(name: string): boolean {
  return name.split('/').some((part) => part.startsWith('.') || part === '__MACOSX');
}

function isZip(name: string): boolean {
  return /\.zip$/i.test(name);
}

/** Opens the file when it is read. An unread stream would keep the file open, and its error would end the program. */
async function* bytesAt(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Uint8Array>;
}

/** Starts to unpack when it is read, for the same reason. */
async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // The reader of the unpacked stream gets an error of the file.
  const unpacked = pipeline(Readable.from(body, { objectMode: false }), createGunzip(), () => undefined);
  yield* unpacked as AsyncIterable<Uint8Array>;
}

/** Returns a body that fails when it is read. */
async function* failingBody(message: string): AsyncGenerator<Uint8Array> {
  yield await Promise.reject(new ImportError('source_unreadable', message));
}

/** Turns errors of the file system, of gzip and of archives into an ImportError with the name of the file. */
async function* withImportErrors(body: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
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
