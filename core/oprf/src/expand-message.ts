import { concat, utf8, type Bytes } from '@etanche/core-wire';

const blockBytes = 128;
const zeroPad = new Uint8Array(blockBytes);

/**
 * expand_message_xmd of RFC 9380 section 5.3.1 with SHA-512 and len_in_bytes = 64, the only length of this suite: one
 * block, so b_1 is the whole result.
 *
 * @param dst at most 255 bytes
 */
export function expandMessage(hash: (message: Uint8Array) => Bytes, message: Uint8Array, dst: Uint8Array): Bytes {
  const dstPrime = concat(dst, Uint8Array.of(dst.length));
  const b0 = hash(concat(zeroPad, message, Uint8Array.of(0, 64, 0), dstPrime));
  return hash(concat(b0, Uint8Array.of(1), dstPrime));
}

/** Strings that RFC 9497 puts into a transcript without a length prefix. */
export const transcriptLabels: Readonly<Record<'finalize' | 'composite' | 'challenge', Bytes>> = {
  finalize: utf8('Finalize'),
  composite: utf8('Composite'),
  challenge: utf8('Challenge'),
};
