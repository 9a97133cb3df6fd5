import { fromBase64url, joinFields, labels, verifyEd25519 } from '@etanche/core-wire';
import type { BodyOf, Caller, routes } from '@etanche/core-records-protocol';
import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { findStanding } from './find-standing.ts';

const kitKey = {
  name: 'key_sign_in_kit',
  text: 'SELECT kit_auth AS auth, read_at::float8 AS read_at FROM practice WHERE practice = $1',
};
/** The key that an importer or a gateway registered, and whether the chain contains it. */
const programKey = {
  name: 'key_sign_in_importer',
  text: `SELECT k.auth, coalesce(c.keys = k.keys AND c.auth = k.auth
      AND (m.roles = '{gateway}' AND c.roles = m.roles OR m.roles = '{importer}' AND c.until IS NOT NULL), false) AS ordered
    FROM member m JOIN member_keys k USING (practice, member, keys)
    LEFT JOIN chain_member c USING (practice, member)
    WHERE m.practice = $1 AND m.member = $2 AND m.roles IN ('{importer}', '{gateway}')`,
};

type Body = BodyOf<typeof routes.keySignIn>;
type Holder = { readonly member: string; readonly roles: readonly Caller[] };

/** Sign-in without a passkey: importers, gateways and printed kits sign by their `auth` keys on the chain. */
export function keySignInHandlers(dependencies: AccountDependencies): Handlers<'keySignInOptions' | 'keySignIn'> {
  const { store, challenges, sessions, metrics } = dependencies;
  return {
    keySignInOptions: async ({ body }) => ({
      challenge: await challenges.makeBare('key-sign-in', `${body.practice}/${body.member}`),
    }),
    keySignIn: async ({ body }) => {
      const { practice, member } = body;
      await challenges.take('key-sign-in', `${practice}/${member}`, body.challenge);
      const holder = member === 'kit' ? await kitOf(dependencies, body) : await programOf(dependencies, body);
      const signedIn = await store.inPractice(practice, async (tx) => {
        const opened = await sessions.open(tx, { ...holder, practice }, null);
        const leaf = { kind: 'sign_in', member: holder.member, session: opened.session } as const;
        await appendLeaf(tx, practice, { ...leaf, detail: holder.roles.join() }, dependencies);
        return opened;
      });
      metrics.signedIn('key');
      return signedIn;
    },
  };
}

async function kitOf(dependencies: AccountDependencies, body: Body): Promise<Holder> {
  const { practice } = body;
  const read = () =>
    dependencies.store.inPractice(practice, (tx) => rowsOf<{ auth: string; read_at: number }>(tx, kitKey, [practice]));
  let [row] = await read();
  if (row !== undefined && (await dependencies.membership.keepFresh(practice, row.read_at))) [row] = await read();
  if (row === undefined) throw new Refusal('sign_in_refused');
  await requireSignature(dependencies, body, row.auth, practice);
  return { member: practice, roles: ['kit'] };
}

/**
 * The program's order may have been applied a moment ago, so the vaults are asked once more. Only a caller who signed
 * by the key that a doctor registered causes that query.
 */
async function programOf(dependencies: AccountDependencies, body: Body): Promise<Holder> {
  const { store, membership } = dependencies;
  const { practice, member } = body;
  type Row = { readonly auth: string; readonly ordered: boolean };
  const read = () => store.inPractice(practice, (tx) => rowsOf<Row>(tx, programKey, [practice, member]));
  let [row] = await read();
  if (row === undefined) throw new Refusal('sign_in_refused');
  await requireSignature(dependencies, body, row.auth, member);
  if (!row.ordered) {
    await membership.refresh(practice);
    [row] = await read();
  }
  const standing = await findStanding(dependencies, practice, member, null);
  if (row?.ordered !== true || standing?.status !== 'active') throw new Refusal('sign_in_refused');
  return { member, roles: standing.roles };
}

/** @param who the caller for the log, when a signature of a known key is invalid */
async function requireSignature(
  dependencies: AccountDependencies,
  body: Body,
  auth: string,
  who: string,
): Promise<void> {
  const { practice, member, challenge } = body;
  const message = joinFields(labels.keySignIn, practice, member, fromBase64url(challenge, 32));
  if (await verifyEd25519(fromBase64url(auth, 32), message, fromBase64url(body.signature, 64))) return;
  await dependencies.store.inPractice(practice, (tx) =>
    appendLeaf(tx, practice, { kind: 'sign_in_refused', member: who }, dependencies),
  );
  throw new Refusal('sign_in_refused');
}
