import { concat, type Bytes } from '@etanche/core-wire';
import { compositeWeights, proofChallenge } from './composites.ts';
import type { ConstantTimeGroup, Element, Random, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { proofNonce } from './random-scalar.ts';

/** One vault's share of one key set. `secret` never leaves the process and is only used by a constant-time engine. */
export type ShareKey = {
  readonly keySet: string;
  readonly index: number;
  readonly secret: Scalar;
  /** secret·G, as the vault publishes it. */
  readonly publicKey: Element;
};

/**
 * BlindEvaluate of RFC 9497 section 3.3.2: multiplies each element by the share and proves it, with one DLEQ proof for
 * the whole batch (section 2.2.1). The elements have passed `decodeElement`.
 *
 * Costs 2·m + 2 multiplications, one of the generator, and m − 1 additions for m elements.
 *
 * @returns the evaluated elements in order, and the 64-byte proof c ‖ s
 * @throws OprfError `engine_unsafe`, `element_invalid`, `input_invalid`, `random_invalid`
 */
export function blindEvaluate(
  group: ConstantTimeGroup,
  key: ShareKey,
  elements: readonly Element[],
  random: Random,
): { elements: Element[]; proof: Bytes } {
  return evaluateByNonce(group, key, elements, (composites) => proofNonce(group, key, composites, random));
}

/**
 * `blindEvaluate` with a nonce given by the caller, as the published vectors require. Not exported from the package.
 */
export function evaluateByNonce(
  group: ConstantTimeGroup,
  key: ShareKey,
  elements: readonly Element[],
  nonceOf: (composites: { readonly m: Element; readonly z: Element }) => Scalar,
): { elements: Element[]; proof: Bytes } {
  requireConstantTime(group);
  const evaluated = elements.map((element) => group.multiply(element, key.secret));
  const weights = compositeWeights(group, key.publicKey, elements, evaluated);
  const m = group.sum(elements, weights);
  const z = group.multiply(m, key.secret);
  const nonce = nonceOf({ m, z });
  const commitments = { t2: group.multiplyBase(nonce), t3: group.multiply(m, nonce) };
  const challenge = proofChallenge(group, key.publicKey, { m, z }, commitments);
  const response = group.scalarSubtract(nonce, group.scalarMultiply(challenge, key.secret));
  nonce.fill(0);
  return { elements: evaluated, proof: concat(challenge, response) };
}

/** The type already requires it, but a cast or plain JavaScript could bypass the type. */
export function requireConstantTime(group: { readonly constantTime: boolean }): void {
  if (!group.constantTime) {
    throw new OprfError('engine_unsafe', 'a vault’s share needs a constant-time engine');
  }
}
