import { toRecordId } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import { committed, type Handlers, type Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { creationOptions, verifyNewPasskey, type NewPasskey } from './passkey-ceremony.ts';
import { addPasskey, listPasskeys, lockMember, removePasskey } from './session-statements.ts';

const mostPasskeys = 20;

type PasskeyRow = {
  readonly passkey: string;
  readonly credential: string;
  readonly name: string;
  readonly created: number;
  readonly used: number;
  readonly keys: string;
};
const findPlan = {
  name: 'recovery_plan_find',
  text: 'SELECT created_at::float8 AS created FROM recovery_plan WHERE practice = $1 AND member = $2',
};
type Owner = { readonly practice: string; readonly member: string };

export function passkeyHandlers(
  dependencies: AccountDependencies,
): Handlers<'passkeys' | 'passkeyOptions' | 'addPasskey' | 'removePasskey'> {
  const { store, challenges, party, now } = dependencies;
  const list = (tx: Tx, { practice, member, passkey }: Session) =>
    rowsOf<PasskeyRow>(tx, listPasskeys, [practice, member, passkey]);
  const lock = async (tx: Tx, { practice, member }: Owner) => {
    const [row] = await rowsOf<{ name: string }>(tx, lockMember, [practice, member]);
    if (row === undefined) throw new Refusal('not_found');
    return row;
  };
  return {
    passkeys: committed(async (tx, { session }) => {
      const rows = await list(tx, session);
      const [plan] = await rowsOf<{ created: number }>(tx, findPlan, [session.practice, session.member]);
      return { passkeys: rows.map((row) => shown(row, session.passkey)), recovery: plan?.created ?? null };
    }),
    passkeyOptions: async ({ session }) => {
      const { challengeId, challenge } = await challenges.make('passkey', subjectOf(session));
      const { name, known } = await store.inPractice(session.practice, async (tx) => ({
        name: (await lock(tx, session)).name,
        known: await list(tx, session),
      }));
      const ids = known.map(({ credential }) => credential);
      const user = { practice: session.practice, member: session.member, name };
      return { challengeId, options: await creationOptions(party, user, challenge, challenges.lifetimeMs, ids) };
    },
    addPasskey: async ({ session, body }) => {
      const challenge = await challenges.take('passkey', subjectOf(session), body.challengeId);
      const made = await verifyNewPasskey(party, challenge, body.credential);
      const { practice, member } = session;
      return store.inPractice(practice, async (tx) => {
        await lock(tx, session);
        const known = await list(tx, session);
        // The passkey that signed in was removed a moment ago.
        if (known[0] === undefined) throw new Refusal('unauthenticated');
        if (known.length >= mostPasskeys) {
          throw new Refusal('limit_reached', { detail: `a member has at most ${mostPasskeys} passkeys` });
        }
        const { keys } = known[0];
        const passkey = await storePasskey(tx, dependencies, session, made, {
          name: body.name,
          keyring: body.keyring,
          keys,
        });
        await appendLeaf(
          tx,
          practice,
          { kind: 'passkey_added', member, session: session.session, subject: passkey },
          dependencies,
        );
        return { passkey, name: body.name, created: now(), used: now(), current: false };
      });
    },
    removePasskey: committed(async (tx, { session, params: { passkey } }) => {
      const { practice, member } = session;
      await lock(tx, session);
      const known = await list(tx, session);
      if (!known.some((each) => each.passkey === passkey)) throw new Refusal('not_found');
      if (known.length === 1) throw new Refusal('limit_reached', { detail: 'the last passkey cannot be removed' });
      await rowsOf(tx, removePasskey, [practice, member, passkey]);
      const leaf = { kind: 'passkey_removed', member, session: session.session, subject: passkey } as const;
      await appendLeaf(tx, practice, leaf, dependencies);
      return undefined;
    }),
  };
}

/**
 * @param kept.keys hash of the keys whose seed is in the keyring
 * @throws Refusal `sign_in_refused` when the credential is registered already
 */
export async function storePasskey(
  tx: Tx,
  { random, now }: Pick<AccountDependencies, 'random' | 'now'>,
  { practice, member }: Owner,
  made: NewPasskey,
  { name, keyring, keys }: { readonly name: string; readonly keyring: string; readonly keys: string },
): Promise<string> {
  const passkey = toRecordId(random(16));
  const { credential, publicKey, counter } = made;
  const values = [practice, passkey, member, credential, Buffer.from(publicKey), counter, name, keyring, now(), keys];
  if ((await rowsOf(tx, addPasskey, values)).length === 0) throw new Refusal('sign_in_refused');
  return passkey;
}

/** Subject of the challenge. */
function subjectOf({ practice, member }: Owner): string {
  return `${practice}/${member}`;
}

function shown({ passkey, name, created, used }: PasskeyRow, current: string | null) {
  return { passkey, name, created, used, current: passkey === current };
}
