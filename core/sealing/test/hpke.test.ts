import { utf8 } from '@etanche/core-wire';
import { Aes256Gcm, CipherSuite, DhkemP521HkdfSha512, HkdfSha512 } from '@hpke/core';
import { XWing } from '@noble/post-quantum/hybrid.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hpkeSeal, sealingKeyFromSeed, SEALING_PUBLIC_KEY_BYTES } from '../src/index.ts';
import { argumentInvalid, cannotOpen, counted, flipped, hex, named, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  xWing: { source: string; seed: string; encapsulationSeed: string; publicKeyStart: string; sharedSecret: string }[];
  rfc9180: Record<'privateKey' | 'publicKey' | 'enc' | 'info' | 'aad' | 'plaintext' | 'ciphertext', string>;
};
const vectors = readVectors('hpke') as Vectors;
const info = utf8('info');
const random = counted('hpke');

describe('public vectors', () => {
  test.each(vectors.xWing)('X-Wing, $source', async ({ seed, encapsulationSeed, publicKeyStart, sharedSecret }) => {
    const { publicKey } = await sealingKeyFromSeed(hex(seed));
    expect(toHex(publicKey).startsWith(publicKeyStart)).toBe(true);
    // The second implementation computes the draft's secret for our public key, so every byte of the key is correct.
    const other = XWing.encapsulate(publicKey, hex(encapsulationSeed));
    expect(toHex(other.sharedSecret)).toBe(sharedSecret);
    const sealed = await hpkeSeal(publicKey, info, utf8('text'), () => hex(encapsulationSeed));
    expect(sealed.slice(0, 1120)).toEqual(Uint8Array.from(other.cipherText));
  });

  test('sealing follows RFC 9180 appendix A.6.1, with our KDF and AEAD', async () => {
    const kem = new DhkemP521HkdfSha512();
    const suite = new CipherSuite({ kem, kdf: new HkdfSha512(), aead: new Aes256Gcm() });
    const { rfc9180 } = vectors;
    const recipientKey = {
      privateKey: await kem.deserializePrivateKey(hex(rfc9180.privateKey)),
      publicKey: await kem.deserializePublicKey(hex(rfc9180.publicKey)),
    };
    const opened = await suite.open(
      { recipientKey, enc: hex(rfc9180.enc), info: hex(rfc9180.info) },
      hex(rfc9180.ciphertext),
      hex(rfc9180.aad),
    );
    expect(toHex(new Uint8Array(opened))).toBe(rfc9180.plaintext);
  });
});

describe('sealing to a person', () => {
  test('opening is the inverse of sealing', async () => {
    const key = await sealingKeyFromSeed(named('seed', 32));
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 100 }), async (text, drawn) => {
        const context = Uint8Array.from(drawn);
        const sealed = await hpkeSeal(key.publicKey, context, Uint8Array.from(text), random);
        expect(sealed.length).toBe(1120 + text.length + 16);
        expect(await key.open(context, sealed)).toEqual(Uint8Array.from(text));
      }),
      { numRuns: 10 },
    );
  });

  test('sealed bytes do not open when altered, cut, or under another info or key', async () => {
    const key = await sealingKeyFromSeed(named('seed', 32));
    const other = await sealingKeyFromSeed(named('other seed', 32));
    const sealed = await hpkeSeal(key.publicKey, info, utf8('text'), random);
    for (const at of [0, 700, 1087, 1088, 1119, 1120, -1]) {
      await expect(key.open(info, flipped(sealed, at))).rejects.toThrow(cannotOpen);
    }
    await expect(key.open(utf8('other'), sealed)).rejects.toThrow(cannotOpen);
    await expect(other.open(info, sealed)).rejects.toThrow(cannotOpen);
    for (const length of [0, 1119, 1120, sealed.length - 1]) {
      await expect(key.open(info, sealed.slice(0, length))).rejects.toThrow(cannotOpen);
    }
  });

  test('the sealed bytes depend on the random bytes only', async () => {
    const { publicKey } = await sealingKeyFromSeed(named('seed', 32));
    const seal = (name: string) => hpkeSeal(publicKey, info, utf8('text'), counted(name));
    expect(await seal('a')).toEqual(await seal('a'));
    expect(await seal('a')).not.toEqual(await seal('b'));
  });

  test('public keys and seeds of another length are rejected', async () => {
    await expect(sealingKeyFromSeed(new Uint8Array(31))).rejects.toThrow(argumentInvalid);
    const short = new Uint8Array(SEALING_PUBLIC_KEY_BYTES - 1);
    await expect(hpkeSeal(short, info, utf8('text'), random)).rejects.toThrow(argumentInvalid);
  });
});
