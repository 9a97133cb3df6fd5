import { createHash } from 'node:crypto';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pageHashesPath, type PageHashes } from './page-hashes.ts';
import { encodings, precompress, type Effort } from './precompress.ts';

/**
 * Writes the files of a page, each with its compressed forms, and `page-hashes.json`, by which anybody can compare a
 * host with a rebuilt page.
 *
 * @param origins the other origins to which the page may connect
 * @param effort of the compression
 */
export async function writeListedFiles(
  out: string,
  files: ReadonlyMap<string, Uint8Array>,
  origins: readonly string[],
  effort: Effort = 'most',
): Promise<PageHashes> {
  const list = Array.from(files, ([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.length,
  }));
  const pageHashes: PageHashes = {
    format: 'etanche/v1/page-hashes',
    origins: [...origins],
    files: list.sort((a, b) => (a.path < b.path ? -1 : 1)),
  };
  const all = new Map(files).set(pageHashesPath, Buffer.from(`${JSON.stringify(pageHashes, null, 2)}\n`));
  for (const [path, bytes] of all) {
    const target = join(out, path);
    // The compression of a large file takes seconds, and a site is often written again unchanged.
    if (await isWritten(target, bytes)) continue;
    await mkdir(dirname(target), { recursive: true });
    for (const { encoding, extension } of encodings) {
      await writeFile(`${target}${extension}`, await precompress(bytes, encoding, effort));
    }
    await writeFile(target, bytes);
  }
  return pageHashes;
}

/** The file is written after its compressed forms, so that all of them exist if it does with these bytes. */
async function isWritten(target: string, bytes: Uint8Array): Promise<boolean> {
  const written = await readFile(target).catch(() => null);
  if (written === null || !written.equals(bytes)) return false;
  const forms = await Promise.all(encodings.map(({ extension }) => stat(`${target}${extension}`).catch(() => null)));
  return forms.every((form) => form !== null);
}
