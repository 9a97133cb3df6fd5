import { describe, expect, test } from 'vitest';
import vectors from '../../../vectors/acknowledgement.json' with { type: 'json' };
import { parseShape } from '@etanche/core-wire';
import { acknowledgementHash, acknowledgementSchema } from '../src/index.ts';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('the acknowledgement of the vectors has its hash', () => {
  const said = parseShape(acknowledgementSchema, vectors.acknowledgement, 'acknowledgement');
  expect(hex(acknowledgementHash(said))).toBe(vectors.hash);
});

describe('an acknowledgement with another field has another hash', () => {
  test.for(vectors.others)('$name', ({ acknowledgement, hash }) => {
    const said = parseShape(acknowledgementSchema, acknowledgement, 'acknowledgement');
    expect(hex(acknowledgementHash(said))).toBe(hash);
    expect(hash).not.toBe(vectors.hash);
  });
});

test.for(vectors.failures)('an acknowledgement is rejected $name', ({ acknowledgement }) => {
  expect(() => parseShape(acknowledgementSchema, acknowledgement, 'acknowledgement')).toThrow();
});
