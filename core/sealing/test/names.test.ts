import { utf8 } from '@etanche/core-protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeNames, FULL_URL_LENGTH, parseNames } from '../src/index.ts';
import { cannotOpen, id } from './fixtures.ts';

const resource = id('resource');

test('names of resources come back as they were written', async () => {
  const name = fc.record({
    fullUrl: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    resource: fc.integer().map((seed) => id(`resource ${seed}`)),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(name, { minLength: 1, maxLength: 20 }), async (names) => {
      expect(await parseNames(encodeNames({ names }))).toEqual({ names });
    }),
  );
});

test.each([
  ['none', []],
  ['an empty full URL', [{ fullUrl: '', resource }]],
  ['a full URL that is too long', [{ fullUrl: 'u'.repeat(FULL_URL_LENGTH + 1), resource }]],
  ['a resource that is no record id', [{ fullUrl: 'urn:x', resource: 'x' }]],
])('%s is neither written nor read', async (_name, names) => {
  expect(() => encodeNames({ names })).toThrow('names of resources');
  await expect(parseNames(utf8(JSON.stringify({ names })))).rejects.toThrow(cannotOpen);
});

test.each([['{'], ['{"names":[{"fullUrl":"urn:x"}]}'], ['[]']])('%s is no list of names', async (text) => {
  await expect(parseNames(utf8(text))).rejects.toThrow(cannotOpen);
});
