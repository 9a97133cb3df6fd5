import { concat, type Bytes } from '@etanche/core-wire';
import { TAG_BYTES } from '../envelope/aes.ts';
import { u32 } from '../envelope/derive.ts';
import { cannotOpen } from '../sealing-error.ts';
import { sizeClass } from '../envelope/size-class.ts';

/**
 * Kinds of content of a version: a resource's bytes, a deletion, the scope's own index (7.5), a link (7.7), or the full
 * URLs of resources (`encodeNames`).
 */
export const versionKinds = { resource: 1, deletion: 2, index: 3, link: 4, names: 5 } as const;
export type VersionKind = keyof typeof versionKinds;

/** The parts of a content before decompression. */
export type Content = {
  readonly kind: VersionKind;
  readonly previous: Bytes;
  readonly signature: Bytes;
  readonly deflated: Bytes;
};

/** kind, previous hash, signature. */
const HEAD_BYTES = 1 + 32 + 64;
const LENGTH_BYTES = 4;

/** The padded plaintext of a version. */
export function encodeContent({ kind, previous, signature, deflated }: Content): Bytes {
  const content = concat(Uint8Array.of(versionKinds[kind]), previous, signature, deflated);
  const plaintext = new Uint8Array(sizeClass(LENGTH_BYTES + content.length));
  plaintext.set(u32(content.length));
  plaintext.set(content, LENGTH_BYTES);
  return plaintext;
}

/**
 * The inverse of `encodeContent`: accepts exactly its outputs.
 *
 * @throws SealingError `cannot_open`
 */
export function parseContent(plaintext: Bytes): Content {
  if (plaintext.length < LENGTH_BYTES) throw cannotOpen(`content of ${plaintext.length} bytes is too short`);
  const length = new DataView(plaintext.buffer, plaintext.byteOffset).getUint32(0);
  const end = LENGTH_BYTES + length;
  if (length < HEAD_BYTES || sizeClass(end) !== plaintext.length) throw cannotOpen('content has a malformed length');
  if (plaintext.subarray(end).some((byte) => byte !== 0)) throw cannotOpen('content is not padded with zeros');
  const content = plaintext.subarray(LENGTH_BYTES, end);
  const kind = kindNames.find((name) => versionKinds[name] === content[0]);
  if (kind === undefined) throw cannotOpen('content is of an unknown kind');
  return {
    kind,
    previous: content.slice(1, 33),
    signature: content.slice(33, HEAD_BYTES),
    deflated: content.slice(HEAD_BYTES),
  };
}

/** True if these bytes can be a sealed version. Checked before any key is derived. */
export function isSealedLength(length: number): boolean {
  return length > TAG_BYTES && sizeClass(length - TAG_BYTES) === length - TAG_BYTES;
}

const kindNames = ['resource', 'deletion', 'index', 'link', 'names'] as const satisfies readonly VersionKind[];
