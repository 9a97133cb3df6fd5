import { sealKeyring } from '@etanche/core-sealing';
import { toBase64url } from '@etanche/core-wire';
import type { AnswerOf, routes } from '@etanche/core-records-protocol';
import { createPasskey } from './passkey-ceremony.ts';
import type { RecordsClient } from './client.ts';

type SessionEntry = AnswerOf<(typeof routes)['sessions']>['sessions'][number];
type PasskeyEntry = AnswerOf<(typeof routes)['passkeys']>['passkeys'][number];

/** The member's own sessions; `current` marks this one. */
export async function listSessions({ session: { call } }: Pick<RecordsClient, 'session'>): Promise<SessionEntry[]> {
  return (await call('sessions')).sessions;
}

export async function endSession(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  session: string,
): Promise<void> {
  await call('endSession', { params: { session } });
}

export async function listPasskeys({ session: { call } }: Pick<RecordsClient, 'session'>): Promise<PasskeyEntry[]> {
  return (await call('passkeys')).passkeys;
}

/** When the member prepared the loss of all passkeys, in ms since 1970; null if never. */
export async function recoveryPreparedAt({
  session: { call },
}: Pick<RecordsClient, 'session'>): Promise<number | null> {
  return (await call('passkeys')).recovery;
}

/**
 * Adds a passkey, of this device or another authenticator, with a keyring sealed to it alone.
 *
 * @param name label that the owner recognises it by
 * @throws RecordsClientError `passkey_failed`, `passkey_without_prf`, `limit_reached`
 */
export async function addPasskey(
  client: Pick<RecordsClient, 'environment' | 'session' | 'secrets'>,
  name: string,
): Promise<PasskeyEntry> {
  const { challengeId, options } = await client.session.call('passkeyOptions');
  const { credential, id, prf } = await createPasskey(client.environment, options);
  const sealed = await sealKeyring(prf, id, client.secrets.keyring(), client.environment.random);
  prf.fill(0);
  return client.session.call('addPasskey', { body: { challengeId, credential, name, keyring: toBase64url(sealed) } });
}

/** @throws RecordsClientError `limit_reached` for the last passkey */
export async function removePasskey(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  passkey: string,
): Promise<void> {
  await call('removePasskey', { params: { passkey } });
}

type MemberDevices = AnswerOf<(typeof routes)['devices']>['devices'][number];

/** Passkeys, open sessions and preparations of all members, for doctors and administrators. Times in ms since 1970. */
export async function listDevices({ session: { call } }: Pick<RecordsClient, 'session'>): Promise<MemberDevices[]> {
  return (await call('devices')).devices;
}

/** Ends a session of another member, as an administrator. */
export async function endMemberSession(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  params: { readonly member: string; readonly session: string },
): Promise<void> {
  await call('endMemberSession', { params });
}

/**
 * Removes a passkey of another member, as an administrator.
 *
 * @throws RecordsClientError `limit_reached` for the last one
 */
export async function removeMemberPasskey(
  { session: { call } }: Pick<RecordsClient, 'session'>,
  params: { readonly member: string; readonly passkey: string },
): Promise<void> {
  await call('removeMemberPasskey', { params });
}

/** The URL at which the browser proves an identity by OpenID Connect; the provider redirects back to the server. */
export async function startIdentityProof({ session: { call } }: Pick<RecordsClient, 'session'>): Promise<string> {
  return (await call('proveIdentity')).url;
}
