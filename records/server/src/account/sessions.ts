import { appendLeaf } from '../audit/append-leaf.ts';
import type { Handlers, Session } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountParts } from './account-parts.ts';
import { endSession, listSessions } from './session-statements.ts';

type Row = {
  readonly session: string;
  readonly created: number;
  readonly seen: number;
  readonly expires: number;
  readonly name: string | null;
};

/** A member sees and ends its own sessions, and nobody else's: who waits with a new seed is not believed to be the same. */
export function sessionHandlers(
  parts: AccountParts & { readonly idleMs: number },
): Handlers<'signOut' | 'sessions' | 'endSession'> {
  const { store, now, idleMs } = parts;
  const end = ({ practice, member, passkey }: Session, session: string, kind: 'sign_out' | 'session_ended') =>
    store.inPractice(practice, async (tx) => {
      const ended = await rowsOf(tx, endSession, [practice, session, member, passkey]);
      if (ended.length === 0) throw new Refusal('not_found');
      await appendLeaf(tx, practice, { kind, member, session }, parts);
    });
  return {
    signOut: async ({ session }) => {
      await end(session, session.session, 'sign_out');
      return undefined;
    },
    sessions: async ({ session: { practice, member, session, passkey } }) => {
      const values = [practice, member, now(), now() - idleMs, passkey];
      const rows = await store.inPractice(practice, (tx) => rowsOf<Row>(tx, listSessions, values));
      return {
        sessions: rows.map(({ name, ...row }) => ({ ...row, current: row.session === session, passkey: name })),
      };
    },
    endSession: async ({ session, params }) => {
      await end(session, params.session, 'session_ended');
      return undefined;
    },
  };
}
