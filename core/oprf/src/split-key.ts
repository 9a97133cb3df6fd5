import { concat, equalBytes, joinFields, labels, type Bytes } from '@etanche/core-wire';
import type { Element, Group, Random, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { decodeScalar, multiplyScalars, subtractScalars } from './scalar-field.ts';
import { hashToScalarDst } from './suite.ts';

/** A public key k·G of a key set, and its split key s·k·G: with k alone or s alone nobody computes s·k·R. */
type SplitKey = { readonly publicKey: Element; readonly element: Element };

/** s·k·G for a secret scalar s of a practice. @throws OprfError `element_invalid`, `scalar_invalid` */
export function splitElement(group: Group, publicKey: Element, split: Scalar): Element {
  return group.multiply(publicKey, split);
}

/**
 * A Schnorr proof (RFC 8235 section 2.2, non-interactive by the hash of its transcript) that the prover knows s with
 * element = s·publicKey. If the prover also knew x with element = x·G, they would know the vaults' key x/s. A practice
 * with such a proof has therefore no inbox key that opens messages without the vaults.
 *
 * @param context names the practice and the epoch
 * @param random returns 64 bytes
 * @returns c ‖ z, 64 bytes
 * @throws OprfError `scalar_invalid`, `random_invalid`
 */
export function proveSplit(group: Group, publicKey: Element, split: Scalar, context: Bytes, random: Random): Bytes {
  const element = splitElement(group, publicKey, split);
  const drawn = random(64);
  if (drawn.length !== 64) throw new OprfError('random_invalid', `expected 64 random bytes, got ${drawn.length}`);
  // The nonce depends on the secret and on the statement: a machine that resumes from a snapshot repeats its random
  // bytes, and two statements proved by one nonce reveal s.
  const material = joinFields(labels.inboxProofNonce, split, drawn, publicKey, element, context);
  const nonce = group.reduce(group.hash(material));
  const challenge = challengeOf(group, { publicKey, element }, group.multiply(publicKey, nonce), context);
  const response = subtractScalars(nonce, multiplyScalars(challenge, split));
  for (const secret of [drawn, material, nonce]) secret.fill(0);
  return concat(challenge, response);
}

/** Verifies `proveSplit`. @returns false for any malformed or invalid proof or element; never throws on such bytes */
export function verifySplit(group: Group, { publicKey, element }: SplitKey, context: Bytes, proof: Bytes): boolean {
  if (proof.length !== 64) return false;
  const [challenge, response] = [proof.slice(0, 32), proof.slice(32)];
  try {
    decodeScalar(challenge);
    decodeScalar(response);
    const commitment = group.sum([publicKey, element], [response, challenge]);
    return equalBytes(challengeOf(group, { publicKey, element }, commitment, context), challenge);
  } catch (error) {
    if (error instanceof OprfError) return false;
    throw error;
  }
}

function challengeOf(group: Group, { publicKey, element }: SplitKey, commitment: Element, context: Bytes): Scalar {
  const transcript = joinFields(labels.inboxProof, context, publicKey, element, commitment);
  return group.hashToScalar(transcript, hashToScalarDst);
}
