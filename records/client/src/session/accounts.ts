import { sealKeyring } from '@etanche/core-sealing';
import { toBase64url } from '@etanche/core-wire';
import type { AnswerOf, routes } from '@etanche/core-records-protocol';
import { createPasskey } from './passkey-ceremony.ts';
import type { Unlocked } from './unlocked.ts';

export type SessionEntry = AnswerOf<(typeof routes)['sessions']>['sessions'][number];
export type PasskeyEntry = AnswerOf<(typeof routes)['passkeys']>['passkeys'][number];

/** One's own sessions; `current` is this one. */
export async function listSessions({ call }: Unlocked): Promise<SessionEntry[]> {
  return (await call('sessions')).sessions;
}

export async function endSession({ call }: Unlocked, session: string): Promise<void> {
  await call('endSession', { params: { session } });
}

export async function listPasskeys({ call }: Unlocked): Promise<PasskeyEntry[]> {
  return (await call('passkeys')).passkeys;
}

/**
 * Adds a passkey, of this device or another authenticator, with a keyring sealed to it alone.
 *
 * @param name by which its owner knows it
 * @throws RecordsClientError `passkey_failed`, `passkey_without_prf`, `limit_reached`
 */
export async function addPasskey(unlocked: Unlocked, name: string): Promise<PasskeyEntry> {
  const { challengeId, options } = await unlocked.call('passkeyOptions');
  const { credential, id, prf } = await createPasskey(unlocked.options, options);
  const sealed = await sealKeyring(prf, id, unlocked.keyring(), unlocked.options.random);
  prf.fill(0);
  return unlocked.call('addPasskey', { body: { challengeId, credential, name, keyring: toBase64url(sealed) } });
}

/** @throws RecordsClientError `limit_reached` for the last one */
export async function removePasskey({ call }: Unlocked, passkey: string): Promise<void> {
  await call('removePasskey', { params: { passkey } });
}

/** Where the browser goes to prove an identity by OpenID Connect; it comes back to the server. */
export async function startIdentityProof({ call }: Unlocked): Promise<string> {
  return (await call('proveIdentity')).url;
}
