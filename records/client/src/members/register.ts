import { practicePurposes } from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import {
  chainKeysOf,
  keysFingerprint,
  memberKeysFromSeed,
  publicKeysOf,
  sealKeyring,
  signMemberStatement,
} from '@etanche/core-sealing';
import type { Caller } from '@etanche/core-records-protocol';
import type { RecordsClientOptions } from '../options.ts';
import { createPasskey } from '../session/passkey-ceremony.ts';
import { unlockWith } from '../session/sign-in.ts';
import type { RecordsClient } from '../session/client.ts';
import { createServer } from '../transport/call.ts';
import { readInvitation, requireTrust } from './invitation-text.ts';

/** The name and roles that an invitation gives, for the newcomer to read before they accept. */
type Invitee = { readonly practiceName: string; readonly name: string; readonly roles: readonly Caller[] };

/**
 * Reads an invitation without using it.
 *
 * @throws RecordsClientError `text_invalid`, `server_untrusted`, `sign_in_refused`
 */
export async function readInvitee(options: RecordsClientOptions, invitation: string): Promise<Invitee> {
  const { practiceName, name, roles } = (await askRegistration(options, invitation)).asked;
  return { practiceName, name, roles };
}

/** The newcomer reads `fingerprint` to the people who enrol them, who must see the same. */
export type Registration = { readonly client: RecordsClient; readonly fingerprint: string };

/**
 * Registers an invited person, or a new seed of a member: draws the seed, seals it to a new passkey, and gives the
 * server the public keys. The new session has the status `waiting` until an order has enrolled the keys.
 *
 * @param invitation text from `invite`, handed over in person or by a trusted channel
 * @throws RecordsClientError `text_invalid`, `server_untrusted`, `sign_in_refused`, `passkey_failed`,
 *   `passkey_without_prf`
 */
export async function register(
  options: RecordsClientOptions,
  { invitation, passkeyName }: { readonly invitation: string; readonly passkeyName: string },
): Promise<Registration> {
  const { server, token, federation, asked } = await askRegistration(options, invitation);
  const { practice, member, genesis } = asked;
  const { credential, id, prf } = await createPasskey(options.environment, asked.options);
  const seed = Uint8Array.from(options.environment.random(32));
  const keys = await memberKeysFromSeed(seed);
  const publicKeys = publicKeysOf(practice, member, keys);
  const keyring = { seed: toBase64url(seed), practice, member, genesis, federation };
  seed.fill(0);
  const signedIn = await server.call('register', {
    body: {
      ...{ challengeId: asked.challengeId, invitation: token, credential, passkeyName },
      keys: await signMemberStatement(publicKeys, keys.auth),
      keyring: toBase64url(await sealKeyring(prf, id, keyring, options.environment.random)),
    },
  });
  const owner = { prf, credential: id, purposes: practicePurposes };
  const client = await unlockWith(options, signedIn, keyring, owner);
  prf.fill(0);
  return { client, fingerprint: keysFingerprint(chainKeysOf(publicKeys)) };
}

/** The fingerprint of this session's own keys, which a newcomer reads to the people who enrol them. */
export function ownFingerprint({
  practice,
  session,
  secrets,
}: Pick<RecordsClient, 'practice' | 'session' | 'secrets'>) {
  return keysFingerprint(chainKeysOf(publicKeysOf(practice.id, session.member, secrets.keys())));
}

async function askRegistration(options: RecordsClientOptions, invitation: string) {
  const { token, trust } = readInvitation(invitation);
  const server = createServer(options, () => null);
  const { federation } = await server.call('server');
  const asked = await server.call('registrationOptions', { body: { invitation: token } });
  requireTrust(trust, asked.practice, asked.genesis, federation);
  return { server, token, federation, asked };
}
