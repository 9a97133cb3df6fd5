import {
  federationQuorumsMeet,
  vaultsOfOneOwner,
  type Action,
  type Approver,
  type Federation,
  type Role,
} from '@etanche/core-vault-protocol';
import { toBase64url, toRecordId } from '@etanche/core-wire';
import { drawKitSecret, keysHash, memberKeysFromSeed, publicKeysOf } from '@etanche/core-sealing';
import { buildGenesis, unreachedVaults } from '@etanche/vault-client';
import { newKit } from '../kit/new-kit.ts';
import { vaultAccess, type RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { sameFederation } from '../orders/trust.ts';
import { fetchOwners } from '../orders/vault-questions.ts';
import { createServer } from '../transport/call.ts';
import { completeFounding, vaultsMissing, type FoundingResult, type FoundingPlan } from './complete-founding.ts';
import { openDraft, type FoundingDraft } from './founding-draft.ts';
import { requireTwoIssuers } from './require-two-issuers.ts';

/** Lifetime of the first order: time in which every vault must answer. */
const lifeSeconds = 14 * 86_400;

export type Founding = FoundingPlan & {
  /** Must include `doctor`: the founder is the first holder of the secrets. */
  readonly roles: readonly Role[];
  /** Cards of the approvers' passkeys, from the approvals pages of at least two different vaults. */
  readonly approvers: readonly Approver[];
  /** Addresses to which the vaults send alarms. */
  readonly contacts: readonly string[];
};
/**
 * Founds a practice: draws the founder's seed, the practice's secrets and the kit, has every vault apply the first
 * order, which the records server admits, and registers the practice at the server. Print the sheets before anything
 * else.
 *
 * After it has made the passkey, this device stores the founding until it is complete: after a failure `resumeFounding`
 * continues with the same first order, so that no vault is left with an unusable practice.
 *
 * @throws RecordsClientError `not_entitled` without a doctor, `federation_unsafe`, `approvers_insufficient`,
 *   `owners_shared` if two vaults declare the same owner, except in a trial, `vaults_missing` unless every vault
 *   answers and applies the first order, `sign_in_refused` for another founding token, `server_untrusted` for other
 *   vaults, `passkey_failed`, `passkey_without_prf`; VaultClientError
 */
export async function foundPractice(options: RecordsClientOptions, founding: Founding): Promise<FoundingResult> {
  if (!founding.roles.includes('doctor')) throw new RecordsClientError('not_entitled', 'a founder is a doctor');
  const { federation } = founding;
  if (!federationQuorumsMeet(federation)) {
    throw new RecordsClientError('federation_unsafe', 'a practice needs a threshold above half of the vaults');
  }
  requireTwoIssuers(founding.approvers, federation);
  const draft = await drawFounding(options, founding, (await serverInfo(options, federation)).key);
  const {
    environment: { fetch, sleep },
    timeoutMs,
  } = options;
  const missing = await unreachedVaults({ fetch, sleep, timeoutMs, federation, practice: draft.practice });
  if (missing.length > 0) throw vaultsMissing(missing.map(({ index }) => index));
  await requireOwners(options, federation);
  return completeFounding(options, founding, draft);
}

/**
 * Continues a founding that this device stores, with the same first order and the same founding token.
 *
 * @throws RecordsClientError `not_found` if this device stores none; otherwise as `foundPractice`
 */
export async function resumeFounding(options: RecordsClientOptions, plan: FoundingPlan): Promise<FoundingResult> {
  const { rpId } = await serverInfo(options, plan.federation);
  return completeFounding(options, plan, await openDraft(options.environment, rpId));
}

/** True while the records server has no practice. It decides what a first screen offers, and nothing else. */
export async function isNewServer(options: RecordsClientOptions): Promise<boolean> {
  return (await createServer(options, () => null).call('server')).isNew === true;
}

/** The records server's description of itself. @throws RecordsClientError `server_untrusted` for other vaults */
async function serverInfo(options: RecordsClientOptions, federation: Federation) {
  const named = await createServer(options, () => null).call('server');
  if (!sameFederation(named.federation, federation)) {
    throw new RecordsClientError('server_untrusted', 'the server names other vaults');
  }
  return named;
}

/** @param serverKey of the records server, base64url */
async function drawFounding(
  { environment: { random, now } }: RecordsClientOptions,
  { federation, roles, approvers, contacts }: Founding,
  serverKey: string,
): Promise<FoundingDraft> {
  const secrets = { seed: Uint8Array.from(random(32)), kit: drawKitSecret(random) };
  const member = toRecordId(Uint8Array.from(random(16)));
  // The practice's id follows from this order, so the hash of the keys does not contain it.
  const keys = publicKeysOf('', member, await memberKeysFromSeed(secrets.seed));
  const kit = await newKit(secrets.kit, random);
  const action: Action = {
    kind: 'genesis',
    server: serverKey,
    members: [{ member, auth: toBase64url(keys.auth), keys: toBase64url(keysHash(keys)), roles: [...roles] }],
    approvers: [...approvers],
    kit: kit.chain,
    contacts: [...contacts],
  };
  const { order, payload, hash } = buildGenesis({ federation, action, lifeSeconds, now });
  return { practice: order.practice, member, genesis: toBase64url(hash), payload, secrets };
}

/** Two vaults of one owner count as one: an attacker could then reach the threshold with t − 1 owners. */
async function requireOwners(options: RecordsClientOptions, federation: Federation): Promise<void> {
  const shared = vaultsOfOneOwner(await fetchOwners(vaultAccess(options), federation, federation.vaults.length));
  if (shared.length === 0) return;
  throw new RecordsClientError('owners_shared', `vaults ${shared.join(', ')} declare the same owner`);
}
