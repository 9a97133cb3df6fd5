import { sha256 } from '@noble/hashes/sha2.js';

/** 32 bytes of SHA-256: a leaf's hash or a node's. */
export type Hash = Uint8Array;

const LEAF = 0x00;
const NODE = 0x01;

/** RFC 6962 section 2.1: SHA-256(0x00 ‖ data). */
export function leafHash(data: Uint8Array): Hash {
  return sha256.create().update(Uint8Array.of(LEAF)).update(data).digest();
}

/** RFC 6962 section 2.1: SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash): Hash {
  return sha256.create().update(Uint8Array.of(NODE)).update(left).update(right).digest();
}

/** The root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Hash {
  return sha256(new Uint8Array(0));
}
