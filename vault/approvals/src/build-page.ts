import { readFile } from 'node:fs/promises';
import { bundleScript, bundleStyle, type PageSource } from '@etanche/ui-bundle';
import type { PageFile } from './index.ts';

const folder = new URL('../page/', import.meta.url);
const page: PageSource = { folder, nobleOf: import.meta.resolve('@etanche/core-wire') };
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** Prints the files of the page as JSON. */
const files: readonly PageFile[] = [
  {
    path: '/approvals',
    type: 'text/html; charset=utf-8',
    body: await readFile(new URL('approvals.html', folder), 'utf8'),
  },
  { path: '/approvals/page.css', type: 'text/css; charset=utf-8', body: text(await bundleStyle(page, 'style.css')) },
  {
    path: '/approvals/page.js',
    type: 'text/javascript; charset=utf-8',
    body: text(await bundleScript(page, 'main.ts')),
  },
  { path: '/approvals/icon.svg', type: 'image/svg+xml', body: await readFile(new URL('icon.svg', folder), 'utf8') },
];
process.stdout.write(JSON.stringify(files));
