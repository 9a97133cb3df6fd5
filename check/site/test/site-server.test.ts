import { createHash } from 'node:crypto';
import { readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect, type IncomingHttpHeaders } from 'node:http2';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSiteServer } from '@etanche/check-site';
import type { Host } from '@etanche/ui-host';
import { certificate, key } from './support/loopback-certificate.ts';
import { writeTestSite, type TestSite } from './support/written-site.ts';

let site: TestSite;
let server: Host;

beforeAll(async () => {
  site = await writeTestSite();
  server = await serve();
});

afterAll(async () => {
  await server.close();
  await site[Symbol.asyncDispose]();
});

async function serve(): Promise<Host> {
  return createSiteServer({ directory: site.out, host: '127.0.0.1', port: 0, tls: null });
}

type Answer = { status: number; headers: Record<string, string | string[] | undefined>; body: Buffer };

/** A request with an unmodified target, which `fetch` would normalise. */
async function get(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path: target, method, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    request.on('error', reject);
    request.end();
  });
}

const asset = (pattern: RegExp) => site.pageHashes.files.find(({ path }) => pattern.test(path))?.path ?? '';

describe('every answer', () => {
  test.each(['/', '/manifest.json', '/v1/b/0f.bin', '/nothing-here'])(
    'the response for %s has the strict headers',
    async (target) => {
      const { headers } = await get(target);
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
      });
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['set-cookie']).toBeUndefined();
      expect(headers['strict-transport-security']).toBeUndefined();
      expect(headers['server'] ?? headers['x-powered-by']).toBeUndefined();
    },
  );
});

describe('the policy', () => {
  test('of a page names what it loads; that of every other file allows nothing', async () => {
    for (const target of ['/', '/index.html', '/how-it-works/']) {
      const { headers } = await get(target);
      expect(headers['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'; ");
    }
    for (const target of [
      '/manifest.json',
      '/v1/b/0f.bin',
      `/${asset(/\.svg$/)}`,
      `/${asset(/page\..*js$/)}`,
      '/nowhere',
    ]) {
      const { headers } = await get(target);
      expect(headers['content-security-policy']).toBe("default-src 'none'; frame-ancestors 'none'");
    }
  });
});

describe('caching', () => {
  test('files are cached indefinitely if the name changes with the content, else for a minute', async () => {
    const immutable = 'public, max-age=31536000, immutable';
    expect((await get(`/${asset(/page\..*js$/)}`)).headers['cache-control']).toBe(immutable);
    expect((await get('/v1/b/0f.bin')).headers['cache-control']).toBe(immutable);
    for (const target of ['/', '/index.html', '/manifest.json', '/trust.json', '/page-hashes.json', '/how-it-works/']) {
      expect((await get(target)).headers['cache-control']).toBe('public, max-age=60, must-revalidate');
    }
  });

  test('a cached file is not sent again until its content changes', async () => {
    const first = await get('/manifest.json');
    const etag = String(first.headers['etag']);
    expect(await get('/manifest.json', { 'if-none-match': etag })).toMatchObject({
      status: 304,
      body: Buffer.alloc(0),
    });
    expect((await get('/manifest.json', { 'if-none-match': `W/${etag}, "x"` })).status).toBe(304);
    expect((await get('/manifest.json', { 'if-none-match': '"x"' })).status).toBe(200);
    const path = join(site.out, 'manifest.json');
    const before = await readFile(path);
    await writeFile(path, '{"payload":"y"}');
    const changed = await get('/manifest.json', { 'if-none-match': etag });
    await writeFile(path, before);
    expect([changed.status, changed.body.toString()]).toEqual([200, '{"payload":"y"}']);
  });
});

describe('compression', () => {
  test.each([
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['br;q=0.000', undefined],
    ['', undefined],
    ['*', undefined],
  ])('the Accept-Encoding %j selects %s', async (accepted, encoding) => {
    const { headers, body } = await get('/', accepted === '' ? {} : { 'accept-encoding': accepted });
    expect(headers['content-encoding']).toBe(encoding);
    expect(headers['vary']).toBe('Accept-Encoding');
    expect(Number(headers['content-length'])).toBe(body.length);
    const whole = encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
    expect(createHash('sha256').update(whole).digest('hex')).toBe(site.indexSha256);
  });
});

test('the manifest is compressed as it is now, a bucket is not', async () => {
  const accepted = { 'accept-encoding': 'gzip, br' };
  const path = join(site.out, 'manifest.json');
  const before = await readFile(path);
  for (const content of [before, Buffer.from('{"payload":"another"}'), before]) {
    await writeFile(path, content);
    const { headers, body } = await get('/manifest.json', accepted);
    expect(headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(body).equals(content)).toBe(true);
  }
  expect((await get('/v1/b/0f.bin', accepted)).headers['content-encoding']).toBeUndefined();
});

describe('addresses without a published file', () => {
  test.each([
    '/headers.nginx.conf',
    '/_headers',
    '/index.html.br',
    '/../etc/passwd',
    '/%2e%2e/etc/passwd',
    '/v1/b/../../index.html',
    '/v1/b/0f.bin/',
    '/v1/b/0F.bin',
    '/v01/b/0f.bin',
    '/v1/b/',
    '/v1',
    '/assets',
    '/assets/../index.html',
    '//index.html',
    '/index.html%00',
    '/INDEX.HTML',
    '/.git/config',
    '*',
    'http://elsewhere.example/',
  ])('%s', async (target) => {
    expect(await get(target)).toMatchObject({ status: 404, body: Buffer.alloc(0) });
  });

  test('a link that leads out of the site is not served', async () => {
    const link = join(site.out, 'v1', 'b', 'aa.bin');
    await symlink('/etc/hostname', link);
    const { status } = await get('/v1/b/aa.bin');
    await rm(link);
    expect(status).toBe(404);
  });

  test('other methods are rejected, and HEAD is GET without a body', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE']) {
      expect(await get('/', {}, method)).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' } });
    }
    const [head, whole] = [await get('/', {}, 'HEAD'), await get('/')];
    expect(head.body).toHaveLength(0);
    expect(head.headers['content-length']).toBe(String(whole.body.length));
  });

  test('a folder without its slash is redirected, and a query is ignored', async () => {
    expect(await get('/how-it-works')).toMatchObject({ status: 308, headers: { location: '/how-it-works/' } });
    expect((await get('/?utm_source=letter')).status).toBe(200);
  });
});

