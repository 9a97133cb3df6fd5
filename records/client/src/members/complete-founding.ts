import { type PracticeKeySets } from '@etanche/core-records-protocol';
import { practicePurposes, type Federation, type SignedOrder } from '@etanche/core-vault-protocol';
import { fromBase64url, toBase64url } from '@etanche/core-wire';
import {
  keysHash,
  makeGrant,
  makePracticeSecrets,
  memberKeysFromSeed,
  openEpoch,
  publicKeysOf,
  sealKeyring,
  signMemberStatement,
} from '@etanche/core-sealing';
import { catchUp, fetchKeySet, postOrder, signOrder } from '@etanche/vault-client';
import { newKit, type KitSheet } from '../kit/new-kit.ts';
import type { RecordsClientOptions } from '../options.ts';
import { RecordsClientError } from '../records-client-error.ts';
import { createPasskey } from '../session/passkey-ceremony.ts';
import { unlockWith } from '../session/sign-in.ts';
import type { RecordsClient } from '../session/client.ts';
import { createServer } from '../transport/call.ts';
import { deleteDraft, storeDraft, type FoundingDraft } from './founding-draft.ts';

/** Input of a founding besides its first order. */
export type FoundingPlan = {
  /** Token from the records server's operator, valid for one practice. */
  readonly founding: string;
  /** The vaults, from their operators and not from the records server, which must not choose them. */
  readonly federation: Federation;
  readonly practiceName: string;
  readonly founderName: string;
  readonly passkeyName: string;
};
export type FoundingResult = { readonly client: RecordsClient; readonly sheets: readonly KitSheet[] };

/**
 * Completes a founding from any state: every step may be repeated, and the server accepts the last one once.
 *
 * @throws as `foundPractice`
 */
export async function completeFounding(
  options: RecordsClientOptions,
  plan: FoundingPlan,
  draft: FoundingDraft,
): Promise<FoundingResult> {
  const { environment } = options;
  const { random } = environment;
  const { founding, federation, practiceName, founderName, passkeyName } = plan;
  const { practice, member, genesis, secrets: own } = draft;
  const server = createServer(options, () => null);
  const asked = await server.call('foundingOptions', { body: { founding, practice, member, name: founderName } });
  const passkey = await createPasskey(environment, asked.options);
  await storeDraft(environment, draft, passkey);

  const keys = await memberKeysFromSeed(own.seed);
  const payload = toBase64url(draft.payload);
  const { approval } = await server.call('admit', { body: { founding, payload } });
  const signed = {
    payload,
    approvals: [await signOrder({ hash: fromBase64url(genesis, 32) }, { by: 'member', member }, keys.auth), approval],
  };
  await applyEverywhere(options, federation, practice, signed);

  const publicKeys = publicKeysOf(practice, member, keys);
  const hash = keysHash(publicKeys);
  const kit = await newKit(own.kit, random);
  const shared = makePracticeSecrets(random);
  const opener = { member, grant: keys.grant };
  const epoch = await openEpoch(
    practice,
    opener,
    0,
    { keySets: await readKeySets(options, federation, practice) },
    random,
  );
  const granted = { ...shared, ...epoch.secrets, epoch: 1 };
  const self = { id: member, keys: hash, sealing: publicKeys.sealing };
  const kitHolder = { id: 'kit', keys: kit.hash, sealing: kit.sealing };
  const keyring = { seed: toBase64url(own.seed), practice, member, genesis, federation };
  const signedIn = await server.call('found', {
    body: {
      ...{ founding, challengeId: asked.challengeId, credential: passkey.credential, practice, member },
      ...{ passkeyName, practiceName, name: founderName },
      keys: await signMemberStatement(publicKeys, keys.auth),
      keyring: toBase64url(await sealKeyring(passkey.prf, passkey.id, keyring, random)),
      genesis: signed,
      kit: { auth: kit.chain.auth, sealing: toBase64url(kit.sealing) },
      epoch: epoch.jws,
      grants: [
        await makeGrant(practice, 'care', self, hash, opener, granted, random),
        await makeGrant(practice, 'care', kitHolder, kit.hash, opener, granted, random),
      ],
    },
  });
  const sheets = kit.print(practice, genesis, federation);
  const owner = { prf: passkey.prf, credential: passkey.id, purposes: practicePurposes };
  const client = await unlockWith(options, signedIn, keyring, owner);
  await deleteDraft(environment);
  for (const secret of [own.seed, passkey.prf, ...Object.values(shared), ...Object.values(epoch.secrets)])
    secret.fill(0);
  return { client, sheets };
}

/**
 * Has every vault apply the first order: a vault without it publishes no key sets, and no device could verify its
 * share.
 */
async function applyEverywhere(
  { environment: { fetch, sleep }, timeoutMs, report }: RecordsClientOptions,
  federation: Federation,
  practice: string,
  signedOrder: SignedOrder,
): Promise<void> {
  const transport = { fetch, sleep, timeoutMs };
  const { answers, failures } = await postOrder({ ...transport, federation, signedOrder });
  for (const failure of failures) report?.(failure);
  const applied = new Set(answers.filter(({ answer }) => answer.status === 'applied').map(({ index }) => index));
  if (federation.vaults.every(({ index }) => applied.has(index))) return;
  if (applied.size < federation.threshold) throw missingOf(federation, applied);
  // With the receipts of t vaults the others accept it even after it has expired.
  const behind = await catchUp({ ...transport, federation, practice });
  if (behind.length > 0) throw vaultsMissing(behind.map(({ index }) => index));
}

function missingOf({ vaults }: Federation, applied: ReadonlySet<number>) {
  return vaultsMissing(vaults.map(({ index }) => index).filter((index) => !applied.has(index)));
}

/** Reads the key sets from all vaults and verifies each. Later every device takes them from the first epoch. */
async function readKeySets(
  { environment: { fetch, sleep, group }, timeoutMs }: RecordsClientOptions,
  federation: Federation,
  practice: string,
): Promise<PracticeKeySets> {
  const read = practicePurposes.map(async (purpose) => {
    const id = `${purpose}/${practice}`;
    const { publicKey, shares } = await fetchKeySet({ fetch, sleep, timeoutMs, federation, id, group });
    return [purpose, { publicKey, shares: shares.map((share) => share.publicKey) }] as const;
  });
  return Object.fromEntries(await Promise.all(read)) as PracticeKeySets;
}

export function vaultsMissing(vaults: readonly number[]): RecordsClientError {
  return new RecordsClientError('vaults_missing', `vaults ${vaults.join(', ')} are missing`, { vaults });
}
