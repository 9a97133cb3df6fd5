import { concat, equalBytes, joinFields, labels, sha256, type Bytes } from '@etanche/core-wire';
import { hpkeSeal, type SealingKey } from '../envelope/hpke.ts';
import type { KeyringOwner } from '../keys/keyring.ts';
import type { Random } from '../envelope/random.ts';
import type { RecoveryPlan } from './recovery-plan.ts';
import { argumentInvalid, cannotOpen, opening, requireBytes } from '../sealing-error.ts';
import { combineTwo, splitInTwoOf, type Share } from './shamir.ts';

const SECRET_BYTES = 32;
const PLAN_HASH_BYTES = 32;
const SHARE_BYTES = PLAN_HASH_BYTES + 1 + SECRET_BYTES;

/** A helper's share, opened by the recovering member. */
export type RecoveryHelp = { readonly helper: string; readonly plan: Bytes; readonly share: Share };

/**
 * Seals a share of the helper secret to each helper. If two helpers are needed, one share reveals nothing about the
 * secret. The only share of a plan with one helper is the secret itself, at x = 0.
 *
 * @param plan opened and as sealed
 * @param helpers in the order of the plan, each with its X-Wing key from the order chain
 */
export async function sealRecoveryShares(
  helperSecret: Bytes,
  owner: KeyringOwner,
  plan: { readonly plan: RecoveryPlan; readonly sealed: Bytes },
  helpers: readonly { readonly member: string; readonly sealing: Bytes }[],
  random: Random,
): Promise<{ readonly helper: string; readonly sealed: Bytes }[]> {
  requireBytes(helperSecret, SECRET_BYTES, 'helper secret');
  if (helpers.map(({ member }) => member).join() !== plan.plan.helpers.join()) {
    throw argumentInvalid('helpers are not those of the plan');
  }
  const shares =
    plan.plan.helpersNeeded === 1 ? [{ x: 0, y: helperSecret }] : splitInTwoOf(helperSecret, helpers.length, random);
  return Promise.all(
    helpers.map(async ({ member, sealing }, i) => {
      const share = shares[i];
      if (share === undefined) throw argumentInvalid('fewer shares than helpers');
      const text = concat(sha256(plan.sealed), Uint8Array.of(share.x), share.y);
      return { helper: member, sealed: await hpkeSeal(sealing, helperInfo(owner, member), text, random) };
    }),
  );
}

/**
 * Re-seals a helper's share to the new key of a recovering member. The helper has met the member and compared the
 * fingerprint of the key (`recoveryRequestHash`).
 *
 * @param requester record id of the request, and the fresh X-Wing public key
 * @throws SealingError `cannot_open`
 */
export async function helpRecover(
  sealed: Bytes,
  owner: KeyringOwner,
  helper: { readonly member: string; readonly sealing: SealingKey },
  requester: { readonly request: string; readonly sealing: Bytes },
  random: Random,
): Promise<Bytes> {
  const share = await helper.sealing.open(helperInfo(owner, helper.member), sealed);
  return hpkeSeal(requester.sealing, helpInfo(owner, requester.request, helper.member), share, random);
}

/** Opens a share that a helper re-sealed for a request. @throws SealingError `cannot_open` */
export async function openHelp(
  sealed: Bytes,
  owner: KeyringOwner,
  helper: string,
  requester: { readonly request: string; readonly sealing: SealingKey },
): Promise<RecoveryHelp> {
  const text = await requester.sealing.open(helpInfo(owner, requester.request, helper), sealed);
  if (text.length !== SHARE_BYTES) throw cannotOpen(`recovery share has ${text.length} bytes`);
  const share = { x: text[PLAN_HASH_BYTES] ?? 0, y: text.slice(PLAN_HASH_BYTES + 1) };
  return { helper, plan: text.slice(0, PLAN_HASH_BYTES), share };
}

/** True if the share is that of this helper in this plan. */
export function isOfPlan(help: RecoveryHelp, plan: { readonly plan: RecoveryPlan; readonly sealed: Bytes }): boolean {
  const { helpersNeeded, helpers } = plan.plan;
  const at = helpers.indexOf(help.helper);
  return at >= 0 && help.share.x === (helpersNeeded === 1 ? 0 : at + 1) && equalBytes(help.plan, sha256(plan.sealed));
}

/**
 * Restores the helper secret from as many shares as the plan needs: two different helpers, or the only one.
 *
 * @throws SealingError `cannot_open` for too few shares, the same helper twice, or shares of another plan
 */
export async function combineHelps(
  helps: readonly RecoveryHelp[],
  plan: { readonly plan: RecoveryPlan; readonly sealed: Bytes },
): Promise<Bytes> {
  return opening('recovery shares', () => {
    const [first, second] = helps;
    if (first === undefined || helps.length !== plan.plan.helpersNeeded || !helps.every((help) => isOfPlan(help, plan)))
      throw cannotOpen('recovery shares are not those that the plan needs');
    return second === undefined ? first.share.y : combineTwo(first.share, second.share);
  });
}

function helperInfo(owner: KeyringOwner, helper: string): Bytes {
  return joinFields(labels.recoveryHelper, owner.practice, owner.member, helper);
}

function helpInfo(owner: KeyringOwner, request: string, helper: string): Bytes {
  return joinFields(labels.recoveryHelp, owner.practice, owner.member, request, helper);
}
