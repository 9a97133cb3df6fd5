import { type Stretch } from '@etanche/core-check-protocol';
import { toBase64url } from '@etanche/core-wire';
import { generateX25519Identity } from 'age-encryption';
import { argon2id as reference } from 'hash-wasm';
import { describe, expect, test } from 'vitest';
import { makeOperatorKeys, openOperatorKeys, parseLeakFile } from '../src/index.ts';
import { deriveRunKeys, letterCode } from '../src/run-keys.ts';
import { argon2id } from '../src/evaluate/stretch.ts';
import { leakFile, lock, makeKeys, random } from './support/request.ts';

const coded = (code: string) => expect.objectContaining({ code }) as Error;

describe('the operator’s keys', () => {
  test('the operator’s keys open only with the passphrase or identity that locked them', async () => {
    const identity = await generateX25519Identity();
    const byPassphrase = await makeOperatorKeys(lock, random);
    const byIdentity = await makeOperatorKeys({ identity }, random);
    expect((await openOperatorKeys(byPassphrase, lock)).identity).toMatch(/^AGE-SECRET-KEY-1/);
    expect((await openOperatorKeys(byIdentity, { identity })).identity).not.toBe(identity);
    const wrong = { ...lock, passphrase: 'another' };
    await expect(openOperatorKeys(byPassphrase, wrong)).rejects.toThrow(coded('keys_invalid'));
    await expect(openOperatorKeys(byPassphrase, { identity })).rejects.toThrow(coded('keys_invalid'));
    const stranger = await generateX25519Identity();
    await expect(openOperatorKeys(byIdentity, { identity: stranger })).rejects.toThrow(coded('keys_invalid'));
    await expect(openOperatorKeys(byPassphrase.slice(0, -1), lock)).rejects.toThrow(coded('keys_invalid'));
  });

  test('codes of letters are the same in every version of an index, and differ by person, index and operator', async () => {
    const keys = await makeKeys();
    const person = random(16);
    const code = (index: string, version: number, of = keys, who = person) =>
      letterCode(deriveRunKeys(of, index, version).codes, who);
    expect(code('a', 1)).toBe(code('a', 2));
    expect(code('a', 1)).not.toBe(code('b', 1));
    expect(code('a', 1)).not.toBe(code('a', 1, keys, random(16)));
    expect(code('a', 1)).not.toBe(code('a', 1, await makeKeys()));
    expect(toBase64url(deriveRunKeys(keys, 'a', 1).spill)).not.toBe(toBase64url(deriveRunKeys(keys, 'a', 2).spill));
  });
});

test('stretching gives the same Argon2id output as the page', async () => {
  const stretch: Stretch = { algorithm: 'argon2id', memoryKiB: 64, passes: 2, lanes: 1 };
  const [password, salt] = [random(30), random(16)];
  const options = { password, salt, parallelism: 1, iterations: 2, memorySize: 64, hashLength: 32 };
  const expected = await reference({ ...options, outputType: 'binary' });
  expect(await argon2id(password, salt, stretch)).toEqual(Uint8Array.from(expected));
});

describe('leak.json', () => {
  test('leak.json indexes numbers and letters’ codes by default', () => {
    expect(parseLeakFile(leakFile)).toMatchObject({ kinds: ['nir', 'code'], phoneRegion: 'FR', twoDigitYearPivot: 21 });
    expect(parseLeakFile({ ...leakFile, kinds: ['email'] }).kinds).toEqual(['email']);
  });

  const own = { bit: 50, key: 'shoe-size', name: { fr: 'Pointure', en: 'Shoe size' } };
  test('leak.json accepts categories of the table and of the operator', () => {
    expect(parseLeakFile({ ...leakFile, categories: ['nir', own, 'shoe-size'] })).toMatchObject({
      exposed: ['nir', 'shoe-size'],
      ownCategories: [own],
    });
  });

  test.each([
    ['without a controller', { controller: undefined }],
    ['without a legal basis', { legalBasis: '' }],
    ['an impossible day', { expires: '2027-13-45' }],
    ['an unknown kind', { kinds: ['passport'] }],
    ['a kind twice', { kinds: ['nir', 'nir'] }],
    ['no kind', { kinds: [] }],
    ['an unknown member', { extra: 1 }],
    ['an unknown category', { categories: ['shoe-size'] }],
    ['a category of the table redefined', { categories: [{ ...own, key: 'nir' }] }],
    ['a bit of the table', { categories: [{ ...own, bit: 3 }] }],
    ['a bit twice', { categories: [own, { ...own, key: 'hat-size' }] }],
  ])('leak.json is rejected: %s', (_, change) => {
    const json: unknown = JSON.parse(JSON.stringify({ ...leakFile, ...change }));
    expect(() => parseLeakFile(json)).toThrow(coded('leak_invalid'));
  });
});
