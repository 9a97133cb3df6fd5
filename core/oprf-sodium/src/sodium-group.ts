import { expandMessage, OprfError, type ConstantTimeGroup, type Element, type Scalar } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';
import type { SodiumModule } from './sodium-module.ts';
import { isZero, mayBeElement, SodiumMemory } from './sodium-memory.ts';
import { sumSmall } from './sum-small.ts';

/**
 * ristretto255 by libsodium, constant-time in the scalars, in WebAssembly or native. Each call creates an engine with
 * its own working memory; one engine serves one thread.
 */
export function createSodiumGroup(sodium: SodiumModule, name: 'libsodium' | 'native libsodium'): ConstantTimeGroup {
  const memory = new SodiumMemory(sodium);
  const { a, b, out } = memory;
  const hash = (message: Uint8Array) => memory.hash(message);

  function multiply(element: Element, scalar: Scalar): Element {
    memory.writeScalar(a, scalar);
    memory.writeElement(b, element);
    const status = sodium._crypto_scalarmult_ristretto255(out, a, b);
    memory.wipe(a, 32);
    return takeElement(status);
  }

  /** A partial sum may pass through the identity, so the identity is accepted as operand and as result. */
  function addAny(x: Bytes, y: Bytes): Bytes {
    memory.writeElement(a, x);
    memory.writeElement(b, y);
    return takeAny(sodium._crypto_core_ristretto255_add(out, a, b));
  }

  function subtractAny(x: Bytes, y: Bytes): Bytes {
    memory.writeElement(a, x);
    memory.writeElement(b, y);
    return takeAny(sodium._crypto_core_ristretto255_sub(out, a, b));
  }

  function takeAny(status: number): Bytes {
    if (status !== 0) throw new OprfError('element_invalid', 'an operand is not an element');
    return memory.read(out, 32);
  }

  function takeElement(status: number): Element {
    // libsodium reports a multiplication whose result is the identity as a failure.
    if (status !== 0) throw new OprfError('element_invalid', 'not an element, or the result is the identity');
    return refuseIdentity(memory.read(out, 32));
  }

  function takeScalar(): Scalar {
    const scalar = memory.read(out, 32);
    memory.wipe(a, 64);
    memory.wipe(b, 32);
    memory.wipe(out, 32);
    if (isZero(scalar)) throw new OprfError('scalar_invalid', 'scalar is zero');
    return scalar;
  }

  function reduce(wide: Bytes): Scalar {
    if (wide.length !== 64) throw new OprfError('scalar_invalid', `expected 64 bytes, got ${wide.length}`);
    memory.write(a, wide);
    sodium._crypto_core_ristretto255_scalar_reduce(out, a);
    return takeScalar();
  }

  return {
    name,
    constantTime: true,
    hash,
    multiply,
    add: (x, y) => refuseIdentity(addAny(refuseIdentity(x), refuseIdentity(y))),
    reduce,
    isElement(bytes) {
      // libsodium considers the identity, 32 zero bytes, to be a valid point.
      if (!mayBeElement(bytes) || isZero(bytes)) return false;
      memory.write(a, bytes);
      return sodium._crypto_core_ristretto255_is_valid_point(a) === 1;
    },
    multiplyBase(scalar) {
      memory.writeScalar(a, scalar);
      const status = sodium._crypto_scalarmult_ristretto255_base(out, a);
      memory.wipe(a, 32);
      return takeElement(status);
    },
    sum(elements, scalars) {
      if (elements.length !== scalars.length) {
        throw new OprfError('input_invalid', `${elements.length} elements and ${scalars.length} scalars`);
      }
      let total: Bytes | null = null;
      for (const [i, element] of elements.entries()) {
        const scalar = scalars[i];
        if (scalar === undefined) throw new OprfError('input_invalid', 'a scalar is missing');
        const term = multiply(element, scalar);
        total = total === null ? term : addAny(total, term);
      }
      if (total === null) throw new OprfError('input_invalid', 'nothing to sum');
      return refuseIdentity(total);
    },
    sumSmall: (elements, integers) =>
      refuseIdentity(
        sumSmall({ add: addAny, subtract: subtractAny, multiply }, elements.map(refuseIdentity), integers),
      ),
    hashToGroup(message, dst) {
      memory.write(a, expandMessage(hash, message, dst));
      return takeElement(sodium._crypto_core_ristretto255_from_hash(out, a));
    },
    hashToScalar: (message, dst) => reduce(expandMessage(hash, message, dst)),
    scalarAdd(x, y) {
      memory.writeScalar(a, x);
      memory.writeScalar(b, y);
      sodium._crypto_core_ristretto255_scalar_add(out, a, b);
      return takeScalar();
    },
    scalarSubtract(x, y) {
      memory.writeScalar(a, x);
      memory.writeScalar(b, y);
      sodium._crypto_core_ristretto255_scalar_sub(out, a, b);
      return takeScalar();
    },
    scalarMultiply(x, y) {
      memory.writeScalar(a, x);
      memory.writeScalar(b, y);
      sodium._crypto_core_ristretto255_scalar_mul(out, a, b);
      return takeScalar();
    },
  };
}

function refuseIdentity(element: Bytes): Element {
  if (isZero(element)) throw new OprfError('element_invalid', 'element is the identity');
  return element;
}
