import { fromBase64url } from '@etanche/core-wire';
import { practicePurposes } from '@etanche/core-vault-protocol';
import type { SignedIn } from '@etanche/core-records-protocol';
import { openKeyring, type Keyring } from '@etanche/core-sealing';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { sameFederation } from '../orders/trust.ts';
import { createServer } from '../transport/call.ts';
import { createClient } from './create-client.ts';
import { accountOf, type Account } from './account.ts';
import { forgetMember, forgetPasskey, type OutputOwner } from './stored-outputs.ts';
import { orServerUntrusted } from './load-secrets.ts';
import { askPasskey } from './passkey-ceremony.ts';
import type { RecordsClient } from './client.ts';

/**
 * Signs in by passkey: its PRF output opens the keyring with the practice, its genesis and its vaults. The server and
 * the chain at the vaults are verified against the keyring.
 *
 * @throws RecordsClientError `passkey_failed`, `passkey_without_prf`, `sign_in_refused`, `server_untrusted`,
 *   `vaults_disagree`; VaultClientError when too few vaults answer
 */
export async function signIn(options: RecordsClientOptions): Promise<RecordsClient> {
  const server = createServer(options, () => null);
  const { challengeId, options: request } = await server.call('signInOptions');
  const { credential, id, prf } = await askPasskey(options.environment, request);
  const signedIn = await server.call('signIn', { body: { challengeId, credential } }).catch(async (error: unknown) => {
    if (error instanceof RecordsClientError && error.code === 'sign_in_refused')
      await forgetPasskey(options.environment, id);
    throw error;
  });
  try {
    return await orEndSession(options, signedIn, async () => {
      const keyring = await openSealed(signedIn, prf, id);
      const owner = { prf, credential: id, purposes: practicePurposes };
      return unlockAs(options, signedIn, await accountOf(keyring), owner);
    });
  } finally {
    prf.fill(0);
  }
}

/** Deletes the member's outputs on this device, ends the session at the server, and locks. */
export async function signOut(client: Pick<RecordsClient, 'environment' | 'session' | 'practice'>): Promise<void> {
  try {
    await forgetMember(client.environment, { practice: client.practice.id, member: client.session.member });
    await client.session.call('signOut');
  } finally {
    client.session.lock();
  }
}

/** Opens the client of a new session with its keyring. Ends the session at the server if it cannot be trusted. */
export async function unlockWith(
  options: RecordsClientOptions,
  signedIn: SignedIn,
  keyring: Keyring,
  owner: OutputOwner | null = null,
): Promise<RecordsClient> {
  return orEndSession(options, signedIn, async () => unlockAs(options, signedIn, await accountOf(keyring), owner));
}

/** @throws RecordsClientError `server_untrusted` for another practice, genesis, member or vaults */
export async function unlockAs(
  options: RecordsClientOptions,
  signedIn: SignedIn,
  account: Account,
  owner: OutputOwner | null = null,
): Promise<RecordsClient> {
  try {
    const session = createServer(options, () => signedIn.token);
    const [{ federation }, practice] = await Promise.all([session.call('server'), session.call('practice')]);
    const isSame =
      signedIn.practice === account.practice &&
      (signedIn.member === account.member || account.member === 'kit') &&
      practice.practice === account.practice &&
      practice.genesis === account.genesis &&
      sameFederation(federation, account.federation);
    if (!isSame)
      throw new RecordsClientError('server_untrusted', 'the server names another practice, genesis or vaults');
    return await createClient(options, account, signedIn, owner);
  } catch (error) {
    account.seed?.fill(0);
    throw error;
  }
}

/** Runs a step of a new session. If the step fails, ends the session at the server, if the server can be reached. */
export async function orEndSession<T>(
  options: RecordsClientOptions,
  signedIn: SignedIn,
  step: () => Promise<T>,
): Promise<T> {
  try {
    return await step();
  } catch (error) {
    const session = createServer(options, () => signedIn.token);
    await session.call('signOut').catch(() => undefined);
    throw error;
  }
}

async function openSealed(signedIn: SignedIn, prf: Uint8Array<ArrayBuffer>, credential: string): Promise<Keyring> {
  const { keyring } = signedIn;
  if (keyring === undefined) throw new RecordsClientError('answer_invalid', 'the answer to the sign-in has no keyring');
  return orServerUntrusted('keyring', () => openKeyring(prf, credential, signedIn, fromBase64url(keyring, undefined)));
}
