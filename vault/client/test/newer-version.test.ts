import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { manifestsPath, type SignedManifest, type Trust } from '@etanche/core-check-protocol';
import { type KeySet } from '@etanche/core-vault-protocol';
import { fromBase64url, jwsTypes, signCompact, signDetached, toBase64url, utf8 } from '@etanche/core-wire';
import { readPayload } from '@etanche/core-sealed-index';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startTestFederation, type TestFederation } from '../../server/test/support/federation.ts';
import { cosignManifest, findNewerVersion, sendKeySetOrder, timerSleep } from '../src/index.ts';
import { group } from './support/federation.ts';
import { signedManifest } from './support/manifest.ts';
import { random, randomFromFirst } from './support/random.ts';
import { makeSigningKey } from './support/signing-key.ts';

const hour = 3_600_000;
const operator = await makeSigningKey();
const importer = await makeSigningKey();
const transport = { fetch: globalThis.fetch, sleep: timerSleep, timeoutMs: 20_000 };
const published = Date.parse('2026-11-22T10:00:00Z');
let clock = published;
let running: TestFederation;

async function start(): Promise<void> {
  clock = published;
  running = await startTestFederation({ operators: [toBase64url(operator.publicKey)], now: () => clock });
}

function trust(): Trust {
  const vaultKeys = running.federation.vaults.map(({ signingKey }) => signingKey);
  return { index: 'laboratories', operatorKey: toBase64url(operator.publicKey), threshold: 2, vaultKeys };
}

async function sign(
  version: number,
  issuedAt = '2026-11-22T09:00:00Z',
): Promise<{ keySet: KeySet; signed: SignedManifest }> {
  const until = Math.floor(clock / 1000) + 3600;
  const keySet = await sendKeySetOrder({
    ...{ ...transport, federation: running.federation, group, owner: operator, random, now: () => clock },
    id: `check/laboratories.${version}`,
    command: {
      order: 'open',
      importer: { key: toBase64url(importer.publicKey), units: 10, until },
      ceiling: { perMinute: 10, perDay: 10 },
    },
  });
  const vaults = [1, 2, 3].map((index) => ({ index, owner: 'Essai, une seule personne', jurisdiction: 'FR' }));
  return { keySet, signed: await signedManifest(operator, keySet, { version, graceHours: 2, issuedAt, vaults }) };
}

/** Publishes at the vaults of these indices. */
async function publish(version: number, indices = [1, 2, 3]): Promise<SignedManifest> {
  const { signed } = await sign(version);
  const vaults = running.federation.vaults.filter(({ index }) => indices.includes(index));
  return cosignManifest({ ...transport, federation: { threshold: vaults.length, vaults }, manifest: signed });
}

/** The result for a page with this manifest; `urls` puts other servers in the place of vaults. */
function find(
  { payload }: SignedManifest,
  urls: Readonly<Record<number, string>> = {},
  changed: Partial<Parameters<typeof findNewerVersion>[0]> = {},
): Promise<number | null> {
  const manifest = readPayload(payload);
  const keySets = manifest.keySets.map((keySet) => ({
    ...keySet,
    shares: keySet.shares.map((share) => ({ ...share, url: urls[share.index] ?? share.url })),
  }));
  const asked = { ...manifest, keySets };
  return findNewerVersion({ ...transport, manifest: asked, trust: trust(), random, hedgeMs: 300_000, ...changed });
}

/** Randomness by which the vault of this index is asked first. */
function startAt(index: number) {
  return { random: (length: number) => (length === 1 ? Uint8Array.of(index - 1) : random(length)) };
}

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

