import type { SignedIn } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { findStanding, type Standing } from './find-standing.ts';
import { claimedAccount, requestOptions, verifyPasskey } from './passkey-ceremony.ts';
import { findPasskey, usePasskey } from './session-statements.ts';

/** Subject of a usernameless sign-in challenge: no member is known yet. */
const anybody = 'anybody';

type PasskeyRow = {
  readonly passkey: string;
  readonly public_key: Buffer;
  readonly counter: number;
  readonly keyring: string;
  readonly keys: string;
};
/** The member who signed in, and the passkey. */
type Account = Standing & {
  readonly practice: string;
  readonly member: string;
  readonly passkey: string;
  readonly keyring: string;
  readonly counter: { readonly before: number; readonly after: number };
};

export function signInHandlers(dependencies: AccountDependencies): Handlers<'signInOptions' | 'signIn'> {
  const { challenges, party } = dependencies;
  return {
    signInOptions: async () => {
      const { challengeId, challenge } = await challenges.make('sign-in', anybody);
      return { challengeId, options: await requestOptions(party, challenge, challenges.lifetimeMs) };
    },
    signIn: async ({ body }) => {
      const challenge = await challenges.take('sign-in', anybody, body.challengeId);
      const account = await accountOf(dependencies, challenge, body.credential);
      return openSession(dependencies, account);
    },
  };
}

/**
 * The account that a passkey proves, with its status at the vaults.
 *
 * @throws Refusal `sign_in_refused` for every failure but one: `vaults_unreachable`
 */
async function accountOf(
  dependencies: AccountDependencies,
  challenge: string,
  received: Readonly<Record<string, unknown>>,
): Promise<Account> {
  const { store, party } = dependencies;
  const { practice, member, credential } = claimedAccount(received);
  const [row] = await store.inPractice(practice, (tx) =>
    rowsOf<PasskeyRow>(tx, findPasskey, [practice, member, credential]),
  );
  if (row === undefined) throw new Refusal('sign_in_refused');
  const known = { credential, publicKey: Uint8Array.from(row.public_key), counter: row.counter };
  const after = await verifyPasskey(party, challenge, received, known).catch(async (error: unknown) => {
    await recordRefusal(dependencies, practice, member);
    throw error;
  });
  const standing = await findStanding(dependencies, practice, member, row.keys);
  if (standing === null) {
    await recordRefusal(dependencies, practice, member);
    throw new Refusal('sign_in_refused');
  }
  const { passkey, keyring } = row;
  return { ...standing, practice, member, passkey, keyring, counter: { before: row.counter, after } };
}

async function openSession(dependencies: AccountDependencies, account: Account): Promise<SignedIn> {
  const { store, sessions, metrics, now } = dependencies;
  const { practice, member, passkey, counter } = account;
  const signedIn = await store.inPractice(practice, async (tx) => {
    const used = await rowsOf(tx, usePasskey, [practice, passkey, counter.before, counter.after, now()]);
    if (used.length === 0) throw new Refusal('sign_in_refused');
    const opened = await sessions.open(tx, account, account);
    await appendLeaf(tx, practice, { kind: 'sign_in', member, session: opened.session }, dependencies);
    return opened;
  });
  metrics.signedIn('passkey');
  return signedIn;
}

/** Only for a known passkey, so that a stranger cannot fill the log. */
async function recordRefusal(dependencies: AccountDependencies, practice: string, member: string): Promise<void> {
  await dependencies.store.inPractice(practice, (tx) =>
    appendLeaf(tx, practice, { kind: 'sign_in_refused', member }, dependencies),
  );
}
