import type { Element, Group, Random } from './group.ts';
import { randomScalar } from './random-scalar.ts';

/** An element and its evaluation under the vaults' key: k·element. */
export type EvaluatedElement = { readonly element: Element; readonly evaluated: Element };

/**
 * A fresh element with its evaluation, for a writer that may not read: R = r·G and r·PK = k·R. The scalar is
 * overwritten before this function returns, so that the evaluation cannot be computed again without the vaults.
 *
 * @param publicKey of a key set whose shares `checkKeySet` accepted
 * @throws OprfError `random_invalid`, `element_invalid`
 */
export function elementFor(group: Group, publicKey: Element, random: Random): EvaluatedElement {
  const scalar = randomScalar(group, random);
  try {
    return { element: group.multiplyBase(scalar), evaluated: group.multiply(publicKey, scalar) };
  } finally {
    scalar.fill(0);
  }
}
