import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { MailServers, SentMail } from './mail-servers.ts';
import { readMail, type ShownFile } from './read-mail.ts';
import { languageOf, textsOf, type ViewerTexts } from './viewer-texts.ts';

export type MailViewer = AsyncDisposable & { readonly url: string };

const style = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .8rem .4rem 0;border-bottom:1px solid;vertical-align:top}
pre{white-space:pre-wrap}.scroll{overflow-x:auto}`;
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/**
 * Shows what the gateway of a demonstration sent: plain pages without a script, on this computer alone. They have what
 * a recipient would have, so that another name of this computer is refused, by which a web page could read them.
 */
export async function startMailViewer(port: number, { sent }: Pick<MailServers, 'sent'>): Promise<MailViewer> {
  const hosts = new Set<string>();
  const server = createServer((request, response) => {
    void answer(request, response, sent, hosts).catch(() => {
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  for (const name of ['localhost', '127.0.0.1']) hosts.add(`${name}:${chosen}`);
  return {
    url: `http://localhost:${chosen}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Page = { readonly title: string; readonly body: string };

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  sent: readonly SentMail[],
  hosts: ReadonlySet<string>,
): Promise<void> {
  const common = {
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  };
  const refuse = (status: number): void => {
    response.writeHead(status, common).end();
  };
  if (!hosts.has(request.headers.host ?? '')) {
    refuse(403);
    return;
  }
  if (request.method !== 'GET') {
    refuse(405);
    return;
  }
  const url = new URL(request.url ?? '/', 'http://localhost');
  if (url.pathname === '/style.css') {
    response.writeHead(200, { ...common, 'content-type': 'text/css; charset=utf-8' }).end(style);
    return;
  }
  const language = languageOf(url.searchParams.get('lang'), request.headers['accept-language']);
  const texts = textsOf(language);
  const [, number = '', part, place = ''] =
    /^\/mail\/(\d{1,6})(?:\/(attachment|archive)\/(\d{1,4}))?$/.exec(url.pathname) ?? [];
  const mail = sent.find((one) => String(one.number) === number);
  if (url.pathname !== '/' && mail === undefined) {
    refuse(404);
    return;
  }
  if (mail !== undefined && part !== undefined) {
    const { attachments, archive } = await readMail(mail.raw);
    const file = (part === 'archive' ? archive : attachments)[Number(place)];
    if (file === undefined) refuse(404);
    else sendFile(response, file, common);
    return;
  }
  const page = mail === undefined ? await listPage(sent, texts) : await mailPage(mail, texts);
  const other = language === 'fr' ? 'en' : 'fr';
  const html = `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(page.title)}</title><link rel="stylesheet" href="/style.css"></head><body><header><a href="?lang=${other}" lang="${other}">${texts.other}</a></header><main><h1>${escaped(page.title)}</h1>${page.body}</main></body></html>`;
  response.writeHead(200, { ...common, 'content-type': 'text/html; charset=utf-8' }).end(html);
}

/** A PDF is shown; every other file is saved, so that the browser runs nothing of it. */
function sendFile(response: ServerResponse, file: ShownFile, common: Readonly<Record<string, string>>): void {
  const isPdf = file.mediaType === 'application/pdf';
  response
    .writeHead(200, {
      ...common,
      // The viewer of a browser is a page of its own, with its own elements and styles.
      ...(isPdf && {
        'content-security-policy':
          "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'",
      }),
      'content-type': isPdf ? 'application/pdf' : 'application/octet-stream',
      'content-disposition': isPdf ? 'inline' : 'attachment',
    })
    .end(file.content);
}

async function listPage(sent: readonly SentMail[], texts: ViewerTexts): Promise<Page> {
  const rows: string[] = [];
  for (const mail of sent.toReversed()) {
    const { subject } = await readMail(mail.raw);
    rows.push(
      `<tr><td>${texts.time(mail.at)}</td><td>${escaped(mail.to.join(', '))}</td><td><a href="/mail/${mail.number}?lang=${texts.language}">${escaped(subject)}</a></td></tr>`,
    );
  }
  const table = `<div class="scroll" tabindex="0" role="region" aria-label="${texts.title}"><table><thead><tr><th scope="col">${texts.at}</th><th scope="col">${texts.to}</th><th scope="col">${texts.subject}</th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return { title: texts.title, body: `<p>${texts.lead}</p>${rows.length === 0 ? `<p>${texts.none}</p>` : table}` };
}

async function mailPage(mail: SentMail, texts: ViewerTexts): Promise<Page> {
  const { subject, from, text, attachments, archive, problem } = await readMail(mail.raw);
  const files = (shown: readonly ShownFile[], part: string): string =>
    `<ul>${shown
      .map(({ name, facts, content }, i) => {
        const words = facts.map((fact) => escaped(texts.masking[fact] ?? fact)).join(', ');
        return `<li><a href="/mail/${mail.number}/${part}/${i}">${escaped(name)}</a> (${texts.bytes(content.length)})${words === '' ? '' : `<br>${words}`}</li>`;
      })
      .join('')}</ul>`;
  const inside = problem === null ? files(archive, 'archive') : `<p>${texts.problem(escaped(problem))}</p>`;
  const body = [
    `<p><a href="/?lang=${texts.language}">${texts.back}</a></p>`,
    `<dl><dt>${texts.at}</dt><dd>${texts.time(mail.at)}</dd><dt>${texts.from}</dt><dd>${escaped(from)}</dd><dt>${texts.to}</dt><dd>${escaped(mail.to.join(', '))}</dd></dl>`,
    `<pre>${escaped(text)}</pre>`,
    `<h2>${texts.attachments}</h2>${files(attachments, 'attachment')}`,
    `<h2>${texts.archive}</h2>${inside}`,
  ];
  return { title: subject, body: body.join('') };
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
