import { inspect } from 'node:util';
import { packHash, type Head, type PackPlace } from '@etanche/core-records-protocol';
import { toBase64url, utf8, type Bytes } from '@etanche/core-wire';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  entryOf,
  noPrevious,
  openEach,
  openPacks,
  openToCarry,
  pastEntries,
  RESOURCE_BYTES,
  sealPack,
  sizeClass,
  verifyHistory,
  verifyPacks,
  type PackEntry,
  type PastEntry,
  type VersionToPack,
} from '../src/index.ts';
import { encodePlaintext, parsePlaintext } from '../src/scope/pack-content.ts';
import { argumentInvalid, cannotOpen, counted, flipped, id, keyOf, named } from './fixtures.ts';

const key = await keyOf('clinical');
const random = counted('pack');
const place: PackPlace = {
  ...{ practice: key.practice, scope: key.scope, compartment: 'clinical', sequence: 1, number: 0, epoch: 1 },
  ...{ author: id('alice'), time: 1_790_000_000_000, carries: false },
};
type NewVersion = Omit<PackEntry, 'author' | 'time' | 'blind'>;
const version = (name: string, text = '{"resourceType":"Basic"}', over: Partial<PackEntry> = {}): NewVersion => ({
  ...{ resource: id(name), version: 1, kind: 'resource', previous: noPrevious, bytes: utf8(text) },
  ...over,
});
const carriedVersion: PackEntry = { ...version('a'), author: place.author, time: place.time, blind: named('x', 16) };
const opening = (pack: Parameters<typeof openPacks>[0][number], with_ = key) => openPacks([pack], [], () => with_);
const headOf = (at: PackPlace, packs: readonly Bytes[]): Head => ({
  ...{ practice: at.practice, scope: at.scope, sequence: at.sequence, previous: null, root: '', count: 1 },
  ...{ packs: packs.map(toBase64url), author: at.author },
});