describe('a site that cannot be served', () => {
  test('the host does not start without a page, with an altered page, or on a used port', async () => {
    const start = async (directory: string, port = 0) =>
      createSiteServer({ directory, host: '127.0.0.1', port, tls: null });
    await expect(start('/nowhere')).rejects.toMatchObject({ code: 'site_missing' });
    await expect(start(site.out, Number(new URL(server.url).port))).rejects.toMatchObject({ code: 'port_taken' });
    await using altered = await writeTestSite();
    const path = join(altered.out, 'index.html');
    await writeFile(path, `${await readFile(path, 'utf8')}<!-- -->`);
    await expect(start(altered.out)).rejects.toMatchObject({ code: 'site_altered' });
    await rm(path);
    await expect(start(altered.out)).rejects.toMatchObject({ code: 'site_altered' });
    await writeFile(join(altered.out, 'page-hashes.json'), '{}');
    await expect(start(altered.out)).rejects.toMatchObject({ code: 'site_altered' });
  });
});

describe('under TLS', () => {
  test('with TLS the host uses HTTP/2, sends HSTS, and stops while a session is open', async () => {
    const directory = site.out;
    const secure = await createSiteServer({ directory, host: '127.0.0.1', port: 0, tls: { certificate, key } });
    const session = connect(secure.url, { ca: certificate });
    const headers = await new Promise<IncomingHttpHeaders>((resolve, reject) => {
      session.on('error', reject);
      const stream = session.request({ ':path': '/', 'accept-encoding': 'br' });
      stream.on('response', resolve);
      stream.resume();
      stream.end();
    });
    expect(headers[':status']).toBe(200);
    expect(headers['strict-transport-security']).toContain('max-age=63072000');
    expect(headers['content-encoding']).toBe('br');
    await secure.close();
    session.destroy();
  });

  test('an invalid certificate is rejected', async () => {
    const tls = { certificate: 'not a certificate', key: 'not a key' };
    await expect(createSiteServer({ directory: site.out, host: '127.0.0.1', port: 0, tls })).rejects.toMatchObject({
      code: 'settings_invalid',
    });
  });
});
