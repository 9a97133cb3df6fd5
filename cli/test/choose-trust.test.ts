import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { trustFile } from '@etanche/core-check-protocol';
import { chooseTrust } from '../src/choose-trust.ts';

const trust = { index: 'demo', operatorKey: 'A'.repeat(43), threshold: 1, vaultKeys: ['A'.repeat(43)] };
const other = { ...trust, index: 'other' };
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const sha256 = hashOf(trustFile(trust));
const none = { file: undefined, sha256: undefined };
let home: string;
let server: Server;
let url: string;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'etanche-trust-'));
  for (const folder of ['site', 'imported', 'imported.import', 'malformed']) mkdirSync(join(home, folder));
  writeFileSync(join(home, 'site', 'trust.json'), trustFile(trust));
  writeFileSync(join(home, 'imported', 'trust.json'), trustFile(other));
  writeFileSync(join(home, 'imported.import', 'trust.json'), trustFile(trust));
  writeFileSync(join(home, 'malformed', 'trust.json'), '{"index":"demo"}');
  server = createServer((request, response) => {
    if (request.url === '/labo/trust.json') response.end(trustFile(trust));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      resolve();
    });
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/labo`;
});

afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(home, { recursive: true });
});

describe('the keys by which an index is verified', () => {
  test('the keys of the import on this machine take precedence over those of the published directory', async () => {
    const chosen = await chooseTrust(join(home, 'imported/'), none, fetch);
    expect(chosen).toEqual({ trust, sha256, pinned: true });
  });

  test('the keys of the site are used without an import, and are unconfirmed', async () => {
    const expected = { trust, sha256, pinned: false };
    expect(await chooseTrust(join(home, 'site'), none, fetch)).toEqual(expected);
    expect(await chooseTrust(url, none, fetch)).toEqual(expected);
    expect(await chooseTrust(`${url}/`, none, fetch)).toEqual(expected);
  });

  test('the keys are confirmed by the hash that the operator published', async () => {
    for (const published of [url, join(home, 'site')]) {
      expect(await chooseTrust(published, { file: undefined, sha256 }, fetch)).toEqual({ trust, sha256, pinned: true });
    }
  });

  test('keys from any source are rejected if their hash differs', async () => {
    const wrong = { file: undefined, sha256: hashOf(trustFile(other)) };
    const differs = expect.objectContaining({ code: 'trust_differs' }) as Error;
    for (const published of [url, join(home, 'site')]) {
      await expect(chooseTrust(published, wrong, fetch)).rejects.toThrow(differs);
    }
    const file = join(home, 'site', 'trust.json');
    await expect(chooseTrust(url, { ...wrong, file }, fetch)).rejects.toThrow(differs);
    // The hash applies to the published file, which the import's own file does not replace.
    await expect(chooseTrust(join(home, 'imported'), { file: undefined, sha256 }, fetch)).rejects.toThrow(differs);
  });

  test('a malformed or missing file and a malformed hash are rejected', async () => {
    const malformed = expect.objectContaining({ code: 'schema_invalid' }) as Error;
    await expect(chooseTrust(join(home, 'malformed'), none, fetch)).rejects.toThrow(malformed);
    await expect(chooseTrust(`${url}/deeper`, none, fetch)).rejects.toThrow('the site answered 404 for trust.json');
    const usage = expect.objectContaining({ code: 'usage_invalid' }) as Error;
    for (const hash of ['', sha256.toUpperCase(), sha256.slice(1)]) {
      await expect(chooseTrust(url, { file: undefined, sha256: hash }, fetch)).rejects.toThrow(usage);
    }
  });
});
