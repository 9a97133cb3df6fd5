import { checkLabels, toBase64url, joinFields, type Bytes } from '@etanche/core-wire';
import type { EvaluateRequest } from './evaluate.ts';

/**
 * The bytes that a proof of work hashes with SHA-256: the challenge, the request, and an 8-byte nonce. The blinded
 * elements are part of it, so that a proof of work is valid for one request only.
 */
export function workPreimage(
  request: Pick<EvaluateRequest, 'keySet' | 'elements'>,
  challenge: Bytes,
  nonce: Bytes,
): Bytes {
  return joinFields(checkLabels.work, request.keySet, ...request.elements, challenge, nonce);
}

/** Number of zero bits before the first set bit of a hash. */
export function leadingZeroBits(hash: Uint8Array): number {
  let bits = 0;
  for (const byte of hash) {
    if (byte !== 0) return bits + Math.clz32(byte) - 24;
    bits += 8;
  }
  return bits;
}

/**
 * Finds a nonce that gives `bits` leading zero bits, about 2^bits hashes.
 *
 * @param sha256 a synchronous SHA-256: WebCrypto's is asynchronous and too slow for millions of short messages.
 * @returns the nonce in base64url, 11 characters
 */
export function solveWork(
  request: Pick<EvaluateRequest, 'keySet' | 'elements'>,
  challenge: Bytes,
  bits: number,
  sha256: (message: Uint8Array) => Uint8Array,
): string {
  const nonce = new Uint8Array(8);
  const preimage = workPreimage(request, challenge, nonce);
  const tail = preimage.subarray(preimage.length - nonce.length);
  const counter = new DataView(tail.buffer, tail.byteOffset, tail.length);
  for (let i = 0n; ; i++) {
    counter.setBigUint64(0, i);
    if (leadingZeroBits(sha256(preimage)) >= bits) return toBase64url(tail);
  }
}
