import { expect, test } from 'vitest';
import { ed25519FromSeed, ed25519KeyPair, verifyEd25519 } from '../src/index.ts';

test('an Ed25519 seed gives the public key and the signature of RFC 8032 section 7.1, test 1', async () => {
  const seed = Uint8Array.from(Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'));
  const { publicKey, privateKey } = await ed25519KeyPair(seed);
  expect(Buffer.from(publicKey).toString('hex')).toBe(
    'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
  );
  expect(privateKey).toMatchObject({ type: 'private', extractable: false });
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array()));
  expect(Buffer.from(signature).toString('hex')).toBe(
    'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  );
  expect(await verifyEd25519(publicKey, new Uint8Array(), signature)).toBe(true);
  expect(await ed25519FromSeed(seed, publicKey)).toMatchObject({ type: 'private', extractable: false });
});

test.each([0, 31, 33, 64])('a seed of %i bytes is rejected', async (length) => {
  await expect(ed25519KeyPair(new Uint8Array(length))).rejects.toThrow();
});
