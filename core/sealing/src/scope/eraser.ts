import { joinFields, labels, type Bytes } from '@etanche/core-wire';
import { hkdf } from '../envelope/derive.ts';
import { signingKeyFromSeed, type SigningKey } from '../envelope/signing-key.ts';

/**
 * The key that proves to the server that its holder can open a scope: it derives from the scope's evaluation
 * (docs/protocol.md 8.5).
 *
 * @param evaluated N, the evaluation of the scope, 64 bytes
 */
export async function eraserKey(scope: string, evaluated: Bytes): Promise<SigningKey> {
  const seed = await hkdf(evaluated, labels.eraser, joinFields(labels.eraser, scope), 32);
  try {
    return await signingKeyFromSeed(seed);
  } finally {
    seed.fill(0);
  }
}

/** The message that a doctor signs with that key to request an erasure, or to confirm the named one. */
export function erasureMessage(of: {
  readonly practice: string;
  readonly scope: string;
  readonly member: string;
  readonly sequence: number;
  readonly confirms: string | null;
}): Bytes {
  const { practice, scope, member, sequence, confirms } = of;
  return joinFields(labels.erasure, practice, scope, member, String(sequence), confirms ?? '');
}

/**
 * A doctor signs this with the same key of an unassigned scope, to assign or reject its content (docs/protocol.md 8.7).
 */
export function decisionMessage(of: {
  readonly practice: string;
  readonly scope: string;
  readonly member: string;
  readonly sequence: number;
}): Bytes {
  const { practice, scope, member, sequence } = of;
  return joinFields(labels.decision, practice, scope, member, String(sequence));
}
