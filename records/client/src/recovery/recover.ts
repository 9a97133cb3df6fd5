import { fromBase64url, joinFields, labels, toBase64url } from '@etanche/core-protocol';
import {
  fingerprint,
  memberKeysFromSeed,
  openHelp,
  openRecovery,
  parseRecoveryCode,
  publicKeysOf,
  recoveryLookup,
  recoveryRequestHash,
  sealingKeyFromSeed,
  sealKeyring,
  SealingError,
  signMemberStatement,
  type Keyring,
  type SealingKey,
} from '@etanche/core-sealing';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { believing } from '../session/load-secrets.ts';
import { createPasskey } from '../session/passkey-ceremony.ts';
import { unlockWith } from '../session/sign-in.ts';
import type { Unlocked } from '../session/unlocked.ts';
import { createServer } from '../transport/call.ts';
import { notifyPractice } from '@etanche/vault-client';

/** A recovery under way, on the device of who has lost every passkey. */
export type OngoingRecovery = {
  /** What a helper must see too; read it to the helper in person. */
  readonly fingerprint: string;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** True once a helper has helped. */
  helped(): Promise<boolean>;
  /**
   * Makes a passkey, seals the keyring to it, and signs in; lost passkeys are removed.
   *
   * The vaults have notice of it first: the key then has a tenth of its quota for 24 hours.
   *
   * @throws VaultClientError when fewer than t vaults take the notice; RecordsClientError `sign_in_refused`,
   *   `passkey_failed`, `passkey_without_prf`, `server_untrusted`
   */
  finish(passkeyName: string): Promise<Unlocked>;
};

/**
 * Begins a recovery by the printed code, and asks the helpers.
 *
 * @throws RecordsClientError `text_invalid` for a mistyped code, `sign_in_refused` for an unknown one
 */
export async function startRecovery(options: RecordsClientOptions, typed: string): Promise<OngoingRecovery> {
  const code = readCode(typed);
  const server = createServer(options, () => null);
  const sealing = await sealingKeyFromSeed(Uint8Array.from(options.random(32)));
  const { recovery, token, expires } = await server.call('startRecovery', {
    body: { lookup: await recoveryLookup(code), sealing: toBase64url(sealing.publicKey) },
  });
  const state = () => server.call('recoveryState', { params: { recovery }, body: { token } });
  const { practice, member } = await state();
  const owner = { practice, member };

  const keyring = async (): Promise<Keyring> => {
    const { sealed, keyring: sealedKeyring } = await state();
    if (sealed === undefined) throw new RecordsClientError('not_found', 'no helper has helped yet');
    return believing('recovery', async () => {
      const requester: { request: string; sealing: SealingKey } = { request: recovery, sealing };
      const helperSecret = await openHelp(fromBase64url(sealed, undefined), owner, requester);
      return openRecovery({ code, helperSecret }, owner, fromBase64url(sealedKeyring, undefined));
    });
  };

  return {
    fingerprint: fingerprint(recoveryRequestHash({ request: recovery, sealing: sealing.publicKey })),
    expires,
    helped: async () => (await state()).status === 'helped',
    finish: async (passkeyName) => {
      const opened = await keyring();
      const keys = await keysOf(opened);
      // The server has given notice too: with either of the two honest, the vaults know before the key is used.
      const { fetch, sleep, timeoutMs, now, random } = options;
      const means = { fetch, sleep, timeoutMs, now, random, federation: opened.federation };
      await notifyPractice({ ...means, practice, notice: recovery, member, key: keys.auth });
      const params = { recovery };
      const { challengeId, options: creation } = await server.call('recoveryPasskeyOptions', {
        params,
        body: { token },
      });
      const { credential, id, prf } = await createPasskey(options, creation);
      const sealed = toBase64url(await sealKeyring(prf, id, opened, options.random));
      prf.fill(0);
      const statement = await signMemberStatement(publicKeysOf(practice, member, keys), keys.auth);
      const challenge = fromBase64url(String(creation['challenge']), undefined);
      const message = joinFields(labels.recoveryProof, practice, member, recovery, challenge);
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.auth.privateKey, message));
      const signedIn = await server.call('recoveryPasskey', {
        params,
        body: {
          ...{ token, challengeId, credential, passkeyName },
          ...{ keyring: sealed, keys: statement, signature: toBase64url(signature) },
        },
      });
      code.fill(0);
      return unlockWith(options, signedIn, opened);
    },
  };
}

async function keysOf(opened: Keyring) {
  const seed = fromBase64url(opened.seed, 32);
  const keys = await memberKeysFromSeed(seed);
  seed.fill(0);
  return keys;
}

function readCode(typed: string) {
  try {
    return parseRecoveryCode(typed);
  } catch (cause) {
    if (!(cause instanceof SealingError)) throw cause;
    throw new RecordsClientError('text_invalid', cause.message, { cause });
  }
}
