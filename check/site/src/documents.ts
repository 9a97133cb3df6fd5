import { readFile } from 'node:fs/promises';
import { checkPage } from '@etanche/check-page';
import { escapeHtml, type Asset } from '@etanche/ui-host';

export type DocumentAssets = { readonly script: Asset; readonly style: Asset; readonly icon: Asset };

/** The explanatory pages: HTML without script, in page/documents/, each in both languages. */
export const documents = [
  { path: 'comment-ca-marche/index.html', source: 'comment-ca-marche.html', language: 'fr' },
  { path: 'how-it-works/index.html', source: 'how-it-works.html', language: 'en' },
  { path: 'mentions/index.html', source: 'mentions.html', language: 'fr' },
  { path: 'legal/index.html', source: 'legal.html', language: 'en' },
] as const;

const folder = new URL('documents/', checkPage.folder);

/** The page itself, as shown before the script runs and without script. */
export async function indexDocument(assets: DocumentAssets, csp: string): Promise<string> {
  const body = await readFile(new URL('index.html', folder), 'utf8');
  return shell({ language: 'fr', assets, csp, body, base: '', script: true });
}

/** @param values texts that replace each `{{name}}` of the source, escaped */
export async function staticDocument(
  document: (typeof documents)[number],
  assets: DocumentAssets,
  csp: string,
  values: Readonly<Record<string, string>>,
): Promise<string> {
  const source = await readFile(new URL(document.source, folder), 'utf8');
  const body = source.replace(/\{\{([a-zA-Z]+)\}\}/g, (_, name: string) => escapeHtml(values[name] ?? ''));
  return shell({ language: document.language, assets, csp, body, base: '../', script: false });
}

type Shell = {
  language: string;
  assets: DocumentAssets;
  csp: string;
  body: string;
  base: string;
  script: boolean;
};

/** The source's first line is its title. */
function shell({ language, assets, csp, body, base, script }: Shell): string {
  const end = body.indexOf('\n');
  const title = body.slice(0, end);
  const lines = [
    '<!doctype html>',
    `<html lang="${language}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escapeHtml(csp)}">`,
    `<title>${title}</title>`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="robots" content="noindex">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="format-detection" content="telephone=no">',
    `<link rel="icon" href="${base}${assets.icon.path}" type="image/svg+xml">`,
    `<link rel="stylesheet" href="${base}${assets.style.path}" integrity="${assets.style.integrity}">`,
    ...(script
      ? [`<script defer src="${base}${assets.script.path}" integrity="${assets.script.integrity}"></script>`]
      : []),
    '</head>',
    '<body>',
    body.slice(end + 1).trim(),
    '</body>',
    '</html>',
  ];
  return `${lines.join('\n')}\n`;
}
