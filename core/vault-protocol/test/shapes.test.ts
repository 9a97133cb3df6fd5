import { describe, expect, test } from 'vitest';
import { evaluateRequestSchema, keySetOrderSchema } from '@etanche/core-vault-protocol';
import { findMismatch, object, parseShape } from '@etanche/core-wire';

const element = 'A'.repeat(43);
const good = { keySet: 'check/demo.1', elements: [element] };

describe('an evaluation request', () => {
  test('an evaluation request is accepted without and with a proof of work', () => {
    expect(findMismatch(evaluateRequestSchema, good)).toBeNull();
    expect(
      findMismatch(evaluateRequestSchema, { ...good, work: { challenge: element, nonce: 'A'.repeat(11) } }),
    ).toBeNull();
  });

  test.each([
    ['a missing member', { keySet: 'check/demo.1' }, '$.elements'],
    ['an unknown member, without repeating its name', { ...good, secret: 1 }, '$.*'],
    ['a member of the prototype', { ...good, toString: 1 }, '$.*'],
    ['no element', { ...good, elements: [] }, '$.elements'],
    ['21 elements', { ...good, elements: Array.from({ length: 21 }, () => element) }, '$.elements'],
    ['a short element', { ...good, elements: [element, 'AA'] }, '$.elements[1]'],
    ['an element that is not text', { ...good, elements: [1] }, '$.elements[0]'],
    ['another purpose', { ...good, keySet: 'admin/demo' }, '$.keySet'],
    ['a name with a path', { ...good, keySet: 'check/../x' }, '$.keySet'],
    ['a trailing line end', { ...good, keySet: 'check/demo\n' }, '$.keySet'],
    ['a list', [], '$'],
    ['null', null, '$'],
  ])('refuses %s', (_name, value, path) => {
    expect(findMismatch(evaluateRequestSchema, value)).toBe(path);
  });
});

describe('a key-set order', () => {
  const close = { aud: element, iat: 1, jti: 'A'.repeat(22), keySet: 'check/demo.1', order: 'close' };

  test('a key-set order is accepted in each of its three forms', () => {
    expect(findMismatch(keySetOrderSchema, close)).toBeNull();
    expect(findMismatch(keySetOrderSchema, { ...close, order: 'withdraw' })).toBeNull();
    expect(findMismatch(keySetOrderSchema, { ...close, order: 'open' })).toBe('$');
    expect(findMismatch(keySetOrderSchema, { ...close, order: 'raise' })).toBe('$');
  });
});

test('integers outside their bounds, and numbers that are not integers, are rejected', () => {
  const schema = object({ n: { type: 'integer', minimum: 1, maximum: 3 } });
  expect([1, 3].map((n) => findMismatch(schema, { n }))).toEqual([null, null]);
  expect([0, 4, 1.5, Number.NaN, '1', true].map((n) => findMismatch(schema, { n }))).toEqual(Array(6).fill('$.n'));
});

test('the error of parseShape contains the name and path, never the value', () => {
  expect(() => parseShape(keySetOrderSchema, { format: 'secret-value' }, 'order')).toThrow(
    expect.objectContaining({ code: 'schema_invalid', message: expect.not.stringContaining('secret-value') as string }),
  );
});
