import { equalBytes, type Bytes } from '@etanche/core-wire';
import { compositeWeights, proofChallenge } from './composites.ts';
import type { Element, Group } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { decodeScalar } from './scalar-field.ts';
import { generator } from './suite.ts';

/** `verifyEvaluation` on some engine, perhaps on another thread: all its arguments are public. */
export type VerifyEvaluation = (
  sharePublicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
  proof: Bytes,
) => Promise<boolean>;

/**
 * VerifyProof of RFC 9497 section 2.2.2: verifies that every evaluated element is the blinded element at its position
 * times the secret of `sharePublicKey`.
 *
 * @param proof c ‖ s, both reduced
 * @returns false for any malformed or invalid proof, element, key or list; never throws on bytes from outside
 */
export function verifyEvaluation(
  group: Group,
  sharePublicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
  proof: Uint8Array,
): boolean {
  try {
    return verify(group, sharePublicKey, blinded, evaluated, proof);
  } catch (error) {
    if (error instanceof OprfError) return false;
    throw error;
  }
}

function verify(
  group: Group,
  publicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
  proof: Uint8Array,
): boolean {
  if (proof.length !== 64) return false;
  const challenge = proof.slice(0, 32);
  const response = proof.slice(32);
  decodeScalar(challenge);
  decodeScalar(response);
  const weights = compositeWeights(group, publicKey, blinded, evaluated);
  const m = group.sum(blinded, weights);
  const z = group.sum(evaluated, weights);
  const t2 = group.sum([generator, publicKey], [response, challenge]);
  const t3 = group.sum([m, z], [response, challenge]);
  return equalBytes(proofChallenge(group, publicKey, { m, z }, { t2, t3 }), challenge);
}
