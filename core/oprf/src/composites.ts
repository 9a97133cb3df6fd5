import { concat, joinFields, type Bytes } from '@etanche/core-wire';
import { transcriptLabels } from './expand-message.ts';
import type { Element, Group, Scalar } from './group.ts';
import { OprfError } from './oprf-error.ts';
import { hashToScalarDst, seedDst } from './suite.ts';

/** Most elements under one proof: their position is hashed in two bytes. */
const maxElements = 0xffff;

/**
 * The public weights d_i of ComputeComposites (RFC 9497 section 2.2.1), which bind every blinded element to the
 * evaluated element at the same position.
 *
 * @throws OprfError `input_invalid` when the lists are empty, too long, or differ in length
 */
export function compositeWeights(
  group: Group,
  publicKey: Element,
  blinded: readonly Element[],
  evaluated: readonly Element[],
): Scalar[] {
  if (blinded.length !== evaluated.length || blinded.length === 0 || blinded.length > maxElements) {
    throw new OprfError('input_invalid', `${blinded.length} blinded and ${evaluated.length} evaluated elements`);
  }
  const seed = group.hash(joinFields(publicKey, seedDst));
  return blinded.map((element, i) => {
    const pair = joinFields(element, evaluated[i] ?? element);
    const transcript = concat(joinFields(seed), uint16(i), pair, transcriptLabels.composite);
    return group.hashToScalar(transcript, hashToScalarDst);
  });
}

/** The challenge c of GenerateProof and VerifyProof (RFC 9497 sections 2.2.1 and 2.2.2). */
export function proofChallenge(
  group: Group,
  publicKey: Element,
  composites: { readonly m: Element; readonly z: Element },
  commitments: { readonly t2: Element; readonly t3: Element },
): Scalar {
  const fields = joinFields(publicKey, composites.m, composites.z, commitments.t2, commitments.t3);
  return group.hashToScalar(concat(fields, transcriptLabels.challenge), hashToScalarDst);
}

function uint16(value: number): Bytes {
  return Uint8Array.of(value >> 8, value & 0xff);
}
