import {
  beforeGenesis,
  follows,
  isForFederation,
  isNamedByItself,
  orderMessage,
  readOrder,
  type Action,
  type Order,
  type ReadOrder,
} from '@etanche/core-vault-protocol';
import { toBase64url } from '@etanche/core-wire';
import type { BodyOf, accountRoutes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import { creationOptions, verifyNewPasskey } from '../accounts/passkey-ceremony.ts';
import { storePasskey } from '../accounts/passkeys.ts';
import { storeKeys } from '../accounts/registration.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { requireOwners } from '../orders/require-owners.ts';
import { applyOrder, putView } from '../orders/write-chain.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import { claimFounding, useFounding } from './founding-token.ts';
import { addEpoch } from './grant-statements.ts';
import { keepGrant } from './grants.ts';
import { kitKeysHash, readKeyStatement, type KeyStatement } from './key-statement.ts';
import { addMember } from './member-statements.ts';
import type { PracticeDependencies } from './practice-dependencies.ts';
import { readEpoch, readGrant, type Grant } from './read-grant.ts';

type Body = BodyOf<(typeof accountRoutes)['found']>;
type Genesis = Extract<Action, { kind: 'genesis' }>;

const addTenant = {
  name: 'founding_tenant',
  text: 'INSERT INTO tenant (practice, created_at) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING practice',
};
const addPractice = {
  name: 'founding_practice',
  text: `INSERT INTO practice (practice, name, genesis, created_at, epoch, kit_auth, kit_sealing, kit_keys,
      chain_sequence, chain_head, live, read_at)
    VALUES ($1, $2, $3, $4, 1, $5, $6, $7, $8, $9, $10, $4)`,
};

/** Founds a practice with the operator's token, the chain's genesis at t vaults, and the first doctor's passkey. */
export function foundingHandlers(dependencies: PracticeDependencies): Handlers<'admit' | 'foundingOptions' | 'found'> {
  const { store, challenges, party, serverKey, now } = dependencies;
  const subject = (practice: string, member: string) => `${practice}/${member}`;
  return {
    admit: async ({ body }) => {
      const { order, hash } = readGenesis(dependencies, body.payload);
      await claimFounding(store, body.founding, order.practice, now());
      // A genesis at fewer than t vaults would be an unusable practice.
      const missing = await dependencies.membership.unreachableVaults(order.practice);
      if (missing.length > 0) {
        throw new Refusal('vaults_unreachable', { retryAfter: 5, detail: `vaults ${missing.join(', ')}` });
      }
      await requireOwners(dependencies.owners);
      const message = orderMessage(hash);
      const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', serverKey.key, message));
      return {
        approval: { by: 'operator', operator: serverKey.publicKey, signature: toBase64url(signature) },
      };
    },
    foundingOptions: async ({ body }) => {
      const { practice, member, name } = body;
      await claimFounding(store, body.founding, practice, now());
      const { challengeId, challenge } = await challenges.make('found', subject(practice, member));
      const user = { practice, member, name };
      return { challengeId, options: await creationOptions(party, user, challenge, challenges.lifetimeMs, []) };
    },
    found: async ({ body }) => {
      const challenge = await challenges.take('found', subject(body.practice, body.member), body.challengeId);
      const made = await verifyNewPasskey(party, challenge, body.credential);
      const genesis = readGenesis(dependencies, body.genesis.payload);
      const keys = await readKeyStatement(body.keys, body.practice, body.member);
      const secrets = await readSecrets(body, genesis.order, genesis.action, keys);
      const read = await dependencies.membership.readNew(body.practice);
      if (read === null) throw new Refusal('vaults_unreachable', { retryAfter: 5 });
      if (read.orders?.[0]?.hash !== genesis.id) {
        throw new Refusal('signature_refused', { detail: 'the vaults have another first order' });
      }
      const { view } = read.chain;
      const { orders } = read;
      const signedIn = await store.inPractice(body.practice, async (tx) => {
        const { practice, member } = body;
        await useFounding(tx, body.founding, practice, now());
        await insertPractice(tx, dependencies, body, genesis.id, genesis.action, view);
        await rowsOf(tx, addMember, [practice, member, body.name, ['doctor'], 'waiting', keys.keys, now()]);
        await storeKeys(tx, dependencies, keys);
        for (const order of orders) await applyOrder(tx, practice, order);
        await putView(tx, practice, view);
        const kept = { name: body.passkeyName, keyring: body.keyring, keys: keys.keys };
        const passkey = await storePasskey(tx, dependencies, { practice, member }, made, kept);
        const roles = genesis.action.members.find((each) => each.member === member)?.roles ?? [];
        const who = { practice, member, roles: roles };
        const opened = await dependencies.sessions.open(tx, who, { passkey, keyring: body.keyring });
        await appendLeaf(tx, practice, { kind: 'founded', member, session: opened.session }, dependencies);
        await rowsOf(tx, addEpoch, [practice, 1, body.epoch, member, now()]);
        await appendLeaf(tx, practice, { kind: 'epoch', member, session: opened.session, sequence: 1 }, dependencies);
        for (const [grant, jws] of secrets) await keepGrant(tx, dependencies, opened, grant, jws);
        return opened;
      });
      dependencies.metrics.signedIn('founding');
      return signedIn;
    },
  };
}

/** @throws Refusal `sign_in_refused` unless it is a genesis for this server's vaults and key */
function readGenesis(
  { federation, serverKey }: PracticeDependencies,
  payload: string,
): Pick<ReadOrder, 'order' | 'hash' | 'id'> & { readonly action: Genesis } {
  const read = readOrder(payload);
  const { order, hash, id } = read;
  const { action } = order;
  const founds = action.kind === 'genesis' && follows(order, beforeGenesis) && isNamedByItself(read);
  if (!founds || !isForFederation(order, federation) || action.server !== serverKey.publicKey) {
    throw new Refusal('sign_in_refused');
  }
  return { order, action, hash, id };
}

/** Keys, kit, first epoch and its two grants must fit each other and the genesis. */
async function readSecrets(
  body: Body,
  order: Order,
  action: Genesis,
  keys: KeyStatement,
): Promise<(readonly [Grant, string])[]> {
  const { practice, member } = body;
  const refuse = (detail: string) => new Refusal('signature_refused', { detail });
  const founder = action.members.find((each) => each.member === member);
  if (order.practice !== practice || founder?.keys !== keys.keys || founder.auth !== keys.auth) {
    throw refuse('the genesis has other keys for the founder');
  }
  if (!founder.roles.includes('doctor')) throw refuse('the founder who opens the first epoch must be a doctor');
  if (action.kit.auth !== body.kit.auth || action.kit.keys !== kitKeysHash(body.kit)) {
    throw refuse('the genesis has another kit');
  }
  const epoch = await readEpoch(body.epoch, keys.grant);
  const first = epoch.epoch === 1 && epoch.previous === null && epoch.sealed === null && epoch.keySets !== null;
  if (!first || epoch.practice !== practice || epoch.opener !== member) throw refuse('the first epoch');
  const grants = await Promise.all(body.grants.map(async (jws) => [await readGrant(jws, keys.grant), jws] as const));
  const sealed = (holder: string, holderKeys: string) =>
    grants.some(([grant]) => grant.holder === holder && grant.holderKeys === holderKeys);
  const sound = grants.every(
    ([grant]) => grant.practice === practice && grant.granter === member && grant.epoch === 1 && grant.role === 'care',
  );
  if (!sound || !sealed(member, keys.keys) || !sealed('kit', action.kit.keys)) throw refuse('the first grants');
  return grants;
}

async function insertPractice(
  tx: Tx,
  { now }: PracticeDependencies,
  { practice, practiceName, kit }: Body,
  genesis: string,
  action: Genesis,
  view: { readonly sequence: number; readonly head: string; readonly live: boolean },
): Promise<void> {
  const added = await rowsOf(tx, addTenant, [practice, now()]);
  if (added.length === 0) throw new Refusal('sign_in_refused');
  const { auth, keys } = action.kit;
  const values = [practice, practiceName, genesis, now(), auth, kit.sealing, keys];
  await rowsOf(tx, addPractice, [...values, view.sequence, view.head, view.live]);
}
