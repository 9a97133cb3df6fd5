import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeSite } from '@etanche/check-site';
import { readPageHashes } from '@etanche/ui-host';
import { settings, writeTestSite, type TestSite } from './support/written-site.ts';

let site: TestSite;

beforeAll(async () => {
  site = await writeTestSite();
});

afterAll(async () => {
  await site[Symbol.asyncDispose]();
});

const read = async (path: string) => readFile(join(site.out, path));
const paths = (pattern: RegExp) => site.pageHashes.files.map(({ path }) => path).filter((path) => pattern.test(path));

describe('the files of a site', () => {
  test('writing the site again gives the same bytes', async () => {
    await using again = await writeTestSite();
    expect(again.pageHashes).toEqual(site.pageHashes);
    expect(again.indexSha256).toBe(site.indexSha256);
  });

  test('all files are listed with hashes, and index.html covers the script, the style and, through it, the worker', async () => {
    expect(await readPageHashes(site.out)).toEqual(site.pageHashes);
    for (const { path, sha256, bytes } of site.pageHashes.files) {
      const content = await read(path);
      expect([path, createHash('sha256').update(content).digest('hex'), content.length]).toEqual([path, sha256, bytes]);
    }
    const index = (await read('index.html')).toString();
    for (const path of paths(/page\..*\.(js|css)$/)) {
      const hash = createHash('sha384')
        .update(await read(path))
        .digest('base64');
      expect(index).toContain(`"${path}" integrity="sha384-${hash}"`);
    }
    const [script = '', worker = ''] = [...paths(/page\..*\.js$/), ...paths(/worker\./)];
    const hash = createHash('sha384')
      .update(await read(worker))
      .digest('base64');
    expect((await read(script)).toString()).toContain(hash);
  });

  test('the worker has the pinned keys', async () => {
    const [worker = ''] = paths(/worker\./);
    const text = (await read(worker)).toString();
    for (const key of [settings.trust.operatorKey, ...settings.trust.vaultKeys]) expect(text).toContain(key);
  });

  test('trust.json has the pinned keys for other clients, and its hash is listed and returned', async () => {
    const bytes = await read('trust.json');
    expect(JSON.parse(bytes.toString())).toEqual(settings.trust);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    expect(site.trustSha256).toBe(sha256);
    expect(site.pageHashes.files).toContainEqual({ path: 'trust.json', sha256, bytes: bytes.length });
    expect((await read('headers.nginx.conf')).toString()).toContain('trust\\.json');
  });

  test('each file has two compressed copies', async () => {
    for (const { path } of site.pageHashes.files) {
      const content = await read(path);
      expect(brotliDecompressSync(await read(`${path}.br`)).equals(content)).toBe(true);
      expect(gunzipSync(await read(`${path}.gz`)).equals(content)).toBe(true);
    }
  });

  test('the JavaScript is at most 60 kB, including cryptography and stretching, and names no third party', async () => {
    const scripts = paths(/\.js$/);
    const sizes = await Promise.all(scripts.map(async (path) => (await read(`${path}.br`)).length));
    expect(scripts).toHaveLength(2);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(60_000);
    for (const { path } of site.pageHashes.files.filter((file) => file.path.endsWith('.html'))) {
      const html = (await read(path)).toString();
      const loaded = Array.from(
        html.matchAll(/<(?:script|link|img|iframe)[^>]*(?:src|href)="([^"]*)"/g),
        ([, url]) => url,
      );
      expect(loaded.length).toBeGreaterThan(0);
      expect(loaded.filter((url) => /^(https?:)?\/\//.test(url ?? ''))).toEqual([]);
      expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|<style|<script>/);
    }
  });

  test('the legal notice names the controller, escaped', async () => {
    const html = (await read('mentions/index.html')).toString();
    expect(html).toContain('Laboratoires &lt;Démo&gt; &amp; fils');
    expect(html).toContain('Hébergeur Démo');
    expect(html).not.toContain('{{');
  });
});

describe('the header configurations', () => {
  test('the header configurations have one policy that names the vaults’ origins and allows no inline code', async () => {
    const index = (await read('index.html')).toString();
    const [nginx, cdn] = [(await read('headers.nginx.conf')).toString(), (await read('_headers')).toString()];
    const connect = "connect-src 'self' https://one.example https://two.example https://three.example:8443";
    for (const text of [nginx, cdn, index.replaceAll('&#39;', "'")]) {
      expect(text).toContain(connect);
      expect(text).toContain("default-src 'none'");
      expect(text).toContain("script-src 'self' 'wasm-unsafe-eval';");
      expect(text).toContain("require-trusted-types-for 'script'");
      expect(text).not.toContain('unsafe-inline');
      expect(text).not.toContain("'unsafe-eval'");
    }
    for (const text of [nginx, cdn]) {
      expect(text).toContain('Strict-Transport-Security');
      expect(text).toContain("frame-ancestors 'none'");
      expect(text).toContain('max-age=31536000, immutable');
    }
  });
});

describe('settings that are refused', () => {
  const { trust } = settings;
  test.each([
    ['a vault that is no URL', { vaultUrls: ['vault'] }],
    ['a vault on another scheme', { vaultUrls: ['ftp://vault.example'] }],
    ['no vault', { vaultUrls: [] }],
    ['a malformed key', { trust: { ...trust, operatorKey: 'short' } }],
    ['more cosignatures than vaults', { trust: { ...trust, threshold: 4 } }],
  ])('%s', async (_, wrong) => {
    await expect(writeSite({ ...settings, ...wrong, out: site.out })).rejects.toMatchObject({
      code: 'settings_invalid',
    });
  });
});
