import { OprfError, type Element, type Scalar } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';

/** `add` and `subtract` accept and return the identity, 32 zero bytes: a partial sum may pass through it. */
type Operations = {
  readonly add: (a: Bytes, b: Bytes) => Bytes;
  readonly subtract: (a: Bytes, b: Bytes) => Bytes;
  readonly multiply: (element: Element, scalar: Scalar) => Element;
};

/** An addition of encoded elements decodes two and encodes one: measured at 0.22 of a multiplication. */
const additionCost = 0.22;

/**
 * Σ integers[i]·elements[i] for small public integers, by doubling and adding over all of them at once (Straus), or by
 * one multiplication for each if that is cheaper.
 */
export function sumSmall(operations: Operations, elements: readonly Element[], integers: readonly number[]): Bytes {
  if (elements.length !== integers.length || !integers.every((integer) => Number.isSafeInteger(integer))) {
    throw new OprfError('input_invalid', `${elements.length} elements and ${integers.length} integers`);
  }
  const terms = elements
    .map((element, i) => ({ element, integer: integers[i] ?? 0 }))
    .filter((term) => term.integer !== 0)
    // A sum that begins with a positive term needs no negation.
    .sort((x, y) => y.integer - x.integer);
  const additions = countAdditions(terms.map((term) => term.integer));
  const chain = additions * additionCost <= terms.length * (1 + additionCost);
  return chain ? byDoubling(operations, terms) : byMultiplying(operations, terms);
}

const identity = new Uint8Array(32);

type Term = { readonly element: Element; readonly integer: number };

function byDoubling({ add, subtract }: Operations, terms: readonly Term[]): Bytes {
  let total: Bytes | null = null;
  let negated = false;
  const top = Math.max(0, ...terms.map((term) => bitLength(term.integer)));
  for (let bit = top - 1; bit >= 0; bit--) {
    if (total !== null) total = add(total, total);
    for (const { element, integer } of terms) {
      if (!hasBit(integer, bit)) continue;
      const negative = integer < 0;
      if (total === null) {
        total = element;
        negated = negative;
      } else {
        total = negative === negated ? add(total, element) : subtract(total, element);
      }
    }
  }
  if (total === null) throw new OprfError('input_invalid', 'nothing to sum');
  return negated ? subtract(identity, total) : total;
}

function byMultiplying({ add, subtract, multiply }: Operations, terms: readonly Term[]): Bytes {
  let total: Bytes | null = null;
  for (const { element, integer } of terms) {
    const product = multiply(element, magnitude(integer));
    if (total === null) total = integer < 0 ? subtract(identity, product) : product;
    else total = integer < 0 ? subtract(total, product) : add(total, product);
  }
  if (total === null) throw new OprfError('input_invalid', 'nothing to sum');
  return total;
}

function countAdditions(integers: readonly number[]): number {
  const bits = integers.map(bitLength);
  const set = integers.map((integer) => Math.abs(integer).toString(2).replaceAll('0', '').length);
  return Math.max(0, ...bits) - 1 + set.reduce((sum, count) => sum + count, 0) - 1;
}

function bitLength(integer: number): number {
  return Math.abs(integer).toString(2).length;
}

function hasBit(integer: number, bit: number): boolean {
  return Math.floor(Math.abs(integer) / 2 ** bit) % 2 === 1;
}

function magnitude(integer: number): Scalar {
  const scalar = new Uint8Array(32);
  new DataView(scalar.buffer).setBigUint64(0, BigInt(Math.abs(integer)), true);
  return scalar;
}
