import { ristretto255 } from '@noble/curves/ed25519.js';
import { nobleGroup, type ConstantTimeGroup, type Scalar } from '../src/index.ts';
import { decodeScalar, encodeScalar } from '../src/scalar-field.ts';

const field = ristretto255.Point.Fn;

/**
 * The pure JavaScript engine, falsely declared constant-time, so that the server's step is tested on both engines. Only
 * tests may do this.
 */
export const serverOnNoble: ConstantTimeGroup = {
  ...nobleGroup,
  constantTime: true,
  scalarAdd: (a, b) => arithmetic(a, b, (x, y) => field.add(x, y)),
  scalarSubtract: (a, b) => arithmetic(a, b, (x, y) => field.sub(x, y)),
  scalarMultiply: (a, b) => arithmetic(a, b, (x, y) => field.mul(x, y)),
};

function arithmetic(a: Scalar, b: Scalar, operation: (x: bigint, y: bigint) => bigint): Scalar {
  return encodeScalar(operation(decodeScalar(a), decodeScalar(b)));
}
