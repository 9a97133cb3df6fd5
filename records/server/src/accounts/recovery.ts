import { recoveryNoticeId } from '@etanche/core-vault-protocol';
import { fromBase64url, joinFields, labels, verifyEd25519 } from '@etanche/core-wire';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { readKeyStatement, type KeyStatement } from '../members/key-statement.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { findStanding } from './find-standing.ts';
import { creationOptions, verifyNewPasskey } from './passkey-ceremony.ts';
import { storePasskey } from './passkeys.ts';
import { endRecovery, findRecovery, listHelps } from './recovery-statements.ts';
import { lockMember, removePasskeysOf } from './session-statements.ts';
import { readToken, type Token } from './token.ts';

type Recovering = {
  readonly member: string;
  readonly name: string;
  readonly status: 'waiting' | 'helped' | 'done';
  readonly plan: string;
  readonly keyring: string;
};
type Help = { readonly helper: string; readonly sealed: string };

/** A person who lost every passkey polls the request and completes it with a new passkey. The keys stay the same. */
export function recoveryHandlers(
  dependencies: AccountDependencies,
): Handlers<'recoveryState' | 'recoveryPasskeyOptions' | 'recoveryPasskey'> {
  const { store, challenges, party, sessions, notices, metrics, now } = dependencies;
  return {
    recoveryState: async ({ params, body }) => {
      const token = tokenOf(body.token);
      const { recovery } = params;
      const { practice } = token;
      const { status, member, plan, keyring } = await find(dependencies, recovery, token);
      const helps = await store.inPractice(practice, (tx) => rowsOf<Help>(tx, listHelps, [practice, recovery]));
      // A share is handed out only after t vaults were notified, so an attacker cannot prevent the notice.
      for (const { helper } of helps) {
        await notices.require(practice, { notice: recoveryNoticeId(recovery, helper), kind: 'recovery', member });
      }
      return { status, practice, member, plan, keyring, helps };
    },
    recoveryPasskeyOptions: async ({ params: { recovery }, body }) => {
      const token = tokenOf(body.token);
      const { member, name, status } = await find(dependencies, recovery, token);
      if (status !== 'helped') throw new Refusal('sign_in_refused');
      const { challengeId, challenge } = await challenges.make('recover', recovery);
      const user = { practice: token.practice, member, name };
      return { challengeId, options: await creationOptions(party, user, challenge, challenges.lifetimeMs, []) };
    },
    recoveryPasskey: async ({ params: { recovery }, body }) => {
      const token = tokenOf(body.token);
      const { practice } = token;
      const challenge = await challenges.take('recover', recovery, body.challengeId);
      const { member } = await find(dependencies, recovery, token);
      const made = await verifyNewPasskey(party, challenge, body.credential);
      const proof = await provenKeys(body, { practice, member, recovery, challenge });
      const standing = await findStanding(dependencies, practice, member, proof.keys);
      if (standing === null) throw new Refusal('sign_in_refused');
      const signedIn = await store.inPractice(practice, async (tx) => {
        const ended = await rowsOf(tx, endRecovery, [practice, recovery, token.hash, now()]);
        const [known] = await rowsOf<{ keys: string | null }>(tx, lockMember, [practice, member]);
        if (ended.length === 0 || known?.keys !== proof.keys) throw new Refusal('sign_in_refused');
        await rowsOf(tx, removePasskeysOf, [practice, member, proof.keys]);
        const owner = { practice, member };
        const kept = { name: body.passkeyName, keyring: body.keyring, keys: proof.keys };
        const passkey = await storePasskey(tx, dependencies, owner, made, kept);
        const who = { ...owner, roles: standing.roles };
        const opened = await sessions.open(tx, who, { passkey, keyring: body.keyring });
        await appendLeaf(tx, practice, { kind: 'recovered', member, session: opened.session }, dependencies);
        return opened;
      });
      metrics.signedIn('recovery');
      return signedIn;
    },
  };
}

/** The statement of keys is public among members; only the signature of this challenge proves the seed. */
async function provenKeys(
  body: { readonly keys: string; readonly signature: string },
  of: { readonly practice: string; readonly member: string; readonly recovery: string; readonly challenge: string },
): Promise<KeyStatement> {
  const { practice, member, recovery, challenge } = of;
  const statement = await readKeyStatement(body.keys, practice, member).catch(() => null);
  if (statement === null) throw new Refusal('sign_in_refused');
  const message = joinFields(labels.recoveryProof, practice, member, recovery, fromBase64url(challenge, undefined));
  const signature = fromBase64url(body.signature, 64);
  if (await verifyEd25519(fromBase64url(statement.auth, 32), message, signature)) return statement;
  throw new Refusal('sign_in_refused');
}

async function find(
  { store, now }: AccountDependencies,
  recovery: string,
  { practice, hash }: Token,
): Promise<Recovering> {
  const values = [practice, recovery, hash, now()];
  const [row] = await store.inPractice(practice, (tx) => rowsOf<Recovering>(tx, findRecovery, values));
  if (row === undefined) throw new Refusal('sign_in_refused');
  return row;
}

function tokenOf(text: string): Token {
  const token = readToken(text);
  if (token === null) throw new Refusal('sign_in_refused');
  return token;
}
