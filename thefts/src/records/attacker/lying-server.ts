import { toBase64url } from '@etanche/core-wire';
import type { AnswerOf, routes } from '@etanche/core-records-protocol';
import { keysHash, type PublicMemberKeys } from '@etanche/core-sealing';
import { openDatabase, Secret } from '@etanche/platform';

type Members = AnswerOf<(typeof routes)['members']>;

/**
 * A records server under the attacker's control. Through this fetch it returns other keys for one member.
 *
 * @param statement of keys, JWS
 */
export function swappedKeys(member: string, statement: string): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (!/^\/v1\/members(\/sync)?$/.test(pathname) || !response.ok) return response;
    const { members } = (await response.json()) as Members;
    const swapped = members.map((one) => (one.member === member ? { ...one, keys: statement } : one));
    return new Response(JSON.stringify({ members: swapped }), { status: response.status, headers: response.headers });
  };
}

type RecoveryState = AnswerOf<(typeof routes)['recoveryState']>;
export type Help = RecoveryState['helps'][number];

/**
 * A records server under the attacker's control that claims enough helpers for a recovery: it repeats its one share
 * under the name of each helper.
 *
 * @param given called with each share that a helper really gave
 */
export function enoughHelpers(helpers: readonly string[], given: (help: Help) => void): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    const { pathname } = new URL(input instanceof Request ? input.url : input);
    if (!/^\/v1\/recoveries\/[a-z2-7]+\/state$/.test(pathname) || !response.ok) return response;
    const state = (await response.json()) as RecoveryState;
    const [first] = state.helps;
    if (first !== undefined) given(first);
    const helps = first === undefined ? [] : helpers.map((helper) => ({ ...first, helper }));
    const claimed: RecoveryState = { ...state, status: 'helped', helps };
    return new Response(JSON.stringify(claimed), { status: response.status, headers: response.headers });
  };
}

/** The operator of the server stores chosen keys for a member. */
export async function keepKeys(url: string, keys: PublicMemberKeys, statement: string): Promise<void> {
  await using database = openDatabase({
    ...{ url: new Secret(url), applicationName: 'etanche-theft', poolSize: 1, statementTimeoutMs: 30_000 },
  });
  const { practice, member, auth, author, grant, sealing } = keys;
  const hash = toBase64url(keysHash(keys));
  await database.transaction(async (client) => {
    await client.query("SELECT set_config('etanche.practice', $1, true)", [practice]);
    await client.query(
      `INSERT INTO member_keys (practice, member, keys, statement, auth, author, grant_key, sealing, registered_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`,
      [practice, member, hash, statement, ...[auth, author, grant, sealing].map((key) => toBase64url(key))],
    );
    await client.query('UPDATE member SET keys = $3 WHERE practice = $1 AND member = $2', [practice, member, hash]);
  });
}
