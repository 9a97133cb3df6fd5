import { mediaTypes, pageHashesPath, pageHashesSchema, type PageHashes } from '@etanche/core-vault-protocol';
import {
  fromBase64url,
  fromUtf8,
  checkJwsTypes,
  parseShape,
  ProtocolError,
  sha256,
  toBase64url,
  utf8,
  verifyCompact,
} from '@etanche/core-wire';
import { askVault, parseJson, vaultUrl, type Transport } from '../transport.ts';
import type { VaultFailureCode } from '../vault-client-error.ts';
import { VaultFailed } from '../vault-failed.ts';

const hashesBytes = 128 * 1024;
const fileBytes = 4 * 1024 * 1024;

/** One vault's approvals page as currently served. `served` is null for a listed file that is missing. */
export type ComparedPage = {
  readonly url: string;
  /** The signer of the list, base64url: compare it with the federation file if no key was pinned. */
  readonly signingKey: string;
  readonly files: readonly { readonly path: string; readonly published: string; readonly served: string | null }[];
};
export type PageComparison = {
  readonly pages: readonly ComparedPage[];
  readonly failures: readonly { readonly url: string; readonly code: VaultFailureCode }[];
  /** Files whose served bytes differ from those that their own vault published. */
  readonly altered: readonly { readonly url: string; readonly path: string }[];
  /** Files that differ between vaults or are missing at some. */
  readonly different: readonly string[];
};

/**
 * Fetches the approvals page of each vault file by file, hashes the served bytes, and compares them with the vault's
 * signed list and with the other vaults. The comparison covers only the bytes served to this caller.
 *
 * @param options.keys known signing keys by URL; a list signed by another key is a failure
 */
export async function comparePages(
  options: Transport & { readonly urls: readonly string[]; readonly keys: ReadonlyMap<string, string> },
): Promise<PageComparison> {
  const failures: { url: string; code: VaultFailureCode }[] = [];
  const read = await Promise.all(
    options.urls.map(async (url) => {
      try {
        return [await readPage(options, url, options.keys.get(url) ?? null)];
      } catch (error) {
        if (!(error instanceof VaultFailed)) throw error;
        failures.push({ url, code: error.code });
        return [];
      }
    }),
  );
  const pages = read.flat();
  const altered = pages.flatMap(({ url, files }) =>
    files.filter(({ published, served }) => published !== served).map(({ path }) => ({ url, path })),
  );
  const paths = new Set(pages.flatMap(({ files }) => files.map(({ path }) => path)));
  const different = [...paths].filter((path) => {
    const hashes = pages.map(({ files }) => files.find((file) => file.path === path)?.served ?? null);
    return new Set(hashes).size > 1;
  });
  return { pages, failures, altered, different: different.sort() };
}

async function readPage(transport: Transport, url: string, pinned: string | null): Promise<ComparedPage> {
  const { kid, hashes } = await readHashes(transport, url, pinned);
  const files: ComparedPage['files'][number][] = [];
  for (const { path, sha256: published } of hashes.files) {
    files.push({ path, published, served: await hashServed(transport, url, path) });
  }
  return { url, signingKey: kid, files };
}

async function readHashes(
  transport: Transport,
  url: string,
  pinned: string | null,
): Promise<{ kid: string; hashes: PageHashes }> {
  const hashesUrl = vaultUrl(url, pageHashesPath);
  const request = { url: hashesUrl, method: 'GET', accept: mediaTypes.jws, maxBytes: hashesBytes } as const;
  const jws = await askVault(transport, request, new AbortController().signal);
  try {
    const allowed = (kid: string) => Promise.resolve(pinned === null || kid === pinned ? fromBase64url(kid, 32) : null);
    const { payload, kid } = await verifyCompact(jws, checkJwsTypes.pageHashes, allowed);
    return { kid, hashes: parseShape(pageHashesSchema, parseJson(fromUtf8(payload)), 'page hashes') };
  } catch (cause) {
    if (cause instanceof ProtocolError) throw new VaultFailed('answer_invalid', { cause });
    throw cause;
  }
}

/**
 * Null for a file that is missing or does not have the type that the page loads. @throws VaultFailed if there is no
 * answer
 */
async function hashServed(transport: Transport, base: string, path: string): Promise<string | null> {
  const request = { url: vaultUrl(base, path), method: 'GET', accept: typeOf(path), maxBytes: fileBytes } as const;
  try {
    return toBase64url(sha256(utf8(await askVault(transport, request, new AbortController().signal))));
  } catch (error) {
    if (error instanceof VaultFailed && ['not_found', 'answer_invalid'].includes(error.code)) return null;
    throw error;
  }
}

function typeOf(path: string): string {
  if (path.endsWith('.css')) return 'text/css';
  if (path.endsWith('.svg')) return 'image/svg+xml';
  return path === '/approvals' ? 'text/html' : 'text/javascript';
}
