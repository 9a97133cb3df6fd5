import { expect, test } from 'vitest';
import { kindOfType } from '../../src/index.ts';

test.each([
  ['11502-2', 'result'],
  ['SYNTH', 'report'],
  ['11490-0', 'discharge'],
  ['57833-6', 'prescription'],
  ['51851-4-', 'other'],
  ['constructor', 'other'],
  ['', 'other'],
  [null, 'other'],
])('a document of the type %j is of the kind %s', (code, kind) => {
  expect(kindOfType(code)).toBe(kind);
});
