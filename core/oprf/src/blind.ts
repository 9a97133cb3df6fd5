import type { Bytes } from '@etanche/core-wire';
import type { Element, Group, Random, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { randomScalar } from './random-scalar.ts';
import { multiplyScalars } from './scalar-field.ts';
import { hashToGroupDst } from './suite.ts';

/** Longest private input, in bytes (RFC 9497 section 1.2). */
const maxInputBytes = 0xffff;

/**
 * Blind of RFC 9497 section 3.3.1, for each input.
 *
 * @returns the blinds, which the caller keeps secret and uses once, and the elements to send, in the inputs' order
 * @throws OprfError `input_invalid`, `random_invalid`
 */
export function blind(
  group: Group,
  inputs: readonly Bytes[],
  random: Random,
): { blinds: Scalar[]; elements: Element[] } {
  const blinds: Scalar[] = [];
  const elements: Element[] = [];
  for (const input of inputs) {
    if (input.length > maxInputBytes) {
      throw new OprfError('input_invalid', `input of ${input.length} bytes exceeds ${maxInputBytes}`);
    }
    const scalar = randomScalar(group, random);
    blinds.push(scalar);
    elements.push(group.multiply(group.hashToGroup(input, hashToGroupDst), scalar));
  }
  return { blinds, elements };
}

/**
 * Blinds stored elements (`elementFor`), so that the vaults cannot see which elements they evaluate.
 *
 * @param stored elements, each accepted by `decodeElement`
 * @param factor a secret scalar s: the unblinded results are s·k·element in place of k·element. The blind hides it, so
 *   that no element from outside is multiplied by s itself, whose multiplication here is not constant-time.
 * @throws OprfError `element_invalid`, `scalar_invalid`, `random_invalid`
 */
export function blindElements(
  group: Group,
  stored: readonly Element[],
  random: Random,
  factor?: Scalar,
): { blinds: Scalar[]; elements: Element[] } {
  const blinds = stored.map(() => randomScalar(group, random));
  const elements = stored.map((element, i) => {
    const scalar = blinds[i];
    if (scalar === undefined) throw new OprfError('input_invalid', 'a blind is missing');
    return group.multiply(element, factor === undefined ? scalar : multiplyScalars(scalar, factor));
  });
  return { blinds, elements };
}