describe('a pack', () => {
  test('any versions open to the same bytes, in the order of the list, and its size is a size class', async () => {
    const content = fc.uint8Array({ minLength: 1, maxLength: 4000 });
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(content, { minLength: 1, maxLength: 12, comparator: 'SameValue' }),
        async (all) => {
          const versions = all.map((bytes, i) =>
            version(`r${i}`, '', { bytes: Uint8Array.from(bytes), version: i + 1 }),
          );
          const { pack, versions: sealed } = await sealPack(key, place, versions, random);
          expect(sizeClass(pack.content.sealed.length - 16)).toBe(pack.content.sealed.length - 16);
          const opened = await opening(pack);
          expect(opened.map((each) => [each.place.resource, each.hash])).toEqual(
            sealed.map(({ resource, hash }) => [resource, hash]),
          );
          for (const { resource, bytes } of versions)
            expect(opened.find((each) => each.place.resource === resource)?.bytes).toEqual(bytes);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('a pack that is sealed twice gives other bytes, and other hashes of the same versions', async () => {
    const [one, two] = await Promise.all([
      sealPack(key, place, [version('a')], random),
      sealPack(key, place, [version('a')], random),
    ]);
    expect(one.pack.content.sealed).not.toEqual(two.pack.content.sealed);
    expect(one.versions[0]?.hash).not.toEqual(two.versions[0]?.hash);
  });

  test('a small observation fits into the smallest size classes', async () => {
    const text = JSON.stringify({
      ...{ resourceType: 'Observation', id: 'b8a6', status: 'final' },
      code: { coding: [{ system: 'http://loinc.org', code: '29463-7', display: 'Poids' }] },
      subject: { reference: 'Patient/1' },
      effectiveDateTime: '2026-11-28T09:30:00+01:00',
      valueQuantity: { value: 72, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' },
    });
    const { pack } = await sealPack(key, place, [version('weight', text)], random);
    expect(pack.content.sealed.length - 16).toBeLessThanOrEqual(384);
  });

  test('versions of the largest size are sealed and opened, compressible or not', async () => {
    for (const bytes of [new Uint8Array(RESOURCE_BYTES), named('noise', RESOURCE_BYTES)]) {
      const { pack } = await sealPack(key, place, [version('large', '', { bytes })], random);
      expect(pack.content.sealed.length).toBeLessThanOrEqual(2 * 1024 * 1024 + 16);
      expect((await opening(pack))[0]?.bytes).toEqual(bytes);
    }
  });

  test('content that does not match its place or limits is not sealed', async () => {
    const refused: [Partial<PackPlace>, readonly VersionToPack[]][] = [
      [{}, []],
      [{}, [version('a', '', { bytes: new Uint8Array(RESOURCE_BYTES + 1) })]],
      [{}, [version('a', '{}', { kind: 'deletion' })]],
      [{}, [version('a', '')]],
      [{}, [version('a', '{}', { previous: new Uint8Array(31) })]],
      [{}, [version('a', '{}', { version: 0 })]],
      [{}, [carriedVersion]],
      [{ carries: true }, [version('a')]],
      [{ carries: true }, [{ ...carriedVersion, blind: new Uint8Array(15) }]],
      [{}, [version('a'), version('a', '{}')]],
      [{}, Array.from({ length: 1001 }, (_, i) => version(String(i)))],
      [{}, Array.from({ length: 5 }, (_, i) => version(String(i), '', { bytes: named('n', RESOURCE_BYTES) }))],
      [{ epoch: 2 }, [version('a')]],
      [{ sequence: 0 }, [version('a')]],
      [{ number: -1 }, [version('a')]],
      [{ time: 0.5 }, [version('a')]],
    ];
    for (const [over, versions] of refused)
      await expect(sealPack(key, { ...place, ...over }, versions, random)).rejects.toThrow(argumentInvalid);
    await expect(sealPack(key, place, [version('a')], () => new Uint8Array(31))).rejects.toThrow(argumentInvalid);
  });

  test('a pack does not open under another role secret, epoch or practice, or without a key', async () => {
    const { pack } = await sealPack(key, place, [version('a')], random);
    const others = [
      await keyOf('clinical', { secret: 'another role secret' }),
      await keyOf('clinical', { epoch: 2 }),
      await keyOf('clinical', { practice: id('other') }),
      await keyOf('identity'),
    ];
    for (const other of others) await expect(opening(pack, other)).rejects.toThrow(cannotOpen);
    await expect(openPacks([pack], [], () => null)).rejects.toThrow(cannotOpen);
  });

  test('the key of a compartment is not printed with its bytes', () => {
    expect(inspect(key, { depth: 5, showHidden: true })).not.toMatch(/[0-9a-f]{2} [0-9a-f]{2} [0-9a-f]{2}/);
  });
});

describe('the plaintext of a pack', () => {
  const entries = () => [named('one', 100), named('two', 300)];

  test('is zeroed once its versions are read, and has exactly their number', async () => {
    const plaintext = await encodePlaintext(entries());
    expect(await parsePlaintext(plaintext, 2)).toEqual(entries());
    expect(plaintext).toEqual(new Uint8Array(plaintext.length));
    await expect(parsePlaintext(await encodePlaintext(entries()), 3)).rejects.toThrow('2 versions of 3');
  });

  test('with more versions than its list is not read to the end', async () => {
    const many = await encodePlaintext(Array.from({ length: 2_000_000 }, () => new Uint8Array()));
    expect(many.length).toBeLessThan(16 * 1024);
    await expect(parsePlaintext(many, 1)).rejects.toThrow('more than 1 versions');
    expect(many).toEqual(new Uint8Array(many.length));
  });
});

describe('the head of a write', () => {
  test('proves its packs, by number and author', async () => {
    const [one, two] = await Promise.all([
      sealPack(key, place, [version('a')], random),
      sealPack(key, { ...place, number: 1 }, [version('b')], random),
    ]);
    const head = headOf(place, [one.hash, two.hash]);
    await verifyPacks([one.pack, two.pack], new Map([[1, head]]));
    for (const wrong of [
      headOf(place, [two.hash, one.hash]),
      headOf(place, [one.hash]),
      { ...head, author: id('bob') },
      { ...head, scope: id('other') },
    ]) {
      await expect(verifyPacks([one.pack, two.pack], new Map([[1, wrong]]))).rejects.toThrow(cannotOpen);
    }
    await expect(verifyPacks([one.pack], new Map())).rejects.toThrow(cannotOpen);
    const swapped = { ...one.pack, digest: flipped(one.pack.digest, 0) };
    await expect(verifyPacks([swapped], new Map([[1, head]]))).rejects.toThrow(cannotOpen);
  });

  test('proves a pack whose content was destroyed, by its digest', async () => {
    const { pack, hash } = await sealPack(key, place, [version('a')], random);
    const proven = verifyPacks([{ ...pack, content: null }], new Map([[1, headOf(place, [hash])]]));
    await expect(proven).resolves.toBeUndefined();
  });
});

describe('a version that another pack carries', () => {
  const carrying = { ...place, sequence: 7, carries: true, author: id('bob'), time: place.time + 1000 };

  async function carried() {
    const first = await sealPack(key, place, [version('a'), version('b', '{"b":1}')], random);
    const opened = await opening(first.pack);
    const toCarry = opened.map(entryOf);
    return { first: { ...first.pack, content: null }, opened, toCarry };
  }

  test('keeps author, time and hash of the pack that introduced it', async () => {
    const { first, opened, toCarry } = await carried();
    const { pack } = await sealPack(key, carrying, toCarry, random);
    expect(await openPacks([pack], [first], () => key)).toEqual(opened);
    expect(await openPacks([first, pack], [], () => key)).toEqual(opened);
    expect(await openToCarry([pack], () => key)).toEqual(toCarry);
  });

  test('is rejected if a pack of another author or time names its hash, also where the first pack is not shown', async () => {
    const { first, toCarry } = await carried();
    const { pack } = await sealPack(key, carrying, toCarry, random);
    for (const over of [{ author: id('bob') }, { time: place.time - 1000 }]) {
      const usurper = { ...first, place: { ...place, ...over, sequence: 6 } };
      const hash = packHash(usurper.place, usurper.digest, usurper.list);
      await verifyPacks([usurper], new Map([[6, headOf(usurper.place, [hash])]]));
      await expect(openPacks([pack], [usurper], () => key)).rejects.toThrow('another author or time');
      await expect(openPacks([pack], [first, usurper], () => key)).rejects.toThrow('two packs introduce');
      await expect(openPacks([pack], [usurper, first], () => key)).rejects.toThrow('two packs introduce');
    }
    expect(await openPacks([pack, first], [first], () => key)).toHaveLength(2);
  });

  test('is left out with other bytes, or where no pack introduced it', async () => {
    const { first, toCarry } = await carried();
    const [a, b] = toCarry;
    if (a === undefined || b === undefined) throw new Error('two versions were sealed');
    for (const forged of [
      { ...a, bytes: utf8('{}') },
      { ...a, blind: named('x', 16) },
      { ...a, version: 2 },
    ]) {
      const { pack } = await sealPack(key, carrying, [forged, b], random);
      const opened = await openPacks([pack], [first], () => key);
      expect(opened.map(({ place: { resource } }) => resource)).toEqual([b.resource]);
    }
    const { pack } = await sealPack(key, carrying, toCarry, random);
    expect(await openPacks([pack], [], () => key)).toEqual([]);
  });
});

test('size classes are 256·2^k and 384·2^k, and at most 1.5 times the length', () => {
  expect([0, 1, 256, 257, 384, 385, 512, 513, 768, 769, 1024, 1_000_000].map(sizeClass)).toEqual([
    256, 256, 256, 384, 384, 512, 512, 768, 768, 1024, 1024, 1_048_576,
  ]);
  for (let length = 256; length < 20_000; length++) {
    expect(sizeClass(length)).toBeGreaterThanOrEqual(length);
    expect(sizeClass(length)).toBeLessThanOrEqual(length * 1.5);
  }
});

describe('packs that are opened each alone', () => {
  test('give what the intact ones have, and the broken ones', async () => {
    const [one, two, three] = await Promise.all(
      ['a', 'b', 'c'].map((name, number) => sealPack(key, { ...place, number }, [version(name)], random)),
    );
    if (one === undefined || two === undefined || three === undefined) throw new Error('three packs were sealed');
    const { salt, sealed } = two.pack.content;
    const broken = { ...two.pack, content: { salt, sealed: flipped(sealed, 9) } };
    const { opened, failed } = await openEach([one.pack, broken, three.pack], [], () => key);
    expect(opened.map((each) => each.place.resource).sort()).toEqual([id('a'), id('c')].sort());
    expect(failed).toEqual([broken]);
    await expect(openPacks([one.pack, broken, three.pack], [], () => key)).rejects.toThrow(cannotOpen);
  });

  test('do not show a version whose author or time is not that of its pack', async () => {
    const { pack } = await sealPack(key, place, [version('a')], random);
    const usurper = { ...pack, place: { ...place, author: id('bob'), sequence: 6 }, content: null };
    const entries = await openToCarry([pack], () => key);
    const copy = await sealPack(key, { ...place, sequence: 7, carries: true }, entries, random);
    expect(await openEach([copy.pack], [usurper], () => key)).toEqual({ opened: [], failed: [copy.pack] });
    await expect(openEach([copy.pack], [usurper, pack], () => key)).rejects.toThrow('two packs introduce');
  });

  test('never give a version that the list of a pack does not name, whatever byte of a pack is altered', async () => {
    const { pack } = await sealPack(key, place, [version('a'), version('b', '{"b":2}')], random);
    const whole = await opening(pack);
    const names = new Set(whole.map(({ hash }) => toBase64url(hash)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('list', 'salt', 'sealed'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (part, at, by) => {
          const alter = (bytes: Bytes) => bytes.map((byte, i) => (i === at % bytes.length ? byte ^ by : byte));
          const { salt, sealed } = pack.content;
          const content = {
            salt: part === 'salt' ? alter(salt) : salt,
            sealed: part === 'sealed' ? alter(sealed) : sealed,
          };
          const altered = { ...pack, content, list: part === 'list' ? alter(pack.list) : pack.list };
          const { opened } = await openEach([altered], [], () => key).catch(() => ({ opened: [] }));
          expect(opened.every(({ hash }) => names.has(toBase64url(hash)))).toBe(true);
          expect(opened).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('a history', () => {
  /** Seals and opens the next version of a resource. */
  async function next(sequence: number, over: Partial<NewVersion>): Promise<PastEntry> {
    const { pack } = await sealPack(key, { ...place, sequence }, [version('a', '{"a":1}', over)], random);
    const [past] = pastEntries([pack], await opening(pack), id('a'));
    if (past === undefined) throw new Error('one version was sealed');
    return past;
  }
  async function history() {
    const one = await next(1, {});
    const two = await next(2, { version: 2, previous: one.hash });
    const end = { version: 3, previous: two.hash, kind: 'deletion', bytes: new Uint8Array(0) } as const;
    return [one, two, await next(3, end)] as const;
  }

  test('a complete history, in which each version names the preceding one, verifies', async () => {
    const versions = await history();
    expect(versions.map(({ opened }) => opened?.kind)).toEqual(['resource', 'resource', 'deletion']);
    expect(() => {
      verifyHistory(versions);
    }).not.toThrow();
  });

  test('a history verifies where a version does not open, since the next one names the hash of its list', async () => {
    const [one, two, three] = await history();
    for (const versions of [
      [{ ...one, opened: null }, two, three],
      [one, { ...two, opened: null }, three],
      [one, two, { ...three, opened: null }],
    ]) {
      expect(() => {
        verifyHistory(versions);
      }).not.toThrow();
    }
  });

  test('a history with a missing, repeated, swapped or foreign version is rejected', async () => {
    const [one, two, three] = await history();
    const stray = await next(2, { version: 2, previous: named('other', 32) });
    for (const versions of [
      [two, three],
      [one, three],
      [one, one],
      [one, three, two],
      [one, stray],
      [one, two, two],
      [{ ...one, opened: null }, three],
      [{ ...one, hash: named('other', 32), opened: null }, two, three],
    ]) {
      expect(() => {
        verifyHistory(versions);
      }).toThrow(cannotOpen);
    }
  });
});
