import { concat, joinFields, type Bytes } from '@etanche/core-wire';
import { transcriptLabels } from './expand-message.ts';
import type { Element, Group, Scalar } from './group.ts';
import { lagrange } from './lagrange.ts';
import { OprfError } from './oprf-error.ts';
import { invertAll, smallScalar } from './scalar-field.ts';

/** The answer of one vault: its index and its evaluated elements, in the order of the inputs. */
export type VaultAnswer = { readonly index: number; readonly elements: readonly Element[] };

/**
 * Z_j = Σ λ_i·Z_ij: the elements that a single server with the whole key would return, from the verified answers of as
 * many vaults as the threshold. Fewer answers give wrong elements, not an error.
 *
 * @throws OprfError `input_invalid` when indices repeat or the answers differ in length
 */
export function combine(group: Group, answers: readonly VaultAnswer[]): Element[] {
  const { sums, denominator } = scaledSums(group, answers);
  if (denominator === 1n) return sums;
  const inverse = smallScalar(1n, denominator);
  return sums.map((element) => group.multiply(element, inverse));
}

/**
 * Finalize of RFC 9497 section 3.3.2 without its proof verification, which `verifyEvaluation` does for each vault.
 *
 * @returns 64 bytes for each input
 * @throws OprfError `input_invalid`, `scalar_invalid`, `element_invalid`
 */
export function finalize(
  group: Group,
  inputs: readonly Bytes[],
  blinds: readonly Scalar[],
  evaluated: readonly Element[],
): Bytes[] {
  return unblind(group, inputs, blinds, evaluated, 1n);
}

/**
 * `finalize(combine(answers))` with one multiplication for each input instead of two or t + 1: the Lagrange
 * coefficients are small integers over one denominator, and the denominator goes into the blind's inverse.
 */
export function combineAndFinalize(
  group: Group,
  inputs: readonly Bytes[],
  blinds: readonly Scalar[],
  answers: readonly VaultAnswer[],
): Bytes[] {
  const { sums, denominator } = scaledSums(group, answers);
  return unblind(group, inputs, blinds, sums, denominator);
}

/**
 * k·element for each element that `blindElements` blinded, from the verified answers of as many vaults as the
 * threshold.
 */
export function combineAndUnblind(group: Group, blinds: readonly Scalar[], answers: readonly VaultAnswer[]): Element[] {
  const { sums, denominator } = scaledSums(group, answers);
  return unblindElements(group, blinds, sums, denominator);
}

function scaledSums(group: Group, answers: readonly VaultAnswer[]): { sums: Element[]; denominator: bigint } {
  const { numerators, denominator } = lagrange(
    answers.map((answer) => answer.index),
    0,
  );
  const first = answers[0]?.elements ?? [];
  if (answers.some((answer) => answer.elements.length !== first.length)) {
    throw new OprfError('input_invalid', 'answers differ in length');
  }
  const sums = first.map((_, position) => {
    const column = answers.map((answer) => elementAt(answer.elements, position));
    return group.sumSmall(column, numerators);
  });
  return { sums, denominator };
}

function unblind(
  group: Group,
  inputs: readonly Bytes[],
  blinds: readonly Scalar[],
  evaluated: readonly Element[],
  denominator: bigint,
): Bytes[] {
  if (inputs.length !== evaluated.length) {
    throw new OprfError('input_invalid', 'inputs and evaluated elements differ in number');
  }
  const unblinded = unblindElements(group, blinds, evaluated, denominator);
  return inputs.map((input, i) =>
    group.hash(concat(joinFields(input, elementAt(unblinded, i)), transcriptLabels.finalize)),
  );
}

function unblindElements(
  group: Group,
  blinds: readonly Scalar[],
  evaluated: readonly Element[],
  denominator: bigint,
): Element[] {
  if (blinds.length !== evaluated.length) {
    throw new OprfError('input_invalid', 'blinds and evaluated elements differ in number');
  }
  const inverses = invertAll(blinds, denominator);
  return evaluated.map((element, i) => {
    const inverse = inverses[i];
    if (inverse === undefined) throw new OprfError('input_invalid', 'a blind is missing');
    return group.multiply(element, inverse);
  });
}

function elementAt(elements: readonly Element[], position: number): Element {
  const element = elements[position];
  if (element === undefined) throw new OprfError('input_invalid', 'an evaluated element is missing');
  return element;
}