describe('a host that puts version 1 back after version 2', () => {
  beforeEach(start);
  afterEach(() => running.close());

  test('is tolerated during the grace period, and found out afterwards', async () => {
    const first = await publish(1);
    expect(await find(first)).toBeNull();
    const second = await publish(2);
    clock = published + 2 * hour - 1;
    expect(await find(first)).toBeNull();
    clock = published + 2 * hour;
    expect(await find(first)).toBe(2);
    expect(await find(second)).toBeNull();
  });

  test('is found out by any two vaults where two cosigned version 2', async () => {
    const first = await publish(1);
    await publish(2, [2, 3]);
    clock = published + 2 * hour;
    for (const index of [1, 2, 3]) expect(await find(first, {}, startAt(index))).toBe(2);
  });

  test('is found out by one vault of those asked that knows version 2, whatever the other one says', async () => {
    const first = await publish(1);
    await publish(2, [3]);
    clock = published + 2 * hour;
    expect(await find(first, {}, startAt(2))).toBe(2);
    expect(await find(first, {}, startAt(3))).toBe(2);
    // Two answers are enough for a version that was never published: one signature is not.
    expect(await find(first, {}, startAt(1))).toBeNull();
  });
});

// One federation, because nothing later is published; the last of these tests moves the clock.
describe('a version that is the newest', () => {
  let first: SignedManifest;
  beforeAll(async () => {
    await start();
    first = await publish(1);
  });
  afterAll(() => running.close());

  describe('the vaults that are asked', () => {
    /** Which vaults were asked, in order; those of `away` do not answer. */
    function counting(away: readonly number[] = []) {
      const asked: number[] = [];
      const counted: typeof globalThis.fetch = (input, init) => {
        const url = new URL(input as string);
        const index = running.federation.vaults.find((vault) => vault.url === url.origin)?.index ?? 0;
        asked.push(index);
        return away.includes(index) ? Promise.reject(new TypeError('fetch failed')) : fetch(input, init);
      };
      return { asked, fetch: counted };
    }

    test('are as many as the threshold, from a random start', async () => {
      for (const [start, pair] of [
        [1, [1, 2]],
        [2, [2, 3]],
        [3, [3, 1]],
      ] as const) {
        const { asked, fetch } = counting();
        expect(await find(first, {}, { ...startAt(start), fetch })).toBeNull();
        expect(asked).toEqual(pair);
      }
    });

    test('are one more for each that fails, and it is an error when none is left', async () => {
      const one = counting([1]);
      expect(await find(first, {}, { ...startAt(1), fetch: one.fetch })).toBeNull();
      expect(one.asked).toEqual([1, 2, 3]);
      const two = counting([1, 3]);
      const failed = find(first, {}, { ...startAt(1), fetch: two.fetch });
      await expect(failed).rejects.toMatchObject({ code: 'could_not_check' });
    });

    test('are one more for a slow one', async () => {
      const { asked, fetch } = counting();
      const slow: typeof globalThis.fetch = (input, init) =>
        asked.push(0) === 1 ? new Promise<never>(() => undefined) : fetch(input, init);
      expect(await find(first, {}, { ...startAt(1), fetch: slow, hedgeMs: 1 })).toBeNull();
    });

    test('are so many that one of them has cosigned each version, also where the threshold is not a majority', async () => {
      const { asked, fetch } = counting();
      const lowTrust = { ...trust(), threshold: 1 };
      expect(await find(first, {}, { ...startAt(1), fetch, trust: lowTrust })).toBeNull();
      expect(asked).toEqual([1, 2, 3]);
    });
  });

  describe('an answer', () => {
    test('is missing when fewer vaults than the threshold are there', async () => {
      const nowhere = 'http://127.0.0.1:9';
      expect(await find(first, { 1: nowhere })).toBeNull();
      await expect(find(first, { 1: nowhere, 2: nowhere })).rejects.toMatchObject({ code: 'could_not_check' });
    });

    test('of one vault does not count twice', async () => {
      const [url = ''] = running.federation.vaults.map((vault) => vault.url);
      await expect(find(first, { 2: url, 3: url })).rejects.toMatchObject({ code: 'could_not_check' });
    });

    test('that was signed for an earlier question, by a stranger or for another index does not count', async () => {
      const [vault] = running.federation.vaults;
      if (vault === undefined) throw new Error('no vault');
      const log = (index: string, nonce: string) => fetch(`${vault.url}${manifestsPath}/${index}?nonce=${nonce}`);
      const old = await (await log('laboratories', toBase64url(random(16)))).text();
      const stranger = await makeSigningKey();
      const kid = toBase64url(stranger.publicKey);
      const answers: ((nonce: string) => Promise<string>)[] = [
        () => Promise.resolve(old),
        async (nonce) => (await log('another', nonce)).text(),
        (nonce) => {
          const statement = { index: 'laboratories', nonce, now: clock, manifests: [] };
          return signCompact(utf8(JSON.stringify(statement)), jwsTypes.manifestLog, stranger.privateKey, kid);
        },
      ];
      for (const answer of answers) {
        using lying = await serve((request, response) => {
          const nonce = new URL(request.url ?? '', 'http://localhost').searchParams.get('nonce') ?? '';
          void answer(nonce).then((text) => response.setHeader('content-type', 'application/jose').end(text));
        });
        const others = { 1: lying.url, 2: 'http://127.0.0.1:9' };
        await expect(find(first, others)).rejects.toMatchObject({ code: 'could_not_check' });
      }
    });
  });

  describe('one corrupt vault', () => {
    /** A vault that signs with its true key that there is a version 9, and shows `evidence` for it. */
    async function claiming(key: CryptoKey, kid: string, evidence: string) {
      return serve((request, response) => {
        const url = new URL(request.url ?? '', 'http://localhost');
        const nonce = url.searchParams.get('nonce');
        if (nonce === null) {
          response.setHeader('content-type', 'application/json').end(evidence);
          return;
        }
        const manifests = [{ version: 9, sha256: 'A'.repeat(43), signedAt: 1, graceHours: 0 }];
        const statement = { index: 'laboratories', nonce, now: clock, manifests };
        void signCompact(utf8(JSON.stringify(statement)), jwsTypes.manifestLog, key, kid).then((text) =>
          response.setHeader('content-type', 'application/jose').end(text),
        );
      });
    }

    test('cannot claim a later version that the operator did not sign, nor one whose grace period lasts', async () => {
      const corrupt = await makeSigningKey();
      const kid = toBase64url(corrupt.publicKey);
      const { payload } = first;
      const forged = {
        payload,
        signatures: [await signDetached(fromBase64url(payload, undefined), jwsTypes.manifest, corrupt.privateKey, kid)],
      };
      const current = (await sign(9, new Date(clock).toISOString().replace('.000', ''))).signed;
      const older = { payload, signatures: first.signatures.slice(0, 1) };
      for (const evidence of [forged, older, current].map((shown) => JSON.stringify(shown))) {
        using lying = await claiming(corrupt.privateKey, kid, evidence);
        const manifest = readPayload(first.payload);
        const keySets = manifest.keySets.map((keySet) => ({
          ...keySet,
          shares: keySet.shares.map((share) => (share.index === 1 ? { ...share, url: lying.url } : share)),
        }));
        const pinned = { ...trust(), vaultKeys: [kid, ...trust().vaultKeys.slice(1)] };
        const options = { ...transport, manifest: { ...manifest, keySets }, trust: pinned, random, hedgeMs: 300_000 };
        expect(await findNewerVersion(options)).toBeNull();
      }
      // The same vault is believed when it shows what the operator signed.
      clock = published + 2 * hour;
      using honest = await claiming(corrupt.privateKey, kid, JSON.stringify(current));
      const pinned = { ...trust(), vaultKeys: [kid, ...trust().vaultKeys.slice(1)] };
      const manifest = readPayload(first.payload);
      const keySets = manifest.keySets.map((keySet) => ({
        ...keySet,
        shares: keySet.shares.map((share) => (share.index === 1 ? { ...share, url: honest.url } : share)),
      }));
      const options = {
        ...transport,
        manifest: { ...manifest, keySets },
        trust: pinned,
        random: randomFromFirst,
        hedgeMs: 300_000,
      };
      expect(await findNewerVersion(options)).toBe(9);
    });
  });
});
