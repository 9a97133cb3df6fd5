import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from './host-error.ts';
import { pageHashesPath, readPageHashes } from './page-hashes.ts';
import { encodings, type Encoding } from './precompress.ts';

/** A file in all encodings; `identity` is the uncompressed file. */
export type HostedFile = {
  readonly path: string;
  readonly identity: Uint8Array;
  readonly compressed: ReadonlyMap<Encoding, Uint8Array>;
  /** True if its name changes with its content. */
  readonly isImmutable: boolean;
};

export type HostedFiles = {
  /** The only other origins to which the page may connect. */
  readonly origins: readonly string[];
  /** @param path without the leading slash; null if there is no such file */
  find(path: string): Promise<HostedFile | null>;
};

/**
 * Opens the files of a page, in memory and verified against `page-hashes.json`. No other file is found.
 *
 * @throws HostError `site_missing`, or `site_altered` when a file does not match the list
 */
export async function openListedFiles(directory: string): Promise<HostedFiles> {
  const list = await readPageHashes(directory);
  const root = await realpath(directory);
  const files = new Map<string, HostedFile>();
  for (const { path, sha256 } of list.files) {
    const identity = await readFile(join(root, path)).catch((cause: unknown) => {
      throw new HostError('site_altered', `${path} is listed but missing`, { cause });
    });
    if (createHash('sha256').update(identity).digest('hex') !== sha256) {
      throw new HostError('site_altered', `${path} does not match ${pageHashesPath}`);
    }
    const compressed = await readCompressed(join(root, path));
    files.set(path, { path, identity, compressed, isImmutable: path.startsWith('assets/') });
  }
  const identity = await readFile(join(root, pageHashesPath));
  files.set(pageHashesPath, { path: pageHashesPath, identity, compressed: new Map(), isImmutable: false });
  return { origins: list.origins, find: (path) => Promise.resolve(files.get(path) ?? null) };
}

async function readCompressed(file: string): Promise<Map<Encoding, Uint8Array>> {
  const forms = new Map<Encoding, Uint8Array>();
  for (const { encoding, extension } of encodings) {
    const bytes = await readFile(`${file}${extension}`).catch(() => null);
    if (bytes !== null) forms.set(encoding, bytes);
  }
  return forms;
}
