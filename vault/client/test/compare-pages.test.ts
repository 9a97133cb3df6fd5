import { toBase64url } from '@etanche/core-wire';
import { freePorts } from '@etanche/platform';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestFederation, type TestFederation } from '../../server/test/support/federation.ts';
import { makeSigningKey } from './support/signing-key.ts';
import { comparePages, timerSleep } from '../src/index.ts';

const operators = [toBase64url((await makeSigningKey()).publicKey)];
let running: TestFederation;
let urls: string[];
beforeAll(async () => {
  running = await startTestFederation({ operators, approvals: true, ports: await freePorts(3) });
  urls = running.vaults.map(({ url }) => url);
});
afterAll(() => running.close());

function compare(change: (path: string, url: string, text: string) => string, pinned = new Map<string, string>()) {
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const response = await globalThis.fetch(input, init);
    const text = await response.text();
    return new Response(change(url.pathname, url.origin, text), { status: response.status, headers: response.headers });
  };
  return comparePages({ fetch, sleep: timerSleep, timeoutMs: 20_000, urls, keys: pinned });
}

const same = (_path: string, _url: string, text: string): string => text;

test('the pages of honest vaults are identical and as published', async () => {
  const keys = new Map(running.vaults.map(({ url, signingKey }) => [url, signingKey]));
  const { pages, ...rest } = await compare(same, keys);
  expect(rest).toEqual({ failures: [], altered: [], different: [] });
  expect(pages.map(({ url, signingKey }) => [url, signingKey])).toEqual([...keys]);
  const paths = pages[0]?.files.map(({ path }) => path) ?? [];
  expect(paths).toEqual(expect.arrayContaining(['/approvals', '/approvals/page.js', '/approvals/page.css']));
});

test('a vault that serves a script different from the published one is detected', async () => {
  const [, corrupt = ''] = urls;
  const path = '/approvals/page.js';
  const { altered, different } = await compare((at, url, text) => (at === path && url === corrupt ? `${text} ` : text));
  expect(altered).toEqual([{ url: corrupt, path }]);
  expect(different).toEqual([path]);
});

test('identical pages that differ from the published ones are detected', async () => {
  const path = '/approvals';
  const { altered, different } = await compare((at, _url, text) => (at === path ? `${text} ` : text));
  expect(altered).toEqual(urls.map((url) => ({ url, path })));
  expect(different).toEqual([]);
});

test('a list signed by another key and an unreachable vault are failures', async () => {
  const [first = '', second = ''] = urls;
  const key = running.vaults[1]?.signingKey ?? '';
  expect((await compare(same, new Map([[first, key]]))).failures).toEqual([{ url: first, code: 'answer_invalid' }]);
  const nowhere = 'http://127.0.0.1:9';
  const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
  const { failures } = await comparePages({ ...transport, urls: [second, nowhere], keys: new Map() });
  expect(failures).toEqual([{ url: nowhere, code: 'unreachable' }]);
});
