import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRecordsSite, writeRecordsSite } from '@etanche/records-site';
import type { Site } from '@etanche/records-web';

const site: Site = {
  federation: { threshold: 2, vaults: [] },
  serverUrl: 'https://records.example',
  demonstration: null,
};
const people = [{ key: 'a', name: 'Dr A', role: 'doctor' as const }];
const vaultUrls = ['https://vault-1.example/path', 'https://vault-2.example'];
let out: string;

beforeAll(async () => {
  out = await mkdtemp(join(tmpdir(), 'etanche-records-site-'));
});
afterAll(async () => {
  await rm(out, { recursive: true });
});

describe('the settings of a site', () => {
  test.each([
    [
      'demonstration keys beside a real records server',
      { ...site, demonstration: { url: 'http://localhost:8185', people } },
    ],
    [
      'demonstration keys of another computer',
      { ...site, serverUrl: 'http://localhost:8184', demonstration: { url: 'https://keys.example', people } },
    ],
    ['a records server without TLS', { ...site, serverUrl: 'http://records.example' }],
  ])('with %s are rejected, and nothing is written', async (_, given) => {
    await expect(writeRecordsSite({ out, site: given, vaultUrls })).rejects.toMatchObject({ code: 'settings_invalid' });
    expect(await readdir(out)).toEqual([]);
  });

  test('with a vault without TLS are rejected', async () => {
    const insecure = ['http://vault.example'];
    await expect(writeRecordsSite({ out, site, vaultUrls: insecure })).rejects.toMatchObject({
      code: 'settings_invalid',
    });
  });
});

describe('a written site', () => {
  test('names its origins, has no inline code, and gives each worker its policy', async () => {
    const hashes = await writeRecordsSite({ out, site, vaultUrls });
    expect(hashes.origins).toEqual(['https://records.example', 'https://vault-1.example', 'https://vault-2.example']);
    const index = await readFile(join(out, 'index.html'), 'utf8');
    expect(index).not.toMatch(/<script(?![^>]* src=)|<style|style=|onclick/);
    expect(index).not.toContain('records.example');

    // Files that a browser loads before the first screen: the script of the page with what it imports at once, and the
    // texts of one language. French is the longer one.
    const loaded = new Map<string, number>();
    const load = async (path: string): Promise<void> => {
      if (loaded.has(path)) return;
      loaded.set(path, (await readFile(join(out, `${path}.br`))).length);
      const imported = (await readFile(join(out, path), 'utf8')).matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g);
      for (const [, name = ''] of imported) await load(`assets/${name}`);
    };
    const [, entry = ''] = /<script[^>]* src="([^"]+)"/.exec(index) ?? [];
    await load(entry);
    await load(hashes.files.find(({ path }) => path.startsWith('assets/fr.'))?.path ?? '');
    expect(loaded.size).toBeGreaterThan(1);
    expect(Array.from(loaded.values()).reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(222_000);

    const workerFile = hashes.files.find(({ path }) => path.startsWith('assets/worker.'));
    const bytes = await readFile(join(out, workerFile?.path ?? ''));
    const [, script = ''] = /<script[^>]* src="([^"]+)"/.exec(index) ?? [];
    expect(await readFile(join(out, script), 'utf8')).toContain(
      `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
    );

    const host = await createRecordsSite({ directory: out, host: '127.0.0.1', port: 0, tls: null });
    try {
      const policyOf = async (path: string): Promise<string> =>
        (await fetch(`${host.url}/${path}`)).headers.get('content-security-policy') ?? '';
      const page = await policyOf('');
      expect(page).not.toContain('connect-src');
      expect(page).not.toContain('unsafe');
      const worker = hashes.files.find(({ path }) => path.startsWith('assets/worker.'))?.path ?? '';
      expect(await policyOf(worker)).toBe(
        "default-src 'none'; connect-src 'self' https://records.example https://vault-1.example https://vault-2.example; frame-ancestors 'none'",
      );
      const reader = hashes.files.find(({ path }) => path.startsWith('assets/reader.'))?.path ?? '';
      expect(await policyOf(reader)).toBe("default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'");
      const writer = hashes.files.find(({ path }) => path.startsWith('assets/writer.'))?.path ?? '';
      expect(await policyOf(writer)).toBe("default-src 'none'; frame-ancestors 'none'");
    } finally {
      await host.close();
    }
  });
});
