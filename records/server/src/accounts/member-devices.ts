import { appendLeaf } from '../audit/append-leaf.ts';
import { committed, type Handlers } from '../http/handler.ts';
import { Refusal } from '../http/refusal.ts';
import { rowsOf } from '../store/store.ts';
import type { AccountDependencies } from './account-dependencies.ts';
import { lockMember, removePasskey } from './session-statements.ts';

type Passkey = {
  readonly passkey: string;
  readonly name: string;
  readonly created: number;
  readonly used: number;
};
type Session = {
  readonly session: string;
  readonly created: number;
  readonly seen: number;
  readonly passkey: string;
};
type Row = {
  readonly member: string;
  readonly passkeys: readonly Passkey[];
  readonly sessions: readonly Session[];
  readonly recovery: number | null;
  readonly invited: number | null;
};

const listDevices = {
  name: 'devices_list',
  text: `SELECT m.member, r.created_at::float8 AS recovery, i.expires_at::float8 AS invited,
      coalesce((SELECT json_agg(json_build_object('passkey', k.passkey, 'name', k.name,
          'created', k.created_at, 'used', k.used_at) ORDER BY k.created_at, k.passkey)
        FROM passkey k WHERE k.practice = m.practice AND k.member = m.member), '[]') AS passkeys,
      coalesce((SELECT json_agg(json_build_object('session', s.session, 'created', s.created_at,
          'seen', s.seen_at, 'passkey', k.name) ORDER BY s.created_at DESC, s.session)
        FROM session s JOIN passkey k USING (practice, passkey)
        WHERE s.practice = m.practice AND s.member = m.member AND s.expires_at > $2 AND s.seen_at > $3), '[]') AS sessions
    FROM member m
    LEFT JOIN recovery_plan r ON r.practice = m.practice AND r.member = m.member
    LEFT JOIN invitation i ON i.practice = m.practice AND i.member = m.member AND i.expires_at > $2
    WHERE m.practice = $1 AND NOT m.roles && '{importer,gateway}' ORDER BY m.created_at, m.member LIMIT 1000`,
};
const endAnySession = {
  name: 'session_end_any',
  text: 'DELETE FROM session WHERE practice = $1 AND member = $2 AND session = $3 RETURNING session',
};
const countPasskeys = {
  name: 'passkey_count',
  text: `SELECT count(*)::int AS count FROM passkey
    WHERE practice = $1 AND member = $2 AND keys = (SELECT keys FROM passkey WHERE practice = $1 AND member = $2 AND passkey = $3)`,
};

/** An administrator sees the devices of all members, and ends what was lost. The last passkey stays. */
export function memberDeviceHandlers(
  dependencies: AccountDependencies & { readonly idleMs: number },
): Handlers<'devices' | 'endMemberSession' | 'removeMemberPasskey'> {
  const { now, idleMs } = dependencies;
  return {
    devices: committed(async (tx, { session: { practice } }) => ({
      devices: (await rowsOf<Row>(tx, listDevices, [practice, now(), now() - idleMs])).map((row) => ({
        ...row,
        passkeys: row.passkeys.slice(0, 40),
        sessions: row.sessions.slice(0, 100),
      })),
    })),
    endMemberSession: committed(async (tx, { session, params: { member, session: ended } }) => {
      const { practice } = session;
      const rows = await rowsOf(tx, endAnySession, [practice, member, ended]);
      if (rows.length === 0) throw new Refusal('not_found');
      await appendLeaf(tx, practice, { kind: 'session_ended', ...by(session), subject: member }, dependencies);
      return undefined;
    }),
    removeMemberPasskey: committed(async (tx, { session, params: { member, passkey } }) => {
      const { practice } = session;
      await rowsOf(tx, lockMember, [practice, member]);
      const [row] = await rowsOf<{ count: number }>(tx, countPasskeys, [practice, member, passkey]);
      if (row === undefined || row.count === 0) throw new Refusal('not_found');
      if (row.count === 1) throw new Refusal('limit_reached', { detail: 'the last passkey cannot be removed' });
      await rowsOf(tx, removePasskey, [practice, member, passkey]);
      await appendLeaf(tx, practice, { kind: 'passkey_removed', ...by(session), subject: member }, dependencies);
      return undefined;
    }),
  };
}

function by({ member, session }: { readonly member: string; readonly session: string }) {
  return { member, session };
}
