import type { Changes, ChangesAsked } from '@etanche/core-records-protocol';
import type { Session } from '../http/handler.ts';
import { rowsOf, type Tx } from '../store/store.ts';

/** A scope that this session does not hold open, or that is erased or of another role, has no sequence. */
const findScopes = {
  name: 'changes_scopes',
  text: `SELECT a.scope, s.sequence::float8 AS sequence
    FROM unnest($3::text[], $4::bigint[]) AS a (scope, sequence)
    LEFT JOIN session_scope h ON h.practice = $1 AND h.session = $2 AND h.scope = a.scope
    LEFT JOIN scope s ON s.practice = $1 AND s.scope = h.scope AND scope_gone(s.erased_at, s.erasing_at) IS NULL
      AND (s.purpose <> 'unassigned' OR $5)
    WHERE s.sequence IS DISTINCT FROM a.sequence`,
};

const findDays = {
  name: 'changes_days',
  text: `SELECT s.practitioner, s.day AS date FROM unnest($2::text[], $3::text[]) AS a (practitioner, day)
    JOIN scope s ON s.practice = $1 AND s.purpose = 'agenda' AND s.practitioner = a.practitioner AND s.day = a.day`,
};

/** The newest revision of sent and received messages; 0 without any. */
const messagesRevision = `greatest(
      (SELECT coalesce(max(revision), 0) FROM inbox_message WHERE practice = $1),
      (SELECT coalesce(max(revision), 0) FROM outbox_message WHERE practice = $1))`;
const findMessages = {
  name: 'changes_messages',
  text: `SELECT r.revision::float8 AS revision FROM ${messagesRevision} AS r (revision) WHERE r.revision <> $2`,
};

/** Requests of `$2` that differ from the store: places of those whose scopes moved, ended, or whose days began. */
const findDifferent = {
  name: 'changes_different',
  text: `SELECT a.place FROM unnest($2::int[], $3::text[], $4::bigint[]) AS a (place, scope, sequence)
      LEFT JOIN scope s ON s.practice = $1 AND s.scope = a.scope AND scope_gone(s.erased_at, s.erasing_at) IS NULL
      WHERE s.sequence IS DISTINCT FROM a.sequence
    UNION
    SELECT a.place FROM unnest($5::int[], $6::text[], $7::text[]) AS a (place, practitioner, day)
      JOIN scope s ON s.practice = $1 AND s.purpose = 'agenda' AND s.practitioner = a.practitioner AND s.day = a.day
    UNION
    SELECT a.place FROM unnest($8::int[], $9::bigint[]) AS a (place, revision), ${messagesRevision} AS r (revision)
      WHERE r.revision <> a.revision`,
};

type ScopeRow = { readonly scope: string; readonly sequence: number | null };

/** The differences between what a session holds open and the store, within the session's rights. Null: none. */
export async function readChanges(
  tx: Tx,
  { practice, session, roles }: Session,
  { scopes, days, messages }: ChangesAsked,
): Promise<Changes | null> {
  const names = scopes.map(({ scope }) => scope);
  const sequences = scopes.map(({ sequence }) => sequence);
  const rows = await rowsOf<ScopeRow>(tx, findScopes, [practice, session, names, sequences, roles.includes('doctor')]);
  const begun =
    days.length === 0
      ? []
      : await rowsOf<Changes['days'][number]>(tx, findDays, [
          practice,
          days.map(({ practitioner }) => practitioner),
          days.map(({ date }) => date),
        ]);
  const revised =
    messages === undefined ? [] : await rowsOf<{ readonly revision: number }>(tx, findMessages, [practice, messages]);
  if (rows.length + begun.length + revised.length === 0) return null;
  return {
    changed: rows.flatMap(({ scope, sequence }) => (sequence === null ? [] : [{ scope, sequence }])),
    gone: rows.flatMap(({ scope, sequence }) => (sequence === null ? [scope] : [])),
    days: begun,
    ...(revised[0] !== undefined && { messages: revised[0].revision }),
  };
}

/** The places of those questions of one practice to which the store has an answer now. It applies no rights. */
export async function findAnswerable(tx: Tx, practice: string, asked: readonly ChangesAsked[]): Promise<number[]> {
  const scopes = asked.flatMap((one, place) => one.scopes.map((named) => ({ place, ...named })));
  const days = asked.flatMap((one, place) => one.days.map((named) => ({ place, ...named })));
  const messages = asked.flatMap(({ messages: revision }, place) =>
    revision === undefined ? [] : [{ place, revision }],
  );
  const rows = await rowsOf<{ place: number }>(tx, findDifferent, [
    practice,
    scopes.map(({ place }) => place),
    scopes.map(({ scope }) => scope),
    scopes.map(({ sequence }) => sequence),
    days.map(({ place }) => place),
    days.map(({ practitioner }) => practitioner),
    days.map(({ date }) => date),
    messages.map(({ place }) => place),
    messages.map(({ revision }) => revision),
  ]);
  return rows.map(({ place }) => place);
}
