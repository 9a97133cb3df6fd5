import {
  toBase64url,
  toRecordId,
  type Action,
  type Approver,
  type Federation,
  type Role,
} from '@etanche/core-protocol';
import {
  keysHash,
  makeGrant,
  makePracticeSecrets,
  memberKeysFromSeed,
  openEpoch,
  sealKeyring,
  signMemberStatement,
} from '@etanche/core-sealing';
import { buildGenesis, signOrder } from '@etanche/vault-client';
import { newKit, type KitSheet } from '../kit/new-kit.ts';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { postToVaults } from '../registry/order-progress.ts';
import { sameFederation } from '../registry/trust.ts';
import { createPasskey } from '../session/passkey-ceremony.ts';
import { unlockWith } from '../session/sign-in.ts';
import type { Unlocked } from '../session/unlocked.ts';
import { createServer } from '../transport/call.ts';

const lifeSeconds = 86_400;

export type Founding = {
  /** Token of the records server's operator, good for one practice. */
  readonly founding: string;
  /** The vaults as their parties gave them: what the practice relies on is not for the records server to choose. */
  readonly federation: Federation;
  readonly practiceName: string;
  readonly founderName: string;
  /** A doctor at least: somebody must hold the secrets. */
  readonly roles: readonly Role[];
  /** Cards that the approvers' passkeys were given on a vault's approvals page. */
  readonly approvers: readonly Approver[];
  /** Mailboxes that the vaults' alarms go to. */
  readonly contacts: readonly string[];
  readonly passkeyName: string;
};
export type Founded = { readonly unlocked: Unlocked; readonly sheets: readonly KitSheet[] };

/**
 * Founds a practice: draws the founder's seed, the practice's secrets and the kit, has the vaults apply the first order,
 * which the records server admits, and gives the server what it keeps. Print the sheets before anything else.
 *
 * @throws RecordsClientError `not_entitled` without a doctor, `sign_in_refused` for another founding token,
 *   `server_untrusted` for other vaults,
 *   `passkey_failed`, `passkey_without_prf`; VaultClientError when fewer than t vaults apply the first order
 */
export async function foundPractice(options: RecordsClientOptions, founding: Founding): Promise<Founded> {
  if (!founding.roles.includes('doctor')) throw new RecordsClientError('not_entitled', 'a founder is a doctor');
  const { random, now } = options;
  const server = createServer(options, () => null);
  const { federation } = founding;
  const site = await server.call('server');
  if (!sameFederation(site.federation, federation)) {
    throw new RecordsClientError('server_untrusted', 'the server names other vaults');
  }
  const member = toRecordId(Uint8Array.from(random(16)));
  const seed = Uint8Array.from(random(32));
  const keys = await memberKeysFromSeed(seed);
  const { auth, author, grant, sealing } = keys;
  const named = {
    member,
    auth: auth.publicKey,
    author: author.publicKey,
    grant: grant.publicKey,
    sealing: sealing.publicKey,
  };
  const hash = keysHash(named);
  const kit = await newKit(random);
  const action: Action = {
    kind: 'genesis',
    server: site.key,
    members: [{ member, auth: toBase64url(named.auth), keys: toBase64url(hash), roles: [...founding.roles] }],
    approvers: [...founding.approvers],
    kit: kit.chain,
    contacts: [...founding.contacts],
  };
  const built = buildGenesis({ federation, action, lifeSeconds, now });
  const { practice } = built.order;
  const publicKeys = { practice, ...named };
  const genesis = toBase64url(built.hash);
  const payload = toBase64url(built.payload);
  const asked = await server.call('foundingOptions', {
    body: { founding: founding.founding, practice, member, name: founding.founderName },
  });
  const { credential, id, prf } = await createPasskey(options, asked.options);
  const own = await signOrder(built, { by: 'member', member }, keys.auth);
  const { approval } = await server.call('admit', { body: { founding: founding.founding, payload } });
  const signed = { payload, approvals: [own, approval] };
  const { status } = await postToVaults({ practice, federation, options }, signed);
  if (status !== 'applied')
    throw new RecordsClientError('vaults_disagree', 'the vaults have not applied the first order');

  const secrets = makePracticeSecrets(random);
  const opener = { member, grant: keys.grant };
  const epoch = await openEpoch(practice, opener, 0, null, random);
  const granted = { ...secrets, ...epoch.secrets, epoch: 1 };
  const self = { id: member, keys: hash, sealing: publicKeys.sealing };
  const kitHolder = { id: 'kit', keys: kit.hash, sealing: kit.sealing };
  const keyring = { seed: toBase64url(seed), practice, member, genesis, federation };
  const signedIn = await server.call('found', {
    body: {
      ...{ founding: founding.founding, challengeId: asked.challengeId, credential, practice, member },
      ...{ passkeyName: founding.passkeyName, practiceName: founding.practiceName, name: founding.founderName },
      keys: await signMemberStatement(publicKeys, keys.auth),
      keyring: toBase64url(await sealKeyring(prf, id, keyring, random)),
      genesis: signed,
      kit: { auth: kit.chain.auth, sealing: toBase64url(kit.sealing) },
      epoch: epoch.jws,
      grants: [
        await makeGrant(practice, 'care', self, hash, opener, granted, random),
        await makeGrant(practice, 'care', kitHolder, kit.hash, opener, granted, random),
      ],
    },
  });
  for (const secret of [seed, prf, ...Object.values(secrets), ...Object.values(epoch.secrets)]) secret.fill(0);
  return { unlocked: await unlockWith(options, signedIn, keyring), sheets: kit.print(practice, genesis, federation) };
}
