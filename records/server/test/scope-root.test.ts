import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildTree, leafHash } from '@etanche/core-merkle';
import { joinFields, toRecordId, u32 } from '@etanche/core-wire';
import { compartments, versionMarks } from '@etanche/core-records-protocol';
import { scopeRoot } from '../src/patients/scope-root.ts';
import { isSizeClass } from '../src/patients/plan-packs.ts';

const leaf = fc.record({
  resource: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toRecordId),
  version: fc.integer({ min: 1, max: 0xffffffff }),
  compartment: fc.constantFrom(...compartments),
  hash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  mark: fc.constantFrom(undefined, ...versionMarks),
});

test('the root of a scope is that of core/merkle over its leaves by resource id, in whatever order they come', () => {
  fc.assert(
    fc.property(fc.uniqueArray(leaf, { selector: ({ resource }) => resource, maxLength: 40 }), (leaves) => {
      const sorted = leaves.toSorted((a, b) => (a.resource < b.resource ? -1 : 1));
      const expected = buildTree(
        sorted.map(({ resource, version, compartment, hash, mark }) =>
          leafHash(joinFields(resource, u32(version), compartment, hash, ...(mark === undefined ? [] : [mark]))),
        ),
      ).root;
      const marked = leaves.map(({ mark, ...each }) => (mark === undefined ? each : { ...each, mark }));
      expect(Uint8Array.from(scopeRoot(marked))).toEqual(Uint8Array.from(expected));
    }),
  );
});

test('sizes that a server may see are 256·2^k and 384·2^k and a tag', () => {
  const sizes = [256, 384, 512, 768, 1024, 2 * 1024 * 1024].map((size) => size + 16);
  expect(sizes.filter((size) => !isSizeClass(size))).toEqual([]);
  expect([0, 16, 128 + 16, 256, 272 + 1, 640 + 16, 192 + 16].filter(isSizeClass)).toEqual([]);
});
