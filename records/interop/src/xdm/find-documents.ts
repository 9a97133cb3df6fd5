import { sha1 } from '@noble/hashes/legacy.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { InteropError } from '../interop-error.ts';
import type { ZipFiles } from '../zip/read-zip.ts';
import type { XdmEntry } from './read-metadata.ts';

interface FoundDocuments {
  readonly found: readonly { readonly path: string; readonly entry: XdmEntry | null }[];
  /** Where documents of the metadata would be. */
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/** Finds the file of each entry of the metadata of each folder, and documents that no metadata name. */
export function findDocuments(files: ZipFiles, metadataAt: (path: string) => readonly XdmEntry[]): FoundDocuments {
  const metadata = files.paths.filter((path) => baseOf(path).toLowerCase() === 'metadata.xml');
  const free = new Set(files.paths.filter((path) => !metadata.includes(path) && !isCover(path)));
  const found: { path: string; entry: XdmEntry | null }[] = [];
  const missing: string[] = [];
  const hashes = new Map<string, string | null>();
  const hashOf = (path: string): string | null => {
    const known = hashes.get(path);
    if (known !== undefined) return known;
    const hash = readableHash(files, path);
    hashes.set(path, hash);
    return hash;
  };
  for (const path of metadata) {
    const folder = folderOf(path);
    const entries = metadataAt(path);
    const inside = [...free].filter((file) => folderOf(file) === folder);
    for (const entry of entries) {
      const own = inside.filter((file) => free.has(file));
      const file = fileOf(entry, own, hashOf, entries.length);
      if (file === null) missing.push(`${folder}${entry.uri ?? entry.id}`);
      else {
        free.delete(file);
        found.push({ path: file, entry });
      }
    }
  }
  for (const path of [...free]) {
    if (!/\.xml$/i.test(path)) continue;
    free.delete(path);
    found.push({ path, entry: null });
  }
  const ignored = files.paths.filter((path) => free.has(path) || isCover(path));
  return { found, missing, ignored };
}

/** By its name; else by its symbolic id; else by its hash; else the only document that there is. */
function fileOf(
  entry: XdmEntry,
  own: readonly string[],
  hashOf: (path: string) => string | null,
  entries: number,
): string | null {
  const named = (name: string): string | null =>
    own.find((path) => baseOf(path).toLowerCase() === name.toLowerCase()) ?? null;
  if (entry.uri !== null) return named(baseOf(entry.uri.replaceAll('\\', '/')));
  const byId = own.find(
    (path) =>
      baseOf(path)
        .replace(/\.[^.]*$/, '')
        .toLowerCase() === entry.id.toLowerCase(),
  );
  if (byId !== undefined) return byId;
  const { hash } = entry;
  const byHash = hash === null ? undefined : own.find((path) => hashOf(path) === hash);
  if (byHash !== undefined) return byHash;
  const documents = own.filter((path) => /\.(?:xml|pdf)$/i.test(path));
  return entries === 1 && documents.length === 1 ? (documents[0] ?? null) : null;
}

/** Null for a file that cannot be unpacked, which is no entry's document. */
function readableHash(files: ZipFiles, path: string): string | null {
  try {
    return bytesToHex(sha1(files.read(path)));
  } catch (error) {
    if (error instanceof InteropError) return null;
    throw error;
  }
}

function isCover(path: string): boolean {
  return /^(?:readme\.txt|index\.html?)$/i.test(baseOf(path));
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
