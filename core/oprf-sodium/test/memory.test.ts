import { blindEvaluate, deriveShareKey, type ConstantTimeGroup } from '@etanche/core-oprf';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../oprf/test/test-bytes.ts';
import { loadSodiumGroup, systemToolchain } from '../src/index.ts';
import { addonFile, readRecord } from '../src/native/engine-record.ts';
import { loadAddon, openNativeModule } from '../src/native/native-module.ts';
import { createSodiumGroup } from '../src/sodium-group.ts';
import type { SodiumModule } from '../src/sodium-module.ts';
import { loadWasmModule } from '../src/wasm-module.ts';
import { builtEngine } from './support/built-engine.ts';

const { directory, engine } = await builtEngine();
const random = seededRandom('memory');

/** A module of the engine, whose memory the test can read. */
function openNative(): SodiumModule {
  const { addon, library } = readRecord(directory);
  return openNativeModule(loadAddon(addonFile(directory, addon)), library.name);
}

function expectNothingLeft(sodium: SodiumModule, group: ConstantTimeGroup): void {
  const seed = random(32);
  const parameters = { seeds: [{ holders: [1], seed }], vaults: 1, threshold: 1, index: 1, keySet: 'check/memory.1' };
  const key = deriveShareKey(group, parameters);
  const element = group.multiplyBase(group.reduce(random(64)));
  blindEvaluate(group, key, [element, element], random);
  const message = random(64);
  const digest = group.hash(message);
  // Longer than the space for a message, so it is hashed in pieces.
  const long = new Uint8Array(10_000).fill(7);
  long.set(message, 9_900);
  group.hash(long);
  const memory = Buffer.from(sodium.HEAPU8.buffer);
  for (const secret of [key.secret, message, digest, Buffer.alloc(64, 7)]) expect(memory.indexOf(secret)).toBe(-1);
  // The search works: the engine's last result is still in memory.
  expect(memory.indexOf(group.multiplyBase(key.secret))).toBeGreaterThan(0);
}

describe('working memory', () => {
  test('working memory in WebAssembly holds no share and no message after use', async () => {
    expectNothingLeft(await loadWasmModule(), await loadSodiumGroup());
  });

  test('two engines have separate working memory', async () => {
    const [one, two] = await Promise.all([loadSodiumGroup(), loadSodiumGroup()]);
    const scalar = one.reduce(random(64));
    expect(one.multiplyBase(scalar)).toEqual(two.multiplyBase(scalar));
    const element = one.multiplyBase(scalar);
    expect(two.multiply(element, scalar)).toEqual(one.multiply(element, scalar));
  });
});

describe.skipIf(engine === null)('native working memory', () => {
  test('native working memory holds no share and no message after use', () => {
    const sodium = openNative();
    expectNothingLeft(sodium, createSodiumGroup(sodium, 'native libsodium'));
  });

  test('an operand outside of the memory is rejected, and one at its end is not', () => {
    const sodium = openNative();
    const { length } = sodium.HEAPU8;
    sodium.HEAPU8.fill(9);
    for (const offset of [length - 31, length, 2 ** 31, 2 ** 32 - 1]) {
      expect(() => {
        sodium._crypto_core_ristretto255_scalar_add(offset, 0, 32);
      }).toThrow('outside');
      expect(() => sodium._crypto_scalarmult_ristretto255(0, 32, offset)).toThrow('outside');
      expect(() => sodium._crypto_core_ristretto255_is_valid_point(offset)).toThrow('outside');
      expect(() => sodium._crypto_hash_sha512(offset, 0, 1)).toThrow('outside');
      expect(() => sodium._crypto_hash_sha512_final(0, offset)).toThrow('outside');
      expect(() => {
        sodium.wipe(offset, 64);
      }).toThrow('outside');
    }
    for (const bytes of [length + 1, 2 ** 32 - 1]) {
      expect(() => sodium._crypto_hash_sha512(0, 0, bytes)).toThrow('outside');
      expect(() => sodium._crypto_hash_sha512_update(0, 0, bytes)).toThrow('outside');
    }
    expect(sodium.HEAPU8.every((byte) => byte === 9)).toBe(true);
    sodium._crypto_core_ristretto255_scalar_add(length - 32, 0, 32);
    expect(sodium.HEAPU8.subarray(-32).every((byte) => byte === 9)).toBe(false);
  });

  test('calls with other arguments than numbers are rejected', () => {
    const sodium = openNative();
    const call = (...values: unknown[]) =>
      Reflect.apply(Reflect.get(sodium, '_crypto_core_ristretto255_add') as () => number, sodium, values) as number;
    expect(() => call()).toThrow('number of arguments');
    expect(() => call(0, 32)).toThrow('number of arguments');
    expect(() => call(0, 32, 64, 96)).toThrow('number of arguments');
    expect(() => call(0, 32, 'x')).toThrow('not a number');
    expect(call(0, 32, 64)).toBe(0);
  });

  test('an engine that is not open computes nothing, and it is opened once', () => {
    const { addon: hash, library } = readRecord(directory);
    const addon = loadAddon(addonFile(directory, hash));
    expect(() => addon._crypto_core_ristretto255_is_valid_point(0)).toThrow('not open');
    openNativeModule(addon, library.name);
    const refused = expect.objectContaining({ code: 'engine_unavailable' }) as Error;
    expect(() => openNativeModule(addon, library.name)).toThrow(refused);
  });

  test('memory is reserved until none is left', () => {
    const sodium = openNative();
    const first = sodium._malloc(4096);
    expect(first).toBeGreaterThan(0);
    expect(sodium._malloc(64)).toBeGreaterThanOrEqual(first + 4096);
    expect(sodium._malloc(8192)).toBe(0);
    const unsafe = expect.objectContaining({ code: 'engine_unsafe' }) as Error;
    expect(() => createSodiumGroup(sodium, 'native libsodium')).toThrow(unsafe);
  });

  test('the system’s libraries are tried in order', () => {
    expect(readRecord(directory).library.name).toBeOneOf([...systemToolchain.libraries]);
  });
});
