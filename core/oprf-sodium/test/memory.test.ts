import { blindEvaluate, deriveShareKey } from '@etanche/core-oprf';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../oprf/test/test-bytes.ts';
import { loadSodiumGroup } from '../src/index.ts';
import { loadSodiumModule } from '../src/sodium-module.ts';

describe('working memory', () => {
  const random = seededRandom('memory');

  test('working memory holds no share and no message after use', async () => {
    const sodium = await loadSodiumModule();
    const group = await loadSodiumGroup();
    const seed = random(32);
    const parameters = { seeds: [{ holders: [1], seed }], vaults: 1, threshold: 1, index: 1, keySet: 'check/memory.1' };
    const key = deriveShareKey(group, parameters);
    const element = group.multiplyBase(group.reduce(random(64)));
    blindEvaluate(group, key, [element, element], random);
    const message = random(64);
    const digest = group.hash(message);
    const memory = Buffer.from(sodium.HEAPU8.buffer);
    for (const secret of [key.secret, message, digest]) expect(memory.indexOf(secret)).toBe(-1);
    // The search works: the engine's last result is still in memory.
    const last = group.multiplyBase(key.secret);
    expect(memory.indexOf(last)).toBeGreaterThan(0);
  });

  test('two engines have separate working memory', async () => {
    const [one, two] = await Promise.all([loadSodiumGroup(), loadSodiumGroup()]);
    const scalar = one.reduce(random(64));
    expect(one.multiplyBase(scalar)).toEqual(two.multiplyBase(scalar));
    const element = one.multiplyBase(scalar);
    expect(two.multiply(element, scalar)).toEqual(one.multiply(element, scalar));
  });
});
