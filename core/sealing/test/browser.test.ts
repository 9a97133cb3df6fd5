import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Keyring } from '../src/index.ts';
import type { BrowserTask, run } from './browser-entry.ts';
import { id, readVectors } from './fixtures.ts';

type Vectors = {
  members: { seed: string; practice: string; member: string; sealing: string; fingerprint: string }[];
  keyrings: { prf: string; credential: string; sealed: string; keyring: Keyring }[];
};

/** The files of a bundle, by their paths. */
async function bundle(): Promise<ReadonlyMap<string, string>> {
  const entry = new URL('browser-entry.ts', import.meta.url).pathname;
  const lib = { entry, formats: ['es' as const], fileName: 'sealing' };
  const built = await build({ configFile: false, logLevel: 'silent', build: { write: false, minify: false, lib } });
  const outputs = [built].flat().flatMap((each) => ('output' in each ? each.output : []));
  return new Map(outputs.flatMap((each) => (each.type === 'chunk' ? [[`/${each.fileName}`, each.code]] : [])));
}

const files = await bundle();
const html = `<!doctype html><script type="module">import { run } from '/sealing.js'; globalThis.run = run;</script>`;
const server = createServer((request, response) => {
  const script = files.get(request.url ?? '');
  response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript');
  response.end(script ?? html);
});
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => {
  server.close();
});

test('a bundle for browsers does not import modules of Node', () => {
  const code = Array.from(files.values()).join('\n');
  expect(code).toContain('deflate-raw');
  expect(code).not.toMatch(/(from|import)\s*\(?["']node:/);
});

test('a browser derives, seals, signs and opens with the same results as Node', async () => {
  const vectors = readVectors('member-keys') as Vectors;
  const [alice] = vectors.members;
  const [keyring] = vectors.keyrings;
  if (alice === undefined || keyring === undefined) throw new Error('no vectors');
  const task: BrowserTask = { ...alice, scope: id('patient'), resource: id('resource'), keyring };
  await using browser = await chromium.launch({ executablePath: inject('browserPath') });
  const page = await browser.newPage();
  // Localhost is a secure context, so WebCrypto is available.
  await page.goto(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
  const answer = await page.evaluate((asked) => (globalThis as unknown as { run: typeof run }).run(asked), task);
  expect(answer).toMatchObject({
    fingerprint: alice.fingerprint,
    opened: '{"resourceType":"Basic"}',
    keyring: keyring.keyring,
    binary: 200_000,
    hpke: Buffer.from(alice.sealing.slice(0, 16), 'hex').toString('base64url'),
    refused: 'cannot_open',
  });
});
