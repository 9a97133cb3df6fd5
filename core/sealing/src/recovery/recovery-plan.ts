import {
  fromUtf8,
  joinFields,
  labels,
  findMismatch,
  object,
  parseShape,
  recordIdSchema,
  utf8,
  type Bytes,
  type Shape,
} from '@etanche/core-wire';
import { openUnderNonce, sealUnderNonce } from '../envelope/aes.ts';
import { hkdfAes } from '../envelope/derive.ts';
import type { KeyringKey, KeyringOwner } from '../keys/keyring.ts';
import type { Random } from '../envelope/random.ts';
import { argumentInvalid, cannotOpen, opening } from '../sealing-error.ts';

const planSchema = object({
  helpersNeeded: { type: 'integer', minimum: 1, maximum: 2 },
  helpers: { type: 'array', items: recordIdSchema, minItems: 1, maxItems: 10 },
});
/**
 * The helpers of a recovering member, in the order of their shares, and how many of them are needed: two, or one if the
 * plan names a single helper. It is sealed under the printed code, so that no server can lower the number.
 */
export type RecoveryPlan = Shape<typeof planSchema>;

/** Seals the plan under the printed code alone. The keyring and each share are bound to the returned bytes. */
export async function sealRecoveryPlan(
  code: Bytes,
  owner: KeyringOwner,
  plan: RecoveryPlan,
  random: Random,
): Promise<Bytes> {
  if (findMismatch(planSchema, plan) !== null || !isConsistent(plan))
    throw argumentInvalid('recovery plan is malformed');
  const { key, info } = await planKey(code, owner);
  return sealUnderNonce(key, info, utf8(JSON.stringify(plan)), random);
}

/** @throws SealingError `cannot_open` */
export async function openRecoveryPlan(code: Bytes, owner: KeyringOwner, sealed: Bytes): Promise<RecoveryPlan> {
  return opening('recovery plan', async () => {
    const { key, info } = await planKey(code, owner);
    const text = fromUtf8(await openUnderNonce(key, info, sealed));
    const plan = parseShape(planSchema, JSON.parse(text) as unknown, 'recovery plan');
    if (!isConsistent(plan)) throw cannotOpen('recovery plan contradicts itself');
    return plan;
  });
}

function isConsistent({ helpersNeeded, helpers }: RecoveryPlan): boolean {
  return new Set(helpers).size === helpers.length && helpersNeeded === Math.min(2, helpers.length);
}

async function planKey(code: Bytes, owner: KeyringOwner): Promise<KeyringKey> {
  const info = joinFields(labels.recoveryPlan, owner.practice, owner.member);
  return { key: await hkdfAes(code, labels.recoveryPlan, info), info };
}
