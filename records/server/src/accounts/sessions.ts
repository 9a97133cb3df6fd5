import { appendLeaf } from '../audit/append-leaf.ts';
import { committed, type Handlers, type Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf, type Tx } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { endSession, listSessions } from './session-statements.ts';

type Row = {
  readonly session: string;
  readonly created: number;
  readonly seen: number;
  readonly expires: number;
  readonly name: string | null;
};

/** A member lists and ends only their own sessions. A person who waits with a new seed does not count as the same. */
export function sessionHandlers(
  dependencies: AccountDependencies & { readonly idleMs: number },
): Handlers<'signOut' | 'sessions' | 'endSession'> {
  const { now, idleMs } = dependencies;
  const end = async (
    tx: Tx,
    { practice, member, passkey }: Session,
    session: string,
    kind: 'sign_out' | 'session_ended',
  ): Promise<undefined> => {
    const ended = await rowsOf(tx, endSession, [practice, session, member, passkey]);
    if (ended.length === 0) throw new Refusal('not_found');
    await appendLeaf(tx, practice, { kind, member, session }, dependencies);
  };
  return {
    signOut: committed((tx, { session }) => end(tx, session, session.session, 'sign_out')),
    sessions: committed(async (tx, { session: { practice, member, session, passkey } }) => {
      const rows = await rowsOf<Row>(tx, listSessions, [practice, member, now(), now() - idleMs, passkey]);
      return {
        sessions: rows.map(({ name, ...row }) => ({ ...row, current: row.session === session, passkey: name })),
      };
    }),
    endSession: committed((tx, { session, params }) => end(tx, session, params.session, 'session_ended')),
  };
}
