import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { recordsWeb, type Site } from '@etanche/records-web';
import { bundleApplication, bundleScript } from '@etanche/ui-bundle';
import {
  escapeHtml,
  hashedName,
  HostError,
  integrity,
  secureOrigins,
  writeListedFiles,
  type Asset,
  type PageHashes,
} from '@etanche/ui-host';
import { metaPolicy } from './content-security-policy.ts';

export type RecordsSiteSettings = {
  /** Directory to write into; existing files with the same name are replaced. */
  readonly out: string;
  readonly site: Site;
  /** URLs of the vaults: with the records server, the only origins to which the worker may connect. */
  readonly vaultUrls: readonly string[];
};

/**
 * Builds the application, offline: index.html, the scripts, the style and the fonts with hashed names, each with its
 * .br and .gz, and `page-hashes.json`.
 *
 * @throws HostError `settings_invalid`; BundleError `build_failed`
 */
export async function writeRecordsSite({ out, site, vaultUrls }: RecordsSiteSettings): Promise<PageHashes> {
  refuseDemonstrationElsewhere(site);
  const servers = [site.serverUrl, ...(site.demonstration === null ? [] : [site.demonstration.url])];
  const origins = [
    ...secureOrigins(servers, 'the URL of the records server'),
    ...secureOrigins(vaultUrls, 'a vault URL'),
  ];
  const medicineBytes = await readFile(medicinesFile);
  const medicines = hashedName('medicines', 'txt', medicineBytes);
  const constants = { ETANCHE_SITE: site, ETANCHE_MEDICINES: medicines };
  const workerBytes = await bundleScript(recordsWeb, 'worker/main.ts', constants);
  const worker = hashedName('worker', 'js', workerBytes);
  const readerBytes = await bundleScript(recordsWeb, 'reader/main.ts');
  const reader = hashedName(readerName, 'js', readerBytes);
  // pdfkit needs the version of noble that npm gave to it.
  const writerBytes = await bundleScript({ ...recordsWeb, nobleOf: null }, 'writer/main.ts');
  const writer = hashedName(writerName, 'js', writerBytes);
  const { script, style, files } = await bundleApplication(recordsWeb, 'page/main.tsx', {
    ETANCHE_SITE: site,
    ETANCHE_WORKER: { path: worker, integrity: integrity(workerBytes) } satisfies Asset,
    ETANCHE_READER: reader,
    ETANCHE_WRITER: writer,
  });
  const asset = (path: string): Asset => ({ path, integrity: integrity(files.get(path) ?? new Uint8Array()) });
  const icon = hashedName('icon', 'svg', Buffer.from(iconSvg));
  const index = indexDocument(asset(script), asset(style), icon);
  const all = new Map<string, Uint8Array>(files)
    .set(worker, workerBytes)
    .set(reader, readerBytes)
    .set(writer, writerBytes)
    .set(medicines, medicineBytes)
    .set(icon, Buffer.from(iconSvg))
    .set('index.html', Buffer.from(index));
  // The site of a server on this computer is not loaded over a network, and its first start waits for the compression.
  return writeListedFiles(out, all, origins, isHere(site.serverUrl) ? 'quick' : 'most');
}

/** Names of the scripts that read and write a PDF, each with a policy of its own. */
export const [readerName, writerName] = ['reader', 'writer'];

/** The index of the public medicines database, which the worker loads when somebody prescribes. */
const medicinesFile = fileURLToPath(import.meta.resolve('@etanche/records-medicines/medicines.txt'));

/** A demonstration key signs in without its owner, so it must never be on a site that others reach. */
function refuseDemonstrationElsewhere({ serverUrl, demonstration }: Site): void {
  if (demonstration === null) return;
  if (!isHere(serverUrl) || !isHere(demonstration.url))
    throw new HostError('settings_invalid', 'demonstration keys are for a trial on this computer only');
}

function isHere(url: string): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(new URL(url).hostname);
}

/** The title never names a patient: it is in the browser's history and in the task bar. */
function indexDocument(script: Asset, style: Asset, icon: string): string {
  const lines = [
    '<!doctype html>',
    '<html lang="fr">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(metaPolicy())}">`,
    '<title>Étanche</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="format-detection" content="telephone=no">',
    `<link rel="icon" href="${icon}" type="image/svg+xml">`,
    `<link rel="stylesheet" href="${style.path}" integrity="${style.integrity}">`,
    `<script type="module" src="${script.path}" integrity="${script.integrity}"></script>`,
    '</head>',
    '<body>',
    '<div id="application"></div>',
    '<noscript>Étanche a besoin de JavaScript. · Étanche needs JavaScript.</noscript>',
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}

/** A closed drop. */
const iconSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#0b5f66"/><path fill="none" stroke="#fff" stroke-width="2.4" d="M16 6c4.400 5.200 7.200 8.800 7.200 12.400a7.200 7.200 0 0 1-14.400 0C8.800 14.800 11.600 11.200 16 6z"/><path fill="none" stroke="#fff" stroke-width="2.400" stroke-linecap="round" d="M12.500 18.500h7"/></svg>\n';
