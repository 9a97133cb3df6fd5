import { recoveryNoticeId } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import { fingerprint, helpRecover, recoveryRequestHash } from '@etanche/core-sealing';
import { notifyPractice } from '@etanche/vault-client';
import { RecordsClientError } from '../records-client-error.ts';
import { orServerUntrusted } from '../session/load-secrets.ts';
import type { RecordsClient } from '../session/client.ts';

/**
 * A recovery for which a person asks this member's help. `fingerprint` must equal the one on the person's own screen.
 */
type RecoveryToHelp = {
  readonly recovery: string;
  readonly member: string;
  readonly name: string;
  readonly fingerprint: string;
  readonly asked: number;
};

export async function listRecoveriesToHelp(client: Pick<RecordsClient, 'session'>): Promise<RecoveryToHelp[]> {
  return (await read(client)).map(({ recovery, member, name, asked, shown }) => ({
    ...{ recovery, member, name, asked },
    fingerprint: shown,
  }));
}

/**
 * Gives this member's share to a person after they have met and compared the fingerprint. The vaults are notified
 * first.
 *
 * @throws VaultClientError if fewer than t vaults accept the notice; RecordsClientError `not_found`,
 *   `fingerprint_differs`, `server_untrusted` if the share was not sealed by this person to this member
 */
export async function helpRecovery(client: RecordsClient, recovery: string, compared: string): Promise<void> {
  const found = (await read(client)).find((one) => one.recovery === recovery);
  if (found === undefined) throw new RecordsClientError('not_found', 'there is no recovery with this id');
  if (normal(found.shown) !== normal(compared)) {
    throw new RecordsClientError(
      'fingerprint_differs',
      'the server has another key than the one whose fingerprint was compared',
    );
  }
  const owner = { practice: client.practice.id, member: found.member };
  const helper = { member: client.session.member, sealing: client.secrets.keys().sealing };
  const requester = { request: recovery, sealing: found.sealing };
  const sealed = await orServerUntrusted('helper’s share', () =>
    helpRecover(found.sealed, owner, helper, requester, client.environment.random),
  );
  // The helper notifies the vaults too, because a corrupt server and an attacker with the sheet could both omit it.
  const { now, random } = client.environment;
  const means = { ...client.practice.vaults, now, random, federation: client.practice.federation };
  const about = {
    practice: client.practice.id,
    notice: recoveryNoticeId(recovery, client.session.member),
    member: found.member,
  };
  await notifyPractice({ ...means, ...about, key: client.secrets.keys().auth });
  await client.session.call('helpRecovery', { params: { recovery }, body: { sealed: toBase64url(sealed) } });
}

async function read(client: Pick<RecordsClient, 'session'>) {
  const { recoveries } = await client.session.call('recoveries');
  return recoveries.map((asked) => {
    const sealing = fromBase64url(asked.sealing, undefined);
    const hash = recoveryRequestHash({ request: asked.recovery, sealing });
    return { ...asked, sealing, sealed: fromBase64url(asked.sealed, undefined), shown: fingerprint(hash) };
  });
}

function normal(text: string): string {
  return text.replaceAll(/[\s-]/g, '').toUpperCase();
}
