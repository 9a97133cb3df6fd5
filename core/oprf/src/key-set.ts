import { suite, type KeySet } from '@etanche/core-vault-protocol';
import { equalBytes, limits, toBase64url } from '@etanche/core-wire';
import { decodeElement } from './decode-element.ts';
import type { Element, Group } from './group.ts';
import { lagrange } from './lagrange.ts';
import { OprfError } from './oprf-error.ts';
import { smallScalar } from './scalar-field.ts';

type Point = { readonly index: number; readonly element: Element };

/**
 * Builds a key set from its shares: the public key is interpolated from the first `threshold`, and the others are
 * compared with the same polynomial.
 *
 * @param shares public keys in base64url, one for each vault of the federation
 * @throws OprfError `key_set_inconsistent`
 */
export function makeKeySet(
  group: Group,
  id: string,
  threshold: number,
  shares: readonly { readonly index: number; readonly publicKey: string; readonly url: string }[],
): KeySet {
  const ordered = [...shares].sort((a, b) => a.index - b.index);
  return refusing(() => {
    const publicKey = toBase64url(interpolate(group, polynomialPoints(group, ordered, threshold), 0));
    const keySet = { id, suite, threshold, publicKey, shares: ordered.map((share) => ({ ...share })) } as const;
    checkKeySet(group, keySet);
    return keySet;
  });
}

/**
 * Rejects a key set whose indices repeat, whose threshold exceeds its shares, or whose share keys do not all lie on one
 * polynomial of degree threshold − 1 with `publicKey` at 0. Without this check a vault can track a caller with a
 * special share, for which its proofs verify. With as many shares as the threshold, only `publicKey` can be compared.
 *
 * @throws OprfError `key_set_inconsistent`
 */
export function checkKeySet(group: Group, keySet: KeySet): void {
  refusing(() => {
    const points = polynomialPoints(group, keySet.shares, keySet.threshold);
    for (const share of keySet.shares.slice(keySet.threshold)) {
      requireEqual(interpolate(group, points, share.index), decodeElement(group, share.publicKey));
    }
    requireEqual(interpolate(group, points, 0), decodeElement(group, keySet.publicKey));
  });
}

function polynomialPoints(group: Group, shares: KeySet['shares'], threshold: number): Point[] {
  const indices = new Set(shares.map((share) => share.index));
  if (indices.size !== shares.length || !Number.isInteger(threshold) || threshold < 1 || threshold > shares.length) {
    throw new OprfError('key_set_inconsistent', 'indices repeat or the threshold is out of range');
  }
  // Index 0 lies on every polynomial, with the whole key as its share.
  if (shares.some(({ index }) => !Number.isInteger(index) || index < 1 || index > limits.vaults)) {
    throw new OprfError('key_set_inconsistent', 'an index is out of range');
  }
  return shares
    .slice(0, threshold)
    .map((share) => ({ index: share.index, element: decodeElement(group, share.publicKey) }));
}

function interpolate(group: Group, points: readonly Point[], at: number): Element {
  const { numerators, denominator } = lagrange(
    points.map((point) => point.index),
    at,
  );
  const scaled = group.sumSmall(
    points.map((point) => point.element),
    numerators,
  );
  return denominator === 1n ? scaled : group.multiply(scaled, smallScalar(1n, denominator));
}

function requireEqual(a: Element, b: Element): void {
  if (!equalBytes(a, b)) throw new OprfError('key_set_inconsistent', 'shares do not lie on one polynomial');
}

function refusing<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof OprfError) || cause.code === 'key_set_inconsistent') throw cause;
    throw new OprfError('key_set_inconsistent', 'a key or an index of the key set is malformed', { cause });
  }
}
