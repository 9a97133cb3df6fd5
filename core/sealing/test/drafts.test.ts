import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { utf8, type Bytes } from '@etanche/core-wire';
import { deriveDraftKeys } from '../src/index.ts';

const random = (length: number): Bytes => crypto.getRandomValues(new Uint8Array(length));
const [seed, device, keysHash] = [random(32), random(32), random(32)];
const place = { practice: 'p', member: 'm', keysHash };
const keysOf = (change: Partial<typeof place> = {}, from = seed, on = device) =>
  deriveDraftKeys(from, on, { ...place, ...change });
const cannotOpen = expect.objectContaining({ code: 'cannot_open' }) as Error;

describe('a sealed draft', () => {
  test('opens to the bytes that were sealed, at every length', async () => {
    const keys = await keysOf();
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), async (typed) => {
        const text = Uint8Array.from(typed);
        expect(await keys.open('a', await keys.seal('a', text, random))).toEqual(text);
      }),
      { numRuns: 50 },
    );
  });

  test('has one length for texts of up to 1,020 bytes, so that the disk does not show how much was typed', async () => {
    const keys = await keysOf();
    const lengths = await Promise.all(
      [0, 1, 1020, 1021].map(async (length) => (await keys.seal('a', random(length), random)).length),
    );
    expect(lengths).toEqual([1052, 1052, 1052, 2076]);
  });

  test('opens under no other id', async () => {
    const keys = await keysOf();
    await expect(keys.open('b', await keys.seal('a', utf8('texte'), random))).rejects.toThrow(cannotOpen);
  });

  test.each([0, 11, 12, 500, 1051])('does not open if byte %i was altered', async (at) => {
    const keys = await keysOf();
    const sealed = await keys.seal('a', utf8('texte'), random);
    sealed[at] = (sealed[at] ?? 0) ^ 1;
    await expect(keys.open('a', sealed)).rejects.toThrow(cannotOpen);
    await expect(keys.open('a', sealed.slice(0, at))).rejects.toThrow(cannotOpen);
  });

  test.each([
    ['another member', () => keysOf({ member: 'n' })],
    ['another practice', () => keysOf({ practice: 'q' })],
    ['a new seed', () => keysOf({ keysHash: random(32) }, random(32))],
    ['another device', () => keysOf({}, seed, random(32))],
  ])('does not open for %s, whose ids and owner differ too', async (_, other) => {
    const [ours, theirs] = [await keysOf(), await other()];
    await expect(theirs.open('a', await ours.seal('a', utf8('texte'), random))).rejects.toThrow(cannotOpen);
    expect(await theirs.id('visit')).not.toBe(await ours.id('visit'));
    expect(theirs.owner).not.toBe(ours.owner);
  });

  test('has the same id and owner each time for one member and device', async () => {
    const [one, other] = [await keysOf(), await keysOf()];
    expect([await one.id('visit'), one.owner]).toEqual([await other.id('visit'), other.owner]);
    expect(await one.id('visit')).not.toBe(await one.id('visits'));
  });

  test.each([
    [31, 32],
    [32, 33],
  ])('is refused for a seed of %i bytes and a device secret of %i', async (ofSeed, ofDevice) => {
    await expect(keysOf({}, random(ofSeed), random(ofDevice))).rejects.toThrow();
  });
});
