import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { ImportError } from '../import-error.ts';
import { readTar } from './read-tar.ts';

/** One JSON or NDJSON file, wherever it lies. `number` counts the files from 0, in an order that does not change. */
export type SourceFile = {
  readonly number: number;
  /** As its folder or archive calls it; it often holds a patient's name, so that it is shown and never stored. */
  readonly name: string;
  readonly format: 'json' | 'ndjson';
  readonly body: AsyncIterable<Uint8Array>;
};

/**
 * The files of an import, in order: folders are walked by name, archives in their own order; `.gz` is unpacked. Each is
 * read before the next one is asked for.
 *
 * @param paths files and folders
 * @throws ImportError `source_unreadable`
 */
export async function* readSourceFiles(paths: readonly string[]): AsyncGenerator<SourceFile> {
  let number = 0;
  for (const path of paths) {
    for await (const { name, body } of reading(path, filesAt(path, true))) {
      const format = formatOf(name);
      if (format !== null) yield { number: number++, name, format, body };
    }
  }
}

type NamedBody = { readonly name: string; readonly body: AsyncIterable<Uint8Array> };

async function* filesAt(path: string, isNamed: boolean): AsyncGenerator<NamedBody> {
  const found = await stat(path);
  if (found.isDirectory()) {
    for (const name of (await readdir(path)).sort()) yield* filesAt(join(path, name), false);
    return;
  }
  const name = basename(path);
  if (/\.(tar|tar\.gz|tgz)$/i.test(name)) {
    yield* readTar(bytesOf(path, /gz$/i.test(name)));
    return;
  }
  if (formatOf(name) !== null) {
    yield { name, body: bytesOf(path, /\.gz$/i.test(name)) };
  } else if (isNamed) {
    throw new ImportError('source_unreadable', `${name} is none of .json, .ndjson, .jsonl, .tar, .tar.gz, .tgz`);
  }
}

function bytesOf(path: string, isPacked: boolean): AsyncIterable<Uint8Array> {
  const stream = createReadStream(path);
  // A failure of the file reaches whoever reads the unpacked end.
  return isPacked ? pipeline(stream, createGunzip(), () => undefined) : stream;
}

function formatOf(name: string): SourceFile['format'] | null {
  // What an archive's maker adds beside each file (AppleDouble) bears the same ending.
  if (basename(name).startsWith('.')) return null;
  if (/\.(ndjson|jsonl)(\.gz)?$/i.test(name)) return 'ndjson';
  return /\.json(\.gz)?$/i.test(name) ? 'json' : null;
}

/** Failures of the file system and of gzip are the source's. */
async function* reading(path: string, files: AsyncGenerator<NamedBody>): AsyncGenerator<NamedBody> {
  const failed = (cause: unknown): ImportError =>
    cause instanceof ImportError
      ? cause
      : new ImportError('source_unreadable', `${basename(path)} cannot be read: ${codeOf(cause)}`, { cause });
  const guarded = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* body;
    } catch (cause) {
      throw failed(cause);
    }
  };
  try {
    for await (const { name, body } of files) yield { name, body: guarded(body) };
  } catch (cause) {
    throw failed(cause);
  }
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
