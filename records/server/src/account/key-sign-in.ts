import { fromBase64url, joinFields, labels, verifyEd25519 } from '@etanche/core-protocol';
import type { Caller } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountParts } from './account-parts.ts';
import { findStanding } from './find-standing.ts';

const kitKey = {
  name: 'key_sign_in_kit',
  text: 'SELECT kit_auth AS auth, read_at::float8 AS read_at FROM practice WHERE practice = $1',
};
const importerKey = {
  name: 'key_sign_in_importer',
  text: `SELECT c.auth FROM chain_member c JOIN member m USING (practice, member)
    WHERE c.practice = $1 AND c.member = $2 AND c.until IS NOT NULL AND m.keys = c.keys`,
};
type Holder = { readonly member: string; readonly parts: readonly Caller[]; readonly auth: string };

/** Sign-in of those who have no hands: importers and printed kits, by their `auth` keys on the chain. */
export function keySignInHandlers(parts: AccountParts): Handlers<'keySignInOptions' | 'keySignIn'> {
  const { store, challenges, sessions, metrics } = parts;
  return {
    keySignInOptions: async ({ body }) => ({
      challenge: await challenges.makeBare('key-sign-in', `${body.practice}/${body.member}`),
    }),
    keySignIn: async ({ body }) => {
      const { practice, member } = body;
      await challenges.take('key-sign-in', `${practice}/${member}`, body.challenge);
      const holder = member === 'kit' ? await kitOf(parts, practice) : await importerOf(parts, practice, member);
      const message = joinFields(labels.keySignIn, practice, member, fromBase64url(body.challenge, 32));
      const signature = fromBase64url(body.signature, 64);
      if (!(await verifyEd25519(fromBase64url(holder.auth, 32), message, signature))) {
        await store.inPractice(practice, (tx) =>
          appendLeaf(tx, practice, { kind: 'sign_in_refused', member: holder.member }, parts),
        );
        throw new Refusal('sign_in_refused');
      }
      const signedIn = await store.inPractice(practice, async (tx) => {
        const opened = await sessions.open(tx, { ...holder, practice }, null);
        const leaf = { kind: 'sign_in', member: holder.member, session: opened.session } as const;
        await appendLeaf(tx, practice, { ...leaf, detail: member === 'kit' ? 'kit' : 'importer' }, parts);
        return opened;
      });
      metrics.signedIn('key');
      return signedIn;
    },
  };
}

async function kitOf({ store, membership }: AccountParts, practice: string): Promise<Holder> {
  const read = () =>
    store.inPractice(practice, (tx) => rowsOf<{ auth: string; read_at: number }>(tx, kitKey, [practice]));
  let [row] = await read();
  if (row !== undefined && (await membership.keepFresh(practice, row.read_at))) [row] = await read();
  if (row === undefined) throw new Refusal('sign_in_refused');
  return { member: practice, parts: ['kit'], auth: row.auth };
}

async function importerOf(parts: AccountParts, practice: string, member: string): Promise<Holder> {
  const standing = await findStanding(parts, practice, member, null);
  const [row] = await parts.store.inPractice(practice, (tx) =>
    rowsOf<{ auth: string }>(tx, importerKey, [practice, member]),
  );
  if (row === undefined || standing?.status !== 'active') throw new Refusal('sign_in_refused');
  return { member, parts: standing.parts, auth: row.auth };
}
