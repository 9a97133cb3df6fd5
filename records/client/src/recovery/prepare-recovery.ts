import { toBase64url } from '@etanche/core-protocol';
import { makeRecovery, printRecoveryCode, recoveryLookup, sealHelperSecret, sealRecovery } from '@etanche/core-sealing';
import { RecordsClientError } from '../records-client-error.ts';
import { currentPeriod } from '../registry/apply-action.ts';
import type { Unlocked } from '../session/unlocked.ts';

/**
 * Prepares for the day when every passkey is lost: the keyring is sealed under a code, which is printed, and a secret, which
 * is sealed to each helper. Neither the code nor the helpers and the server together open it. Replaces what was prepared
 * before.
 *
 * @param helpers other members, 1 to 10; any one of them helps
 * @returns the code to print; it is not kept anywhere
 * @throws RecordsClientError `not_a_member` for a helper who is none, `server_untrusted` for other keys than the chain's
 */
export async function prepareRecovery(unlocked: Unlocked, helpers: readonly string[]): Promise<string> {
  const { random } = unlocked.options;
  const { chain } = await unlocked.state('fresh');
  const keyring = unlocked.keyring();
  const recovery = makeRecovery(random);
  const sealed = [];
  for (const helper of helpers) {
    const member = chain.members.get(helper);
    if (member?.retired !== null || helper === unlocked.member) {
      throw new RecordsClientError('not_a_member', 'a helper is another member of the practice');
    }
    const { sealing } = await unlocked.publicKeys(helper, currentPeriod(member).keys);
    const secret = await sealHelperSecret(recovery.helperSecret, keyring, { member: helper, sealing }, random);
    sealed.push({ helper, sealed: toBase64url(secret) });
  }
  await unlocked.call('prepareRecovery', {
    body: {
      lookup: await recoveryLookup(recovery.code),
      keyring: toBase64url(await sealRecovery(recovery, keyring, random)),
      helpers: sealed,
    },
  });
  const printed = printRecoveryCode(recovery.code);
  recovery.code.fill(0);
  recovery.helperSecret.fill(0);
  return printed;
}
