import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Trust } from '@etanche/core-check-protocol';
import { type KeySet } from '@etanche/core-vault-protocol';
import { jwsTypes, signDetached, fromBase64url, toBase64url } from '@etanche/core-wire';
import { signedManifest } from '../../../vault/client/test/support/manifest.ts';
import { openIndex } from '../page/engine/open-index.ts';

type Answer = { status: number; body: string; headers?: Record<string, string> };

let server: Server;
let base: string;
let answer: Answer;
let trust: Trust;
let good: string;

beforeAll(async () => {
  const [operator, vault] = [await makeKey(), await makeKey()];
  const keySet: KeySet = {
    id: 'check/laboratories.1',
    suite: 'ristretto255-SHA512',
    threshold: 1,
    publicKey: 'A'.repeat(43),
    shares: [{ index: 1, publicKey: 'A'.repeat(43), url: 'https://vault.example' }],
  };
  const signed = await signedManifest(operator, keySet, { expiresAt: '2026-06-01T00:00:00Z' });
  const payload = fromBase64url(signed.payload, undefined);
  const vaultKey = toBase64url(vault.publicKey);
  const cosignature = await signDetached(payload, jwsTypes.manifest, vault.privateKey, vaultKey);
  good = JSON.stringify({ ...signed, signatures: [...signed.signatures, cosignature] });
  const operatorKey = toBase64url(operator.publicKey);
  trust = { index: 'laboratories', operatorKey, threshold: 1, vaultKeys: [vaultKey] };
  server = createServer((_, response) => {
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => {
  server.close();
});

async function makeKey() {
  const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}

const open = async (day: string, given: Answer) => {
  answer = given;
  return openIndex(base, trust, () => Date.parse(day));
};

describe('the manifest', () => {
  test('a manifest is accepted while it is valid', async () => {
    const manifest = await open('2026-05-31', { status: 200, body: good });
    expect(manifest.leak.controller).toBe('Laboratoire d’essai');
  });

  test('an expired manifest is distinguished from an altered one', async () => {
    await expect(open('2026-06-02', { status: 200, body: good })).rejects.toMatchObject({ code: 'expired' });
    const altered = good.replace(/"payload":"...../, '"payload":"AAAAA');
    await expect(open('2026-06-02', { status: 200, body: altered })).rejects.toMatchObject({ code: 'altered' });
    await expect(open('2026-05-31', { status: 200, body: altered })).rejects.toMatchObject({ code: 'altered' });
  });

  test.each([
    [{ status: 200, body: '' }, 'altered', null],
    [{ status: 404, body: '' }, 'altered', null],
    [{ status: 500, body: '' }, 'network', null],
    [{ status: 429, body: '', headers: { 'Retry-After': '7' } }, 'busy', 7],
    [{ status: 503, body: '' }, 'busy', 30],
    [{ status: 302, body: '', headers: { Location: '/elsewhere' } }, 'network', null],
  ] as const)('a manifest response of %j gives the reason %s', async (given, code, retryAfter) => {
    await expect(open('2026-05-31', given)).rejects.toMatchObject({ code, retryAfter });
  });

  test('an unreachable host gives the reason network', async () => {
    const nowhere = openIndex('http://127.0.0.1:9/', trust, () => 0);
    await expect(nowhere).rejects.toMatchObject({ code: 'network', retryAfter: null });
  });
});
