import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  auditPath,
  auditPathLength,
  buildTree,
  consistencyProof,
  leafHash,
  MerkleError,
  nodeHash,
  verifyAuditPath,
  verifyConsistency,
  type Hash,
} from '../src/index.ts';

type Vectors = {
  leaves: string[];
  roots: string[];
  auditPaths: { index: number; size: number; path: string[] }[];
  consistencyProofs: { first: number; second: number; proof: string[] }[];
  wrongAuditPaths: { name: string; index: number; size: number; pathOf: number; drop?: number; extra?: number }[];
};
const vectors = JSON.parse(readFileSync(new URL('../../../vectors/merkle.json', import.meta.url), 'utf8')) as Vectors;

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const hex = (hash: Hash) => Buffer.from(hash).toString('hex');
const leaves = vectors.leaves.map((leaf) => leafHash(bytes(leaf)));
const root = (size: number) => bytes(vectors.roots[size] ?? '');
const leaf = (index: number) => leaves[index] ?? new Uint8Array(32);

/** MTH of RFC 6962 section 2.1, word for word. */
function recursiveRoot(hashes: readonly Hash[]): Hash {
  const [only] = hashes;
  if (only !== undefined && hashes.length === 1) return only;
  let split = 1;
  while (split * 2 < hashes.length) split *= 2;
  return nodeHash(recursiveRoot(hashes.slice(0, split)), recursiveRoot(hashes.slice(split)));
}

describe('the reference tree', () => {
  test.each(vectors.roots.map((expected, size) => [size, expected] as const))(
    'the root of %i leaves is that of the vectors',
    (size, expected) => {
      expect(hex(buildTree(leaves.slice(0, size)).root)).toBe(expected);
    },
  );

  test.each(vectors.auditPaths)('the audit path of leaf $index of $size verifies', ({ index, size, path }) => {
    expect(auditPath(buildTree(leaves.slice(0, size)), index).map(hex)).toEqual(path);
    expect(() => {
      verifyAuditPath(leaf(index), index, size, path.map(bytes), root(size));
    }).not.toThrow();
  });

  test.each(vectors.consistencyProofs)(
    'the consistency proof from $first to $second verifies',
    ({ first, second, proof }) => {
      expect(consistencyProof(leaves.slice(0, second), first).map(hex)).toEqual(proof);
      const growth = { firstSize: first, first: root(first), secondSize: second, second: root(second) };
      expect(() => {
        verifyConsistency(growth, proof.map(bytes));
      }).not.toThrow();
    },
  );
});

describe('rejected proofs', () => {
  test.each(vectors.wrongAuditPaths)('$name', ({ index, size, pathOf, drop = 0, extra = 0 }) => {
    const whole = auditPath(buildTree(leaves), pathOf);
    const path = [...whole.slice(0, whole.length - drop), ...Array.from({ length: extra }, () => new Uint8Array(32))];
    expect(() => {
      verifyAuditPath(leaf(index), index, size, path, root(8));
    }).toThrow(MerkleError);
  });

  test('an audit path with any altered bit of leaf, path or root is rejected', () => {
    const path = auditPath(buildTree(leaves), 5);
    const parts = [leaf(5), ...path, root(8)];
    for (const i of parts.keys()) {
      const [first = new Uint8Array(), ...rest] = parts.map((part, at) =>
        at === i ? part.map((byte, place) => (place === 31 ? byte ^ 1 : byte)) : part,
      );
      expect(() => {
        verifyAuditPath(first, 5, 8, rest.slice(0, -1), rest.at(-1) ?? new Uint8Array());
      }).toThrow(expect.objectContaining({ code: 'proof_invalid' }));
    }
  });

  test('a consistency proof that is altered, cut, extended or for other sizes is rejected', () => {
    const proof = consistencyProof(leaves, 6);
    const growth = { firstSize: 6, first: root(6), secondSize: 8, second: root(8) };
    const refuses = (changed: Partial<typeof growth>, nodes: readonly Hash[]) => {
      expect(() => {
        verifyConsistency({ ...growth, ...changed }, nodes);
      }).toThrow(MerkleError);
    };
    for (const i of proof.keys()) {
      refuses(
        {},
        proof.map((node, at) => (at === i ? node.map((byte) => byte ^ 1) : node)),
      );
    }
    refuses({}, proof.slice(1));
    refuses({}, []);
    refuses({}, [...proof, leaf(0)]);
    refuses({ firstSize: 5 }, proof);
    refuses({ firstSize: 0 }, proof);
    refuses({ secondSize: 5 }, proof);
    refuses({ first: root(5) }, proof);
    refuses({ second: root(7) }, proof);
    refuses({ firstSize: 8, first: root(7) }, []);
  });

  test('a leaf or a prefix that does not exist is rejected', () => {
    const tree = buildTree(leaves);
    for (const index of [-1, 8, 0.5, Number.NaN]) expect(() => auditPath(tree, index)).toThrow(MerkleError);
    for (const size of [0, 9, 1.5]) expect(() => consistencyProof(leaves, size)).toThrow(MerkleError);
    expect(() => auditPathLength(0, 0)).toThrow(MerkleError);
  });
});

describe('trees of any size', () => {
  const size = fc.integer({ min: 1, max: 70 });
  const grow = (count: number) => Array.from({ length: count }, (_, i) => leafHash(Uint8Array.of(i)));

  test('hashing by levels gives the root of the recursion and a valid path for every leaf', () => {
    fc.assert(
      fc.property(size, (count) => {
        const hashes = grow(count);
        const tree = buildTree(hashes);
        expect(hex(tree.root)).toBe(hex(recursiveRoot(hashes)));
        for (const [index, hash] of hashes.entries()) {
          const path = auditPath(tree, index);
          expect(path).toHaveLength(auditPathLength(index, count));
          verifyAuditPath(hash, index, count, path, tree.root);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('every prefix has a valid consistency proof', () => {
    fc.assert(
      fc.property(size, (count) => {
        const hashes = grow(count);
        const second = buildTree(hashes).root;
        for (let first = 1; first <= count; first++) {
          const prefix = { firstSize: first, first: buildTree(hashes.slice(0, first)).root };
          verifyConsistency({ ...prefix, secondSize: count, second }, consistencyProof(hashes, first));
        }
      }),
      { numRuns: 10 },
    );
  });
});
