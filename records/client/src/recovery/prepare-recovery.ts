import { currentPeriod } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import {
  makeRecovery,
  printRecoveryCode,
  recoveryLookup,
  sealRecovery,
  sealRecoveryPlan,
  sealRecoveryShares,
} from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import type { RecordsClient } from '../session/client.ts';
import { readRecoveryCode } from './read-recovery-code.ts';

/**
 * `helpersNeeded` is 1 only if the practice has one other member: a screen must warn that deceiving one helper is then
 * enough.
 */
type PreparedRecovery = { readonly code: string; readonly helpersNeeded: number };

/** A recovery whose code is printed and not stored yet. */
export type DraftedRecovery = PreparedRecovery & {
  /**
   * Stores the preparation in place of an earlier one, if the code was copied from the paper without a fault.
   *
   * @returns false for another code than the printed one: nothing is stored, and the earlier sheet stays valid
   * @throws RecordsClientError `text_invalid` for a mistyped code
   */
  confirm(typed: string): Promise<boolean>;
};

/**
 * Prepares a recovery for a member who loses every passkey: the keyring is sealed under a printed code and a secret of
 * which each helper has a share. Two helpers are needed. Neither the code with one helper nor the helpers with the
 * server can open it. Replaces an earlier preparation.
 *
 * @param helpers other members, 2 to 10; one if the practice has only one other member
 * @returns the code to print, which is stored nowhere, and the number of helpers that it needs
 * @throws RecordsClientError `helpers_insufficient`, `not_a_member` for a helper who is not a member,
 *   `server_untrusted` for other keys than the chain's
 */
export async function prepareRecovery(client: RecordsClient, helpers: readonly string[]): Promise<PreparedRecovery> {
  const drafted = await draftRecovery(client, helpers);
  await drafted.confirm(drafted.code);
  const { code, helpersNeeded } = drafted;
  return { code, helpersNeeded };
}

/** Like `prepareRecovery`, but stores nothing until the printed sheet was tested. */
export async function draftRecovery(client: RecordsClient, helpers: readonly string[]): Promise<DraftedRecovery> {
  const { random } = client.environment;
  const { chain } = await client.practice.state('fresh');
  const keyring = client.secrets.keyring();
  const named = [];
  for (const helper of new Set(helpers)) {
    const member = chain.members.get(helper);
    if (member?.retired !== null || helper === client.session.member) {
      throw new RecordsClientError('not_a_member', 'a helper is another member of the practice');
    }
    const { sealing } = await client.practice.publicKeys(helper, currentPeriod(member).keys);
    named.push({ member: helper, sealing });
  }
  const present = Array.from(chain.members.values()).filter(({ retired }) => retired === null);
  const helpersNeeded = Math.min(2, present.filter(({ member }) => member !== client.session.member).length);
  if (named.length < Math.max(1, helpersNeeded)) {
    throw new RecordsClientError('helpers_insufficient', 'name two other members of the practice as helpers');
  }
  const { code, helperSecret } = makeRecovery(random);
  const plan = { helpersNeeded, helpers: named.map(({ member }) => member) };
  const sealed = await sealRecoveryPlan(code, keyring, plan, random);
  const shares = await sealRecoveryShares(helperSecret, keyring, { plan, sealed }, named, random);
  const body = {
    lookup: await recoveryLookup(code),
    plan: toBase64url(sealed),
    keyring: toBase64url(await sealRecovery({ code, helperSecret }, keyring, sealed, random)),
    helpersNeeded,
    helpers: shares.map((share) => ({ helper: share.helper, sealed: toBase64url(share.sealed) })),
  };
  const printed = printRecoveryCode(code);
  code.fill(0);
  helperSecret.fill(0);
  return {
    code: printed,
    helpersNeeded,
    async confirm(typed) {
      if ((await recoveryLookup(readRecoveryCode(typed))) !== body.lookup) return false;
      await client.session.call('prepareRecovery', { body });
      return true;
    },
  };
}
