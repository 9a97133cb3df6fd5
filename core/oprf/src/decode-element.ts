import { fromBase64url, type Bytes } from '@etanche/core-wire';
import type { Element, Group } from './group.ts';
import { OprfError } from './oprf-error.ts';

/**
 * Every element from outside is decoded here, from base64url or bytes. The length, the canonical encoding and
 * inequality to the identity (RFC 9497 section 2.1, RFC 9496 section 4.3.1) are checked before any arithmetic.
 *
 * @returns a copy, so that later changes to the input have no effect
 * @throws OprfError `element_invalid`
 */
export function decodeElement(group: Group, encoded: string | Uint8Array): Element {
  const bytes = typeof encoded === 'string' ? decodeText(encoded) : Uint8Array.from(encoded);
  if (!group.isElement(bytes)) throw new OprfError('element_invalid', 'not a canonical, non-identity element');
  return bytes;
}

function decodeText(text: string): Bytes {
  try {
    return fromBase64url(text, 32);
  } catch (cause) {
    throw new OprfError('element_invalid', 'element is not 32 bytes of base64url', { cause });
  }
}
