import { request } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { syntheticPractice } from '@etanche/demo';
import { writeXdm } from '@etanche/records-interop';
import { laboratoryResult } from '../src/gateway/laboratory-results.ts';
import type { SentMail } from '../src/gateway/mail-servers.ts';
import { startMailViewer, type MailViewer } from '../src/gateway/mail-viewer.ts';

const at = Date.parse('2026-11-30T09:00:00Z');
const sent: SentMail[] = [];
let viewer: MailViewer;
beforeAll(async () => {
  viewer = await startMailViewer(0, { sent });
});
afterAll(() => viewer[Symbol.asyncDispose]());

type Answer = { readonly status: number; readonly headers: Headers; readonly text: string };

async function get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const response = await fetch(`${viewer.url}${path}`, { headers });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function rawMail(subject: string, files: readonly { name: string; type: string; content: Uint8Array }[]): string {
  const parts = files.map(
    ({ name, type, content }) =>
      `--limite\r\nContent-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
      `Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(content).toString('base64').replaceAll(/.{76}/g, '$&\r\n')}\r\n`,
  );
  const head = `From: Cabinet <cabinet@demo.mssante.fr>\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`;
  const text = '--limite\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nBonjour <b>gras</b>\r\n';
  return `${head}Content-Type: multipart/mixed; boundary="limite"\r\n\r\n${text}${parts.join('')}--limite--\r\n`;
}

async function archive(): Promise<Uint8Array> {
  const practice = syntheticPractice({ seed: 'practice', patients: 24, resourcesPerPatient: 1, today: '2026-11-30' });
  const place = { seed: 'viewer', patients: Array.from(practice, ({ traits }) => traits) };
  const { content } = await laboratoryResult(place, 2, at);
  return writeXdm({
    documents: [{ bytes: content, masking: 'professionals_only', isDeletion: false }],
    ...{ uniqueId: '2.999.3', sourceId: '2.999.4', time: '2026-11-30T10:00:00+01:00' },
    sender: {
      ...{ name: 'Dr Arnaud', organization: 'Cabinet', addressLines: [], phone: null },
      ...{ software: 'Étanche', version: '1', editor: 'Étanche' },
    },
  });
}

test('without a message the page says so, in French first and in English', async () => {
  sent.length = 0;
  expect((await get('/')).text).toContain('Aucun message n’est parti.');
  expect((await get('/', { 'accept-language': 'fr-FR, en' })).text).toContain('<html lang="fr">');
  expect((await get('/', { 'accept-language': 'en-GB' })).text).toContain('No message was sent.');
  expect((await get('/?lang=en')).text).toContain('<html lang="en">');
});

test('a message shows its subject, its PDF, and the documents of its archive with their patient and masking', async () => {
  const pdf = new TextEncoder().encode('%PDF-1.4 essai');
  const files = [
    { name: 'IHE_XDM.zip', type: 'application/zip', content: await archive() },
    { name: 'LETTRE.pdf', type: 'application/pdf', content: pdf },
  ];
  sent.splice(0, sent.length, { number: 7, to: ['dr@x.mssante.fr'], at, raw: rawMail('XDM/1.0/DDM+Lettre', files) });
  expect((await get('/')).text).toMatch(/dr@x\.mssante\.fr.*href="\/mail\/7\?lang=fr">XDM\/1\.0\/DDM\+Lettre/);
  const page = await get('/mail/7');
  for (const words of ['IHE_XDM.zip', 'LETTRE.pdf', 'Compte rendu d’examens biologiques', 'masqué au patient']) {
    expect(page.text).toContain(words);
  }
  expect(page.text).toContain('Bonjour &lt;b&gt;gras&lt;/b&gt;');
  const shown = await get('/mail/7/attachment/1');
  expect([shown.headers.get('content-type'), shown.headers.get('content-disposition')]).toEqual([
    'application/pdf',
    'inline',
  ]);
  expect(shown.text).toBe('%PDF-1.4 essai');
  const [cda, inside] = [await get('/mail/7/archive/0'), await get('/mail/7/archive/1')];
  expect([cda.headers.get('content-disposition'), cda.text.includes('<ClinicalDocument')]).toEqual([
    'attachment',
    true,
  ]);
  expect([inside.headers.get('content-type'), inside.text.startsWith('%PDF-1')]).toEqual(['application/pdf', true]);
});

test('words of a message are text, and a page allows no script', async () => {
  const raw = rawMail('<script>alert(1)</script>', [
    { name: '"><img src=x>.html', type: 'text/html', content: new TextEncoder().encode('<script>1</script>') },
  ]);
  sent.splice(0, sent.length, { number: 8, to: ['<i>@x'], at, raw });
  for (const path of ['/', '/mail/8']) {
    const { text, headers } = await get(path);
    expect(text).not.toMatch(/<script|<img|<i>/);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'; style-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  }
  const file = await get('/mail/8/attachment/0');
  expect([file.headers.get('content-type'), file.headers.get('content-disposition')]).toEqual([
    'application/octet-stream',
    'attachment',
  ]);
});

test('an archive that cannot be read is shown with its code', async () => {
  const files = [{ name: 'IHE_XDM.zip', type: 'application/zip', content: new TextEncoder().encode('PK no archive') }];
  sent.splice(0, sent.length, { number: 9, to: ['a@x'], at, raw: rawMail('Archive', files) });
  expect((await get('/mail/9')).text).toMatch(/L’archive ne peut pas être lue \([a-z_]+\)/);
});

test('another host name, another method and an unknown message are refused', async () => {
  const { port } = new URL(viewer.url);
  const status = await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/', headers: { host: 'attacker.example' } }, ({ statusCode }) => {
      resolve(statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(status).toBe(403);
  expect((await fetch(viewer.url, { method: 'POST' })).status).toBe(405);
  for (const path of ['/mail/999', '/mail/9/attachment/40', '/mail/9/archive/0', '/../etc/passwd', '/other']) {
    expect((await get(path)).status).toBe(404);
  }
});
