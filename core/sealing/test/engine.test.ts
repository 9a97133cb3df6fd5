import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { inspect } from 'node:util';
import { nodeModules, utf8 } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineKey } from '../src/engine/engine.ts';
import { createNodeEngine } from '../src/engine/node-engine.ts';
import { engine as platform } from '../src/engine/platform-engine.ts';
import { webEngine } from '../src/engine/web-engine.ts';
import { flipped, hex, named, toHex } from './fixtures.ts';

const modules = nodeModules();
if (modules === null) throw new Error('these tests run in Node');
const engines = [
  ['Node', createNodeEngine(modules)],
  ['a page', webEngine],
] as const;
const bytes = (most: number) => fc.uint8Array({ maxLength: most }).map((drawn) => Uint8Array.from(drawn));
const nonce = named('nonce', 12);

test('a program has the engine of Node', () => {
  expect(platform.sha256(utf8('abc'))).toBeInstanceOf(Uint8Array);
});

describe.each(engines)('the engine of %s', (_name, engine) => {
  test('hashes as FIPS 180-4, short and long inputs', async () => {
    expect(toHex(await engine.sha256(utf8('abc')))).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    for (const length of [0, 1, 2048, 2049, 100_000]) {
      const input = named('input', length);
      expect(toHex(await engine.sha256(input))).toBe(createHash('sha256').update(input).digest('hex'));
    }
  });

  test('derives as HKDF-SHA512 of RFC 5869', async () => {
    await fc.assert(
      fc.asyncProperty(
        bytes(100),
        bytes(100),
        bytes(100),
        fc.integer({ min: 1, max: 200 }),
        async (ikm, salt, info, n) => {
          const derived = await engine.hkdf(await engine.importHkdf(ikm), salt, info, n);
          expect(toHex(derived)).toBe(Buffer.from(hkdfSync('sha512', ikm, salt, info, n)).toString('hex'));
        },
      ),
      { numRuns: 30 },
    );
  });

  test('authenticates as HMAC-SHA-256 of RFC 4231', async () => {
    const mac = async (key: Uint8Array<ArrayBuffer>, data: string) =>
      toHex(await engine.hmac(await engine.importHmac(key), utf8(data)));
    expect(await mac(utf8('Jefe'), 'what do ya want for nothing?')).toBe(
      '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
    );
    expect(await mac(named('key', 200), 'long key')).toBe(
      createHmac('sha256', named('key', 200)).update('long key').digest('hex'),
    );
  });

  test('seals as AES-256-GCM, under an imported and a derived key', async () => {
    const raw = named('key', 32);
    const material = await engine.importHkdf(named('material', 32));
    const derived = await engine.hkdf(material, named('salt', 32), utf8('info'), 32);
    const keys: [Uint8Array, EngineKey][] = [
      [raw, await engine.importAes(raw)],
      [derived, await engine.hkdfAes(material, named('salt', 32), utf8('info'))],
    ];
    for (const [expected, key] of keys) {
      for (const length of [0, 1, 5000]) {
        const cipher = createCipheriv('aes-256-gcm', expected, nonce).setAAD(utf8('aad'));
        const sealed = Buffer.concat([cipher.update(named('text', length)), cipher.final(), cipher.getAuthTag()]);
        expect(toHex(await engine.encrypt(key, nonce, utf8('aad'), named('text', length)))).toBe(
          sealed.toString('hex'),
        );
        expect(await engine.decrypt(key, nonce, utf8('aad'), Uint8Array.from(sealed))).toEqual(named('text', length));
      }
    }
  });

  test('opens nothing that is altered, truncated, or under another key, nonce or AAD', async () => {
    const key = await engine.importAes(named('key', 32));
    const sealed = await engine.encrypt(key, nonce, utf8('aad'), named('text', 100));
    const attempts = [
      () => engine.decrypt(key, nonce, utf8('aad'), flipped(sealed, 0)),
      () => engine.decrypt(key, nonce, utf8('aad'), flipped(sealed, -1)),
      () => engine.decrypt(key, nonce, utf8('aad'), sealed.slice(0, -1)),
      () => engine.decrypt(key, nonce, utf8('aad'), sealed.slice(0, 15)),
      () => engine.decrypt(key, nonce, utf8('aad'), new Uint8Array(0)),
      () => engine.decrypt(key, nonce, utf8('other'), sealed),
      () => engine.decrypt(key, flipped(nonce, 0), utf8('aad'), sealed),
      async () => engine.decrypt(await engine.importAes(named('other', 32)), nonce, utf8('aad'), sealed),
    ];
    for (const attempt of attempts) await expect(Promise.resolve().then(attempt)).rejects.toThrow();
  });

  test('rejects an AES key that is not 32 bytes, and a key of the other engine', async () => {
    const short = Promise.resolve().then(async () =>
      engine.encrypt(await engine.importAes(named('key', 31)), nonce, utf8(''), utf8('')),
    );
    await expect(short).rejects.toThrow();
    for (const [, other] of engines) {
      if (other === engine) continue;
      const foreign = await other.importAes(named('key', 32));
      const attempt = Promise.resolve().then(() => engine.encrypt(foreign, nonce, utf8(''), utf8('')));
      await expect(attempt).rejects.toThrow(TypeError);
    }
  });

  test('shows no bytes of a key when it is printed', async () => {
    const raw = hex('00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff');
    const printed = inspect(await engine.importAes(raw), { depth: 5, showHidden: true });
    expect(printed.replaceAll(/[^0-9a-f]/g, '')).not.toContain('33445566');
  });
});
