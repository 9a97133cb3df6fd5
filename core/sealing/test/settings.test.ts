import { settingsScope } from '@etanche/core-records-protocol';
import { describe, expect, test } from 'vitest';
import {
  keySetPurpose,
  openSettingsGrant,
  roleOf,
  sealingKeyFromSeed,
  settingsOutput,
  settingsRoot,
  type GranterKeys,
} from '../src/index.ts';
import { argumentInvalid, asked, hex, outcome, readVectors, toHex } from './fixtures.ts';

type Vectors = {
  practice: string;
  openers: Record<string, string>;
  scopes: { scopeRoot: string; practice: string; root: string; scope: string; output: string }[];
  grants: { name: string; jws: string; holder: string; holderKeys: string; sealingSeed: string; root?: string }[];
};
const vectors = readVectors('settings') as Vectors;
const granters: GranterKeys = (member) => {
  const key = vectors.openers[member];
  return key === undefined ? [] : [hex(key)];
};

describe('the vectors of the settings', () => {
  test.each(vectors.scopes)('root, scope and output of $practice', async (vector) => {
    const root = await settingsRoot(hex(vector.scopeRoot), vector.practice);
    expect(toHex(root)).toBe(vector.root);
    expect(settingsScope(vector.practice)).toBe(vector.scope);
    expect(toHex(await settingsOutput(root, vector.practice, vector.scope))).toBe(vector.output);
  });

  test.each(vectors.grants)('grant: $name', async ({ jws, holder, holderKeys, sealingSeed, root }) => {
    const sealing = await sealingKeyFromSeed(hex(sealingSeed));
    const own = { id: holder, keys: hex(holderKeys), sealing };
    const opened = openSettingsGrant(vectors.practice, jws, own, granters).then(toHex);
    expect(await outcome(opened)).toEqual(asked(root));
  });
});

test('a root of another length is rejected', async () => {
  await expect(settingsRoot(new Uint8Array(31), vectors.practice)).rejects.toEqual(argumentInvalid);
  await expect(settingsOutput(new Uint8Array(33), vectors.practice, 'x')).rejects.toEqual(argumentInvalid);
});

test('no role and no key set opens the settings', () => {
  expect(() => roleOf('settings')).toThrow(RangeError);
  expect(() => keySetPurpose('settings')).toThrow(RangeError);
});
