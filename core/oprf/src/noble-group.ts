import { mulAddUnsafe } from '@noble/curves/abstract/curve.js';
import { ristretto255, ristretto255_hasher } from '@noble/curves/ed25519.js';
import { sha512 } from '@noble/hashes/sha2.js';
import type { Bytes } from '@etanche/core-wire';
import { expandMessage } from './expand-message.ts';
import type { Element, Group } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { decodeScalar, reduceWide } from './scalar-field.ts';

const { Point } = ristretto255;
type Point = InstanceType<typeof Point>;

/**
 * Pure JavaScript, for pages and tests. Its multiplication of an arbitrary element is not blinded and runs on bigint,
 * whose time depends on the values (noble-curves README, "Constant-timeness"): it is for single-use scalars.
 */
export const nobleGroup: Group & { readonly constantTime: false } = {
  name: 'noble',
  constantTime: false,
  hash,
  isElement(bytes) {
    try {
      decode(bytes);
      return true;
    } catch {
      return false;
    }
  },
  multiply: (element, scalar) => encode(decode(element).multiply(decodeScalar(scalar))),
  multiplyBase: (scalar) => encode(Point.BASE.multiply(decodeScalar(scalar))),
  add: (a, b) => encode(decode(a).add(decode(b))),
  sum: (elements, scalars) => encode(multiplyAdd(elements.map(decode), scalars.map(decodeScalar))),
  sumSmall: (elements, integers) =>
    encode(
      multiplyAdd(
        elements.map((element, i) => ((integers[i] ?? 0) < 0 ? decode(element).negate() : decode(element))),
        integers.map((integer) => BigInt(Math.abs(integer))),
      ),
    ),
  reduce: reduceWide,
  hashToGroup: (message, dst) => encode(ristretto255_hasher.deriveToCurve?.(expandMessage(hash, message, dst))),
  hashToScalar: (message, dst) => reduceWide(expandMessage(hash, message, dst)),
};

function hash(message: Uint8Array): Bytes {
  return Uint8Array.from(sha512(message));
}

function decode(bytes: Uint8Array): Point {
  let point: Point;
  try {
    point = Point.fromBytes(bytes);
  } catch (cause) {
    throw new OprfError('element_invalid', 'not a canonical ristretto255 encoding', { cause });
  }
  if (point.is0()) throw new OprfError('element_invalid', 'element is the identity');
  return point;
}

function encode(point: Point | undefined): Element {
  if (point === undefined || point.is0()) throw new OprfError('element_invalid', 'result is the identity');
  return Uint8Array.from(point.toBytes());
}

function multiplyAdd(points: Point[], scalars: bigint[]): Point {
  if (points.length !== scalars.length || points.length === 0) {
    throw new OprfError('input_invalid', `${points.length} elements and ${scalars.length} scalars`);
  }
  return mulAddUnsafe(Point, points, scalars);
}
