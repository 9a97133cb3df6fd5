import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import type { ScopePurpose } from './scope.ts';
import { requireBytes } from '../sealing-error.ts';

/** Bytes of an encoded element, and of N. */
const ELEMENT_BYTES = 32;
const OUTPUT_BYTES = 64;

/**
 * N of a scope from an element drawn by an importer (docs/protocol.md 7.7), in place of the output for `scopeInput`.
 * Both elements were accepted by `decodeElement` of core/oprf: canonical, not the identity.
 *
 * @param element R, 32 bytes
 * @param evaluated k·R, 32 bytes
 * @returns 64 bytes
 */
export async function elementOutput(
  place: { readonly practice: string; readonly purpose: ScopePurpose; readonly scope: string },
  element: Bytes,
  evaluated: Bytes,
): Promise<Bytes> {
  requireBytes(element, ELEMENT_BYTES, 'element');
  requireBytes(evaluated, ELEMENT_BYTES, 'evaluated element');
  const { practice, purpose, scope } = place;
  const material = joinFields(labels.scopeElement, practice, purpose, scope, element, evaluated);
  const output = new Uint8Array(await crypto.subtle.digest('SHA-512', material));
  material.fill(0);
  requireBytes(output, OUTPUT_BYTES, 'output');
  return output;
}
