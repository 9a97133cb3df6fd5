import type { Bytes } from '@etanche/core-wire';

/** 32 bytes, little-endian, reduced modulo the group's order and never zero. */
export type Scalar = Bytes;

/** 32 bytes, the canonical encoding of a ristretto255 element (RFC 9496 section 4.3.2), never the identity. */
export type Element = Bytes;

/** Returns exactly `length` bytes of a cryptographic source, or throws. */
export type Random = (length: number) => Bytes;

/**
 * ristretto255 (RFC 9496) by one engine. Elements from outside pass `decodeElement` first; each operation still rejects
 * an encoding that is not canonical.
 *
 * All methods throw OprfError `element_invalid` when an operand is not an element or the result is the identity, and
 * `scalar_invalid` when a scalar is zero, not reduced or not 32 bytes.
 */
export interface Group {
  readonly name: 'noble' | 'libsodium' | 'native libsodium';
  /** Whether time and memory accesses are independent of the scalars of `multiply` and `multiplyBase`. */
  readonly constantTime: boolean;
  /** SHA-512. */
  hash(message: Uint8Array): Bytes;
  /** True for 32 bytes that are a canonical encoding and not the identity (RFC 9497 section 2.1). */
  isElement(bytes: Uint8Array): boolean;
  multiply(element: Element, scalar: Scalar): Element;
  multiplyBase(scalar: Scalar): Element;
  add(a: Element, b: Element): Element;
  /**
   * Σ scalars[i]·elements[i] in variable time: public scalars only. Both lists have the same length and are not empty.
   */
  sum(elements: readonly Element[], scalars: readonly Scalar[]): Element;
  /** Σ integers[i]·elements[i] for small public integers of either sign, such as scaled Lagrange coefficients. */
  sumSmall(elements: readonly Element[], integers: readonly number[]): Element;
  /** 64 uniform bytes, little-endian, modulo the order. Throws when the result is zero. */
  reduce(wide: Bytes): Scalar;
  /** hash_to_ristretto255 (RFC 9380 appendix B) with expand_message_xmd and SHA-512. */
  hashToGroup(message: Uint8Array, dst: Uint8Array): Element;
  /** RFC 9497 section 4.1. */
  hashToScalar(message: Uint8Array, dst: Uint8Array): Scalar;
}

/**
 * An engine that may hold a scalar for longer than one request. The pure JavaScript engine is not one: its
 * `constantTime` is the literal `false`, so the compiler rejects it, and `requireConstantTime` rejects it again at run
 * time.
 */
export interface ConstantTimeGroup extends Group {
  readonly constantTime: true;
  /** (a + b) mod ℓ. */
  scalarAdd(a: Scalar, b: Scalar): Scalar;
  /** (a − b) mod ℓ. */
  scalarSubtract(a: Scalar, b: Scalar): Scalar;
  /** (a · b) mod ℓ. */
  scalarMultiply(a: Scalar, b: Scalar): Scalar;
}
