import { type Manifest, type SignedManifest, type Trust } from '@etanche/core-check-protocol';
import { fromBase64url, utf8 } from '@etanche/core-wire';
import { describe, expect, test } from 'vitest';
import { brokenManifestRule, readPayload, signManifest, verifyManifest, withCosignatures } from '../src/index.ts';
import { readVectors } from './read-vectors.ts';

type Vectors = {
  trust: Trust;
  now: number;
  manifest: Manifest;
  accepted: { name: string; file: string }[];
  couldNotCheck: { name: string; now?: number; file: string }[];
};
const { trust, now, manifest, accepted, couldNotCheck: refused } = readVectors('manifest') as Vectors;
const couldNotCheck = expect.objectContaining({ code: 'could_not_check' }) as Error;
const [good] = accepted;
const file = utf8(good?.file ?? '');

describe('a manifest', () => {
  test.each(accepted)('accepted: $name', async ({ file: text }) => {
    expect(await verifyManifest(utf8(text), trust, now)).toEqual(manifest);
  });

  test.each(refused)('a manifest could not be checked: $name', async ({ file: text, now: then = now }) => {
    await expect(verifyManifest(utf8(text), trust, then)).rejects.toThrow(couldNotCheck);
  });

  test('a manifest is rejected if other vaults, another threshold or another operator are pinned', async () => {
    const [first = '', second = '', third = ''] = trust.vaultKeys;
    await expect(verifyManifest(file, { ...trust, vaultKeys: [first, third] }, now)).rejects.toThrow(couldNotCheck);
    await expect(verifyManifest(file, { ...trust, vaultKeys: [first] }, now)).rejects.toThrow(couldNotCheck);
    await expect(verifyManifest(file, { ...trust, threshold: 3 }, now)).rejects.toThrow(couldNotCheck);
    await expect(verifyManifest(file, { ...trust, operatorKey: second }, now)).rejects.toThrow(couldNotCheck);
    await expect(verifyManifest(file, { ...trust, threshold: 0, vaultKeys: [] }, now)).rejects.toThrow(couldNotCheck);
  });

  test('a manifest is rejected when any byte of its file changes', async () => {
    const text = good?.file ?? '';
    for (let at = 0; at < text.length; at += 53) {
      const altered = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      await expect(verifyManifest(utf8(altered), trust, now)).rejects.toThrow(couldNotCheck);
    }
  });

  test('a manifest larger than the limit is not parsed', async () => {
    await expect(verifyManifest(new Uint8Array(600_000).fill(32), trust, now)).rejects.toThrow(couldNotCheck);
  });
});

describe('signing', () => {
  test('a signed manifest verifies after the vaults’ signatures are appended', async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const { x: kid = '' } = await crypto.subtle.exportKey('jwk', pair.publicKey);
    const signed = await signManifest(manifest, pair.privateKey, kid);
    expect(readPayload(signed.payload)).toEqual(manifest);
    const pinned = { ...trust, operatorKey: kid, threshold: 1, vaultKeys: [kid] };
    await expect(verifyManifest(utf8(JSON.stringify(signed)), pinned, now)).rejects.toThrow(couldNotCheck);
    const whole = withCosignatures(signed, signed.signatures);
    expect(await verifyManifest(utf8(JSON.stringify(whole)), pinned, now)).toEqual(manifest);
  });

  test('a manifest that breaks a rule is not signed', async () => {
    const pair = await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify']);
    const broken = { ...manifest, count: 1001 };
    expect(brokenManifestRule(broken)).toBe('more entries than the buckets can hold');
    await expect(signManifest(broken, pair.privateKey, 'x')).rejects.toThrow(
      expect.objectContaining({ code: 'build_invalid' }) as Error,
    );
  });

  test('the signatures of the vector cover the payload', () => {
    const signed = JSON.parse(good?.file ?? '') as SignedManifest;
    expect(JSON.parse(Buffer.from(fromBase64url(signed.payload, undefined)).toString())).toEqual(manifest);
  });
});
