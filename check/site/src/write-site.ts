import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { trustFile, trustPath, trustSchema, type Leak, type Trust } from '@etanche/core-check-protocol';
import { parseShape, securityText, securityTextPath } from '@etanche/core-wire';
import { checkPage } from '@etanche/check-page';
import { bundleScript, bundleStyle } from '@etanche/ui-bundle';
import {
  hashedName,
  HostError,
  integrity,
  secureOrigins,
  writeListedFiles,
  type Asset,
  type PageHashes,
} from '@etanche/ui-host';
import { metaContentSecurityPolicy } from './content-security-policy.ts';
import { documents, indexDocument, staticDocument } from './documents.ts';
import { cdnHeaders, headerFileNames, nginxHeaders } from './header-files.ts';
import { iconSvg } from './icon.ts';

export type SiteSettings = {
  /** Directory to write into; existing files with the same name are replaced, others are kept. */
  readonly out: string;
  /**
   * The data pinned in the page: the index's name, the operator's key, the vaults' keys and the threshold of
   * cosignatures.
   */
  readonly trust: Trust;
  /** URLs of the vaults: the only other origins to which the page may connect. */
  readonly vaultUrls: readonly string[];
  /** The publisher and host of the page, for the legal notice; the leak is read from the signed manifest. */
  readonly leak: Pick<Leak, 'controller' | 'legalBasis' | 'contact'>;
  readonly hostedBy: string;
  /** For `/.well-known/security.txt`: an `https:` or `mailto:` URL, and an expiry; if absent, there is no such file. */
  readonly security?: { readonly contact: string; readonly expires: number };
};

/**
 * The list of the written files, the SHA-256 of index.html, which covers the page, and that of trust.json, from which
 * other clients read the same keys.
 */
export type WrittenSite = {
  readonly pageHashes: PageHashes;
  readonly indexSha256: string;
  readonly trustSha256: string;
};

/**
 * Builds the page, offline, into `out`: index.html and the explanatory pages, hashed assets and `trust.json`, each with
 * its .br and .gz, `page-hashes.json`, and the header configurations for nginx and for a plain CDN.
 *
 * @throws HostError `settings_invalid`; BundleError `build_failed`
 */
export async function writeSite(settings: SiteSettings): Promise<WrittenSite> {
  const trust = checkTrust(settings.trust);
  const origins = secureOrigins(settings.vaultUrls, 'a vault URL');
  if (origins.length === 0) throw new HostError('settings_invalid', 'no vault URL is given');
  const files = new Map<string, Uint8Array>();
  const put = (name: string, extension: string, bytes: Uint8Array): Asset => {
    const path = hashedName(name, extension, bytes);
    files.set(path, bytes);
    return { path, integrity: integrity(bytes) };
  };

  const worker = put('worker', 'js', await bundleScript(checkPage, 'worker.ts', { ETANCHE_TRUST: trust }));
  const assets = {
    script: put('page', 'js', await bundleScript(checkPage, 'main.ts', { ETANCHE_WORKER: worker })),
    style: put('page', 'css', await bundleStyle(checkPage, 'style.css')),
    icon: put('icon', 'svg', Buffer.from(iconSvg)),
  };
  const csp = metaContentSecurityPolicy(origins);
  files.set('index.html', Buffer.from(await indexDocument(assets, csp)));
  for (const document of documents) {
    files.set(document.path, Buffer.from(await staticDocument(document, assets, csp, legalValues(settings))));
  }
  const { security } = settings;
  if (security !== undefined) {
    files.set(securityTextPath.slice(1), Buffer.from(securityText(security.contact, security.expires)));
  }
  files.set(trustPath, trustFile(trust));
  const pageHashes = await writeListedFiles(settings.out, files, origins);
  await writeFile(join(settings.out, headerFileNames.nginx), nginxHeaders(origins));
  await writeFile(join(settings.out, headerFileNames.cdn), cdnHeaders(origins));
  const hashOf = (path: string) => pageHashes.files.find((file) => file.path === path)?.sha256 ?? '';
  return { pageHashes, indexSha256: hashOf('index.html'), trustSha256: hashOf(trustPath) };
}

function checkTrust(trust: Trust): Trust {
  try {
    const checked = parseShape(trustSchema, trust, 'trust');
    if (checked.threshold <= checked.vaultKeys.length) return checked;
  } catch (cause) {
    throw new HostError('settings_invalid', 'trust is malformed', { cause });
  }
  throw new HostError('settings_invalid', 'trust requires more vaults than it lists');
}

function legalValues({ leak, hostedBy }: SiteSettings): Record<string, string> {
  const { name, email, phone, url, address } = leak.contact;
  const contact = [name, address, email, phone, url].filter((part) => part !== undefined).join(', ');
  return { controller: leak.controller, legalBasis: leak.legalBasis, contact: contact || leak.controller, hostedBy };
}
