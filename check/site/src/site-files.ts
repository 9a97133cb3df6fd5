import { createHash } from 'node:crypto';
import { constants, open, readFile, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { limits } from '@etanche/core-wire';
import { bucketPath, manifestPath } from './caching.ts';
import { pageHashesPath, readPageHashes } from './page-hashes.ts';
import { encodings, precompress, type Encoding } from './precompress.ts';
import { SiteError } from './site-error.ts';

export type ServedFile = { readonly path: string; readonly bytes: Uint8Array; readonly etag: string };

/** A file in all encodings; `identity` is the uncompressed file. */
export type FileForms = {
  readonly path: string;
  readonly identity: Uint8Array;
  readonly compressed: ReadonlyMap<Encoding, Uint8Array>;
};

/** The files of a site: the page in memory, verified against its list; the index on disk, read at each request. */
export type SiteFiles = {
  readonly vaults: readonly string[];
  /** @param path without the leading slash; null if the site has no such file. */
  find(path: string): Promise<FileForms | null>;
};

/**
 * Opens a published site. Only files listed in `page-hashes.json`, the manifest and bucket files are served.
 *
 * @throws SiteError `site_missing`, or `site_altered` when a file of the page does not match the list
 */
export async function openSite(directory: string): Promise<SiteFiles> {
  const list = await readPageHashes(directory);
  const root = await realpath(directory);
  const page = new Map<string, FileForms>();
  for (const { path, sha256 } of list.files) {
    const identity = await readFile(join(root, path)).catch((cause: unknown) => {
      throw new SiteError('site_altered', `${path} is listed but missing`, { cause });
    });
    if (createHash('sha256').update(identity).digest('hex') !== sha256) {
      throw new SiteError('site_altered', `${path} does not match ${pageHashesPath}`);
    }
    page.set(path, { path, identity, compressed: await readCompressed(join(root, path)) });
  }
  const identity = await readFile(join(root, pageHashesPath));
  page.set(pageHashesPath, { path: pageHashesPath, identity, compressed: new Map() });
  const compressManifest = createManifestForms();
  const findIndexFile = async (path: string): Promise<FileForms | null> => {
    const bytes = await readIndexFile(root, path);
    if (bytes === null) return null;
    const compressed = path === manifestPath ? await compressManifest(bytes) : new Map<Encoding, Uint8Array>();
    return { path, identity: bytes, compressed };
  };
  return {
    vaults: list.vaults,
    find: async (path) => page.get(path) ?? (isIndexPath(path) ? findIndexFile(path) : null),
  };
}

/** The manifest is the one text of the index: compressed when it changes. A bucket is ciphertext and stays as it is. */
function createManifestForms(): (bytes: Uint8Array) => Promise<Map<Encoding, Uint8Array>> {
  let last: { readonly bytes: Uint8Array; readonly forms: Map<Encoding, Uint8Array> } | null = null;
  return async (bytes) => {
    if (last !== null && Buffer.compare(last.bytes, bytes) === 0) return last.forms;
    const forms = new Map<Encoding, Uint8Array>();
    for (const { encoding } of encodings) forms.set(encoding, await precompress(bytes, encoding));
    last = { bytes, forms };
    return forms;
  };
}

function isIndexPath(path: string): boolean {
  return path === manifestPath || bucketPath.test(path);
}

async function readCompressed(file: string): Promise<Map<Encoding, Uint8Array>> {
  const forms = new Map<Encoding, Uint8Array>();
  for (const { encoding, extension } of encodings) {
    const bytes = await readFile(`${file}${extension}`).catch(() => null);
    if (bytes !== null) forms.set(encoding, bytes);
  }
  return forms;
}

/** The path has one of two fixed forms without dots or extra separators; links that lead outside are rejected. */
async function readIndexFile(root: string, path: string): Promise<Uint8Array | null> {
  const target = await realpath(join(root, path)).catch(() => null);
  if (target?.startsWith(root + sep) !== true) return null;
  const handle = await open(target, constants.O_RDONLY | constants.O_NOFOLLOW).catch(() => null);
  if (handle === null) return null;
  try {
    const { size } = await handle.stat();
    if (size > limits.bucketBytes) return null;
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}
