import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { isSiteUrl, readPublishedTrust, workDirectory } from '@etanche/check-import';
import { trustSchema, type Trust } from '@etanche/core-check-protocol';
import { fromUtf8, parseShape } from '@etanche/core-wire';
import { CliError } from './cli-error.ts';

/**
 * The keys with which a published index is verified. `pinned` is false if only the site itself vouches for them:
 * neither a file on this machine nor a hash from elsewhere.
 */
export type ChosenTrust = { readonly trust: Trust; readonly sha256: string; readonly pinned: boolean };

/**
 * Reads the named file; else that of the import on this machine, next to the published directory; else `trust.json` of
 * the site. With `sha256`, the file must have that hash.
 *
 * @param published directory or URL of the site
 * @param sha256 lower-case hexadecimal
 * @throws CliError `usage_invalid` for a malformed hash, `trust_differs` for a different one
 */
export async function chooseTrust(
  published: string,
  { file, sha256 }: { readonly file: string | undefined; readonly sha256: string | undefined },
  fetch: typeof globalThis.fetch,
): Promise<ChosenTrust> {
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) {
    throw new CliError('usage_invalid', '--trust-sha256 must be 64 hexadecimal digits in lower case.');
  }
  const local = file ?? (sha256 === undefined ? importedTrust(published) : undefined);
  const found = local === undefined ? await readPublishedTrust(published, fetch) : await readTrustFile(local);
  if (sha256 !== undefined && found.sha256 !== sha256) {
    throw new CliError('trust_differs', `The SHA-256 of trust.json is ${found.sha256}, not the expected one.`);
  }
  return { ...found, pinned: local !== undefined || sha256 !== undefined };
}

function importedTrust(published: string): string | undefined {
  if (isSiteUrl(published)) return undefined;
  const { trust } = workDirectory(published);
  return existsSync(trust) ? trust : undefined;
}

async function readTrustFile(path: string): Promise<{ trust: Trust; sha256: string }> {
  const bytes = Uint8Array.from(await readFile(path));
  const trust = parseShape(trustSchema, JSON.parse(fromUtf8(bytes)), '--trust');
  return { trust, sha256: createHash('sha256').update(bytes).digest('hex') };
}
