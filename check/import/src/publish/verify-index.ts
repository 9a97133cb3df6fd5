import { createHash } from 'node:crypto';
import { trustPath, trustSchema, type Manifest, type Trust } from '@etanche/core-check-protocol';
import {
  FetchError,
  fetchBounded,
  fromUtf8,
  isSecureUrl,
  parseShape,
  timerSleep,
  type Bytes,
} from '@etanche/core-wire';
import { verifyManifest } from '@etanche/core-sealed-index';
import { checkBuckets, publishedDirectory, type ReadPublished } from './check-buckets.ts';
import { ImportError } from '../import-error.ts';

/** Limits of one published file: more than any bucket has, on a slow connection. */
const maxBytes = 64 * 1024 * 1024;
const timeoutMs = 300_000;

/** The verified parts of an index. */
type VerifiedIndex = { readonly manifest: Manifest; readonly buckets: number; readonly bytes: number };

/**
 * Verifies a published index from outside, as a visitor's page does for one bucket: the signatures required by `trust`,
 * the expiry, and the length, audit path and order of every bucket file.
 *
 * @param published a directory, or the URL that serves it: https, or http on this machine
 * @throws SealedIndexError `could_not_check` or MerkleError `proof_invalid` when the data is invalid; any other error
 *   when it could not be read
 */
export async function verifyIndex(
  published: string,
  trust: Trust,
  options: {
    readonly now: () => number;
    readonly fetch: typeof globalThis.fetch;
    readonly report: (done: number, total: number) => void;
  },
): Promise<VerifiedIndex> {
  const read = readPublished(published, options.fetch);
  const manifest = await verifyManifest(await read('manifest.json'), trust, options.now());
  const bytes = await checkBuckets(manifest, read, options.report);
  return { manifest, buckets: manifest.buckets.count, bytes };
}

/**
 * The keys that a site publishes in `trust.json`. They are only as trustworthy as the host until the caller has
 * compared `sha256` with the value that the operator published elsewhere.
 *
 * @param published as in `verifyIndex`
 * @returns `sha256` of the file's bytes in lower-case hexadecimal
 */
export async function readPublishedTrust(
  published: string,
  fetch: typeof globalThis.fetch,
): Promise<{ trust: Trust; sha256: string }> {
  const bytes = await readPublished(published, fetch)(trustPath);
  const trust = parseShape(trustSchema, JSON.parse(fromUtf8(bytes)), trustPath);
  return { trust, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** True for the URL of a site, false for a directory. */
export function isSiteUrl(published: string): boolean {
  return /^https?:\/\//i.test(published);
}

/** Reads published files from a directory or a site. */
export function readPublished(published: string, fetch: typeof globalThis.fetch): ReadPublished {
  if (!isSiteUrl(published)) return publishedDirectory(published);
  if (!isSecureUrl(published))
    throw new ImportError('site_unreadable', 'http is only allowed for this machine: use https');
  const base = published.endsWith('/') ? published : `${published}/`;
  return async (path): Promise<Bytes> => {
    const url = new URL(path, base).href;
    const { response, body } = await fetchBounded({ fetch, sleep: timerSleep, timeoutMs }, { url, maxBytes }).catch(
      (cause: unknown) => {
        const code = cause instanceof FetchError ? cause.code : 'unreachable';
        throw new ImportError('site_unreadable', `the site gave no usable answer for ${path} (${code})`, { cause });
      },
    );
    if (!response.ok) throw new ImportError('site_unreadable', `the site answered ${response.status} for ${path}`);
    return body ?? new Uint8Array(0);
  };
}
