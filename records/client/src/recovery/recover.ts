import { fromBase64url, joinFields, labels, toBase64url, type Bytes } from '@etanche/core-wire';
import {
  combineHelps,
  fingerprint,
  isOfPlan,
  memberKeysFromSeed,
  openHelp,
  openRecovery,
  openRecoveryPlan,
  publicKeysOf,
  recoveryLookup,
  recoveryRequestHash,
  sealingKeyFromSeed,
  sealKeyring,
  SealingError,
  signMemberStatement,
  type Keyring,
  type KeyringOwner,
  type RecoveryHelp,
  type RecoveryPlan,
  type SealingKey,
} from '@etanche/core-sealing';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { orServerUntrusted } from '../session/load-secrets.ts';
import { createPasskey } from '../session/passkey-ceremony.ts';
import { unlockWith } from '../session/sign-in.ts';
import type { RecordsClient } from '../session/client.ts';
import { createServer } from '../transport/call.ts';
import { readRecoveryCode } from './read-recovery-code.ts';
import { notifyPractice } from '@etanche/vault-client';

type SealedPlan = { readonly plan: RecoveryPlan; readonly sealed: Bytes };

/** A recovery in progress, on the device of a person who has lost every passkey. */
export type OngoingRecovery = {
  /** The person reads it to each helper face to face; the helper must see the same. */
  readonly fingerprint: string;
  /** Number of helpers that the sheet needs; the server cannot lower it. */
  readonly helpersNeeded: number;
  /** Milliseconds since 1970. */
  readonly expires: number;
  /** Number of different helpers that have given a share of the plan. */
  helped(): Promise<number>;
  /**
   * Makes a passkey, seals the keyring to it, and signs in; lost passkeys are removed.
   *
   * The vaults are notified first: they give the key a tenth of its quota for 24 hours.
   *
   * @throws VaultClientError if fewer than t vaults accept the notice; RecordsClientError `helpers_insufficient`,
   *   `sign_in_refused`, `passkey_failed`, `passkey_without_prf`, `server_untrusted`
   */
  finish(passkeyName: string): Promise<RecordsClient>;
};

/**
 * Begins a recovery with the printed code, and asks the helpers.
 *
 * @throws RecordsClientError `text_invalid` for a mistyped code, `sign_in_refused` for an unknown one,
 *   `server_untrusted` for another plan than the code's
 */
export async function startRecovery(options: RecordsClientOptions, typed: string): Promise<OngoingRecovery> {
  const code = readRecoveryCode(typed);
  const server = createServer(options, () => null);
  const sealing = await sealingKeyFromSeed(Uint8Array.from(options.environment.random(32)));
  const { recovery, token, expires } = await server.call('startRecovery', {
    body: { lookup: await recoveryLookup(code), sealing: toBase64url(sealing.publicKey) },
  });
  const state = () => server.call('recoveryState', { params: { recovery }, body: { token } });
  const { practice, member, plan: planText } = await state();
  const owner = { practice, member };
  const sealed = fromBase64url(planText, undefined);
  const plan = { sealed, plan: await orServerUntrusted('recovery plan', () => openRecoveryPlan(code, owner, sealed)) };
  const { helpersNeeded } = plan.plan;
  const requester = { request: recovery, sealing };

  const keyring = async (): Promise<Keyring> => {
    const answer = await state();
    const helps = await readHelps(answer.helps, owner, requester, plan);
    if (helps.length < helpersNeeded) {
      throw new RecordsClientError('helpers_insufficient', `${helps.length} of ${helpersNeeded} helpers have helped`);
    }
    const sealedKeyring = fromBase64url(answer.keyring, undefined);
    return orServerUntrusted('recovery', () => openByHelps(code, owner, plan, helps, sealedKeyring));
  };

  return {
    fingerprint: fingerprint(recoveryRequestHash({ request: recovery, sealing: sealing.publicKey })),
    helpersNeeded,
    expires,
    helped: async () => (await readHelps((await state()).helps, owner, requester, plan)).length,
    finish: async (passkeyName) => {
      const opened = await keyring();
      const keys = await keysOf(opened);
      // The server notifies the vaults too: if either is honest, the vaults know of it before the key is used.
      const { environment, timeoutMs } = options;
      const { fetch, sleep, now, random } = environment;
      const means = { fetch, sleep, timeoutMs, now, random, federation: opened.federation };
      await notifyPractice({ ...means, practice, notice: recovery, member, key: keys.auth });
      const params = { recovery };
      const { challengeId, options: creation } = await server.call('recoveryPasskeyOptions', {
        params,
        body: { token },
      });
      const { credential, id, prf } = await createPasskey(environment, creation);
      const sealedKeyring = toBase64url(await sealKeyring(prf, id, opened, random));
      prf.fill(0);
      const statement = await signMemberStatement(publicKeysOf(practice, member, keys), keys.auth);
      const challenge = fromBase64url(String(creation['challenge']), undefined);
      const message = joinFields(labels.recoveryProof, practice, member, recovery, challenge);
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', keys.auth.privateKey, message));
      const signedIn = await server.call('recoveryPasskey', {
        params,
        body: {
          ...{ token, challengeId, credential, passkeyName },
          ...{ keyring: sealedKeyring, keys: statement, signature: toBase64url(signature) },
        },
      });
      code.fill(0);
      return unlockWith(options, signedIn, opened);
    },
  };
}

/** The helpers' shares that belong to the plan, one for each helper. Other shares are ignored. */
async function readHelps(
  helps: readonly { readonly helper: string; readonly sealed: string }[],
  owner: KeyringOwner,
  requester: { readonly request: string; readonly sealing: SealingKey },
  plan: SealedPlan,
): Promise<RecoveryHelp[]> {
  const found = new Map<string, RecoveryHelp>();
  for (const { helper, sealed } of helps) {
    try {
      const help = await openHelp(fromBase64url(sealed, undefined), owner, helper, requester);
      if (isOfPlan(help, plan)) found.set(helper, help);
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
    }
  }
  return Array.from(found.values());
}

/** Tries every pair of helpers, so that one false share does not prevent a recovery. */
async function openByHelps(
  code: Bytes,
  owner: KeyringOwner,
  plan: SealedPlan,
  helps: readonly RecoveryHelp[],
  keyring: Bytes,
): Promise<Keyring> {
  const sets = plan.plan.helpersNeeded === 1 ? helps.map((help) => [help]) : pairsOf(helps);
  let last: unknown = new SealingError('cannot_open', 'no helpers');
  for (const set of sets) {
    try {
      return await openRecovery({ code, helperSecret: await combineHelps(set, plan) }, owner, plan.sealed, keyring);
    } catch (error) {
      if (!(error instanceof SealingError)) throw error;
      last = error;
    }
  }
  throw last;
}

function pairsOf(helps: readonly RecoveryHelp[]): RecoveryHelp[][] {
  return helps.flatMap((first, i) => helps.slice(i + 1).map((second) => [first, second]));
}

async function keysOf(opened: Keyring) {
  const seed = fromBase64url(opened.seed, 32);
  const keys = await memberKeysFromSeed(seed);
  seed.fill(0);
  return keys;
}
