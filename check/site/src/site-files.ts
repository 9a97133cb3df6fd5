import { constants, open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { limits } from '@etanche/core-wire';
import {
  encodings,
  openListedFiles,
  precompress,
  type Encoding,
  type HostedFile,
  type HostedFiles,
} from '@etanche/ui-host';
import { bucketPath, manifestPath } from './index-paths.ts';

/**
 * Opens a published site: the page in memory, verified against its list; the index on disk, read at each request. Only
 * files listed in `page-hashes.json`, the manifest and bucket files are served.
 *
 * @throws HostError `site_missing`, or `site_altered` when a file of the page does not match the list
 */
export async function openSite(directory: string): Promise<HostedFiles> {
  const page = await openListedFiles(directory);
  const root = await realpath(directory);
  const compressManifest = createManifestForms();
  const findIndexFile = async (path: string): Promise<HostedFile | null> => {
    const bytes = await readIndexFile(root, path);
    if (bytes === null) return null;
    const isManifest = path === manifestPath;
    const compressed = isManifest ? await compressManifest(bytes) : new Map<Encoding, Uint8Array>();
    return { path, identity: bytes, compressed, isImmutable: !isManifest };
  };
  return {
    origins: page.origins,
    find: async (path) => (await page.find(path)) ?? (isIndexPath(path) ? findIndexFile(path) : null),
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
