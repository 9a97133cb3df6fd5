import { concat, fromUtf8, utf8, type Bytes } from '@etanche/core-wire';
import { documentKinds, isObject, type DocumentFacts } from '@etanche/records-fhir';
import type { Thumbnail } from '../port/document-calls.ts';
import { isThumbnail } from '../port/recognise-document.ts';

/** The sealed content of a deposit: a line of JSON, and the bytes of the document. */
export type DepositContent = {
  readonly facts: DocumentFacts;
  readonly thumbnail: Thumbnail | null;
  readonly bytes: Uint8Array;
};

export function encodeDeposit({ facts, thumbnail, bytes }: DepositContent): Bytes {
  return concat(utf8(`${JSON.stringify({ facts, thumbnail })}\n`), bytes);
}

/** @throws RangeError for bytes that another program wrote */
export function decodeDeposit(content: Bytes): DepositContent {
  const end = content.indexOf(0x0a);
  const read: unknown = end === -1 ? null : JSON.parse(fromUtf8(content.subarray(0, end)));
  const facts = isObject(read) && isObject(read['facts']) ? read['facts'] : null;
  const { title, kind, date } = facts ?? {};
  const isKind = (value: unknown): value is DocumentFacts['kind'] =>
    typeof value === 'string' && Object.hasOwn(documentKinds, value);
  if (typeof title !== 'string' || typeof date !== 'string' || !isKind(kind))
    throw new RangeError('a deposit without its description');
  return {
    facts: { title, kind, date },
    thumbnail: thumbnailOf(isObject(read) ? read['thumbnail'] : null),
    bytes: content.slice(end + 1),
  };
}

/** The reception's device drew it; a hostile one could send an image that fills the memory of the doctor's. */
function thumbnailOf(value: unknown): Thumbnail | null {
  if (!isObject(value) || typeof value['data'] !== 'string') return null;
  const { data } = value;
  return isThumbnail(bytesOf(data)) ? { contentType: 'image/jpeg', data } : null;
}

/** Nothing for a text that is no base64. */
function bytesOf(base64: string): Uint8Array {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array();
  }
}
