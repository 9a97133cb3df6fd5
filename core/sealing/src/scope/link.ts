import { concat, joinFields, labels, toRecordId, type Bytes } from '@etanche/core-wire';
import { digest } from '../envelope/digest.ts';
import { cannotOpen, requireBytes } from '../sealing-error.ts';

/**
 * The content of a version of kind `link` (docs/protocol.md 7.7): N of an element that a later import used. It is
 * sealed in the compartment `identity` under the scope's own N, so that from then on one evaluation opens both.
 */
export type Link = { readonly element: Bytes; readonly output: Bytes };

const ELEMENT_BYTES = 32;
const OUTPUT_BYTES = 64;

/** The resource id of the link of an element in a scope. */
export async function linkId(practice: string, scope: string, element: Bytes): Promise<string> {
  return toRecordId((await digest(joinFields(labels.link, practice, scope, element))).slice(0, 16));
}

export function encodeLink({ element, output }: Link): Bytes {
  requireBytes(element, ELEMENT_BYTES, 'element');
  requireBytes(output, OUTPUT_BYTES, 'output');
  return concat(element, output);
}

/** @throws SealingError `cannot_open` */
export function parseLink(bytes: Bytes): Link {
  if (bytes.length !== ELEMENT_BYTES + OUTPUT_BYTES) throw cannotOpen(`link of ${bytes.length} bytes`);
  return { element: bytes.slice(0, ELEMENT_BYTES), output: bytes.slice(ELEMENT_BYTES) };
}
