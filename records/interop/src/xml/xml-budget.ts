import { InteropError } from '../interop-error.ts';

/**
 * Limits the elements of several documents together, before each is read: a small archive unpacks to a hundred documents
 * of which each is within its limit.
 *
 * @returns a function that counts a document, in any encoding, and returns it; it throws InteropError `xml_limits`
 */
export function xmlBudget(elements: number): (bytes: Uint8Array) => Uint8Array {
  let left = elements;
  return (bytes) => {
    left -= tagsIn(bytes);
    if (left < 0) throw new InteropError('xml_limits', `the documents have more than ${elements} elements together`);
    return bytes;
  };
}

/** At least the number of elements: comments and declarations are counted too. */
function tagsIn(bytes: Uint8Array): number {
  let tags = 0;
  for (let at = bytes.indexOf(0x3c); at !== -1; at = bytes.indexOf(0x3c, at + 1)) if (bytes[at + 1] !== 0x2f) tags += 1;
  return tags;
}
