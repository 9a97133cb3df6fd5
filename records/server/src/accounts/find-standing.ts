import type { Caller } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import type { Membership } from '../orders/membership.ts';
import { rowsOf, type Store } from '../store/store.ts';
import { standing } from './session-service.ts';

export type Standing = { readonly roles: readonly Caller[]; readonly status: Session['status'] };
type Row = {
  readonly roles: Caller[];
  readonly status: string;
  readonly emergency: boolean | null;
  readonly until: number | null;
  readonly ends_at: number | null;
  readonly live: boolean;
  readonly read_at: number;
};

const find = {
  name: 'standing_find',
  text: `SELECT m.roles, CASE WHEN m.keys <> $3 THEN 'waiting' ELSE m.status END AS status, c.emergency,
      c.until::float8 AS until, c.ends_at::float8 AS ends_at, p.live, p.read_at::float8 AS read_at
    FROM member m JOIN practice p USING (practice) LEFT JOIN chain_member c USING (practice, member)
    WHERE m.practice = $1 AND m.member = $2`,
};

/**
 * The status of a member by the vaults' chain; null if they may have no session.
 *
 * @param keys hash of the keys in the passkey; null for a caller without a passkey
 * @throws Refusal `vaults_unreachable`
 */
export async function findStanding(
  dependencies: { readonly store: Store; readonly membership: Membership; readonly now: () => number },
  practice: string,
  member: string,
  keys: string | null,
): Promise<Standing | null> {
  const read = () => dependencies.store.inPractice(practice, (tx) => rowsOf<Row>(tx, find, [practice, member, keys]));
  let [row] = await read();
  if (row === undefined) return null;
  if (await dependencies.membership.keepFresh(practice, row.read_at)) [row] = await read();
  if (row === undefined) return null;
  const status = standing(row, dependencies.now());
  return status === null ? null : { roles: row.roles, status };
}
