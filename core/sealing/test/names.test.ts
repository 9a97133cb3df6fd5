import { utf8 } from '@etanche/core-wire';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeNames, FULL_URL_LENGTH, parseNames } from '../src/index.ts';
import { cannotOpen, id } from './fixtures.ts';

const resource = id('resource');

test('names of resources come back as they were written', () => {
  const name = fc.record({
    fullUrl: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }),
    resource: fc.integer().map((seed) => id(`resource ${seed}`)),
  });
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 20 }), (names) => {
      expect(parseNames(encodeNames({ names }))).toEqual({ names });
    }),
  );
});

test.each([
  ['none', []],
  ['an empty full URL', [{ fullUrl: '', resource }]],
  ['a full URL that is too long', [{ fullUrl: 'u'.repeat(FULL_URL_LENGTH + 1), resource }]],
  ['a resource that is no record id', [{ fullUrl: 'urn:x', resource: 'x' }]],
])('%s is neither written nor read', (_name, names) => {
  expect(() => encodeNames({ names })).toThrow('names of resources');
  expect(() => parseNames(utf8(JSON.stringify({ names })))).toThrow(cannotOpen);
});

test.each([['{'], ['{"names":[{"fullUrl":"urn:x"}]}'], ['[]']])('%s is no list of names', (text) => {
  expect(() => parseNames(utf8(text))).toThrow(cannotOpen);
});
