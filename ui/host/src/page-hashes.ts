import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { object, parseShape, type Shape } from '@etanche/core-wire';
import { HostError } from './host-error.ts';

export const pageHashesPath = 'page-hashes.json';

/**
 * The list of the page's files, each with the SHA-256 of its uncompressed bytes in hexadecimal. index.html contains the
 * hashes of script and style, and the script that of the worker. Scripts that a page loads later, as that of Records
 * does, have no hash in another file: a comparison has to cover the whole list. It is also the list of files that a host
 * serves; Check's host adds the manifest and the buckets.
 */
export const pageHashesSchema = object({
  format: { const: 'etanche/v1/page-hashes' },
  origins: { type: 'array', minItems: 1, maxItems: 16, items: { type: 'string', maxLength: 512 } },
  files: {
    type: 'array',
    minItems: 1,
    maxItems: 128,
    items: object({
      path: { type: 'string', pattern: '^[a-z0-9-]+(/[a-zA-Z0-9._-]+)*(\\.[a-z]+)?$', maxLength: 200 },
      sha256: { type: 'string', pattern: '^[0-9a-f]{64}$', maxLength: 64 },
      bytes: { type: 'integer', minimum: 0, maximum: 4_000_000 },
    }),
  },
});
export type PageHashes = Shape<typeof pageHashesSchema>;

/** @throws HostError `site_missing` if there is no list, `site_altered` if it is malformed */
export async function readPageHashes(directory: string): Promise<PageHashes> {
  const text = await readFile(join(directory, pageHashesPath), 'utf8').catch((cause: unknown) => {
    throw new HostError('site_missing', `the directory of the site has no ${pageHashesPath}`, { cause });
  });
  try {
    return parseShape(pageHashesSchema, JSON.parse(text), pageHashesPath);
  } catch (cause) {
    throw new HostError('site_altered', `${pageHashesPath} is malformed`, { cause });
  }
}
