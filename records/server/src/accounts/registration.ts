import type { Role } from '@etanche/core-vault-protocol';
import type { Caller } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { readKeyStatement, type KeyStatement } from '../members/key-statement.ts';
import {
  addKeys,
  dropRecoveryPlan,
  findInvitation,
  setKeys,
  setRenewal,
  takeInvitation,
} from '../members/member-statements.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { creationOptions, verifyNewPasskey } from './passkey-ceremony.ts';
import { storePasskey } from './passkeys.ts';
import { lockMember, removePasskeysOf } from './session-statements.ts';
import { readToken, type Token } from './token.ts';

type Invited = {
  readonly member: string;
  readonly name: string;
  readonly roles: Role[];
  readonly practice_name: string;
  readonly genesis: string;
};
type Locked = {
  readonly roles: Caller[];
  readonly status: string;
  readonly keys: string | null;
  readonly renewal: string | null;
};

/**
 * An invited person registers keys and a passkey. For a member of the chain, the earlier registration ends only when
 * the vaults know the new keys: otherwise a member who may invite could lock out others. For other people it ends at
 * once.
 */
export function registrationHandlers(dependencies: AccountDependencies): Handlers<'registrationOptions' | 'register'> {
  const { store, challenges, party, sessions, metrics, now } = dependencies;
  return {
    registrationOptions: async ({ body }) => {
      const token = tokenOf(body.invitation);
      const invited = await find(dependencies, token);
      const { challengeId, challenge } = await challenges.make('register', subjectOf(token));
      const user = { practice: token.practice, member: invited.member, name: invited.name };
      return {
        challengeId,
        options: await creationOptions(party, user, challenge, challenges.lifetimeMs, []),
        practice: token.practice,
        practiceName: invited.practice_name,
        member: invited.member,
        name: invited.name,
        roles: invited.roles,
        genesis: invited.genesis,
      };
    },
    register: async ({ body }) => {
      const token = tokenOf(body.invitation);
      const { practice } = token;
      const challenge = await challenges.take('register', subjectOf(token), body.challengeId);
      const { member } = await find(dependencies, token);
      const made = await verifyNewPasskey(party, challenge, body.credential);
      const keys = await readKeyStatement(body.keys, practice, member);
      // A member enrolled a moment ago keeps its registration. Only the holder of an invitation causes a query to the
      // vaults.
      await dependencies.membership.refresh(practice);
      const signedIn = await store.inPractice(practice, async (tx) => {
        const [taken] = await rowsOf<Pick<Invited, 'name'>>(tx, takeInvitation, [practice, token.hash, now()]);
        if (taken === undefined) throw new Refusal('sign_in_refused');
        const owner = { practice, member };
        await storeKeys(tx, dependencies, keys);
        const known = await settle(tx, keys, taken.name);
        const kept = { name: body.passkeyName, keyring: body.keyring, keys: keys.keys };
        const passkey = await storePasskey(tx, dependencies, owner, made, kept);
        const who = { practice, member, roles: known };
        const opened = await sessions.open(tx, who, { passkey, keyring: body.keyring });
        await appendLeaf(tx, practice, { kind: 'registered', member, session: opened.session }, dependencies);
        return opened;
      });
      metrics.signedIn('invitation');
      return signedIn;
    },
  };
}

/** @returns the roles of the member who waits with these keys */
async function settle(tx: Tx, { practice, member, keys }: KeyStatement, name: string): Promise<Caller[]> {
  const [known] = await rowsOf<Locked>(tx, lockMember, [practice, member]);
  if (known === undefined) throw new Refusal('sign_in_refused');
  await rowsOf(tx, removePasskeysOf, [practice, member, known.renewal]);
  if (known.status === 'active' || known.status === 'frozen') {
    await rowsOf(tx, setRenewal, [practice, member, keys]);
    return known.roles;
  }
  await rowsOf(tx, removePasskeysOf, [practice, member, known.keys]);
  await rowsOf(tx, dropRecoveryPlan, [practice, member]);
  await rowsOf(tx, setKeys, [practice, member, keys, name]);
  return known.roles;
}

/** @throws Refusal `sign_in_refused` when the same keys were registered before: they belong to an abandoned seed */
export async function storeKeys(tx: Tx, { now }: Pick<AccountDependencies, 'now'>, keys: KeyStatement): Promise<void> {
  const { practice, member, statement, auth, author, grant, sealing } = keys;
  const values = [practice, member, keys.keys, statement, auth, author, grant, sealing, now()];
  if ((await rowsOf(tx, addKeys, values)).length === 0) throw new Refusal('sign_in_refused');
}

async function find({ store, now }: AccountDependencies, { practice, hash }: Token): Promise<Invited> {
  const [row] = await store.inPractice(practice, (tx) => rowsOf<Invited>(tx, findInvitation, [practice, hash, now()]));
  if (row === undefined) throw new Refusal('sign_in_refused');
  return row;
}

function tokenOf(text: string): Token {
  const token = readToken(text);
  if (token === null) throw new Refusal('sign_in_refused');
  return token;
}

function subjectOf({ hash }: Token): string {
  return Buffer.from(hash).toString('hex');
}
