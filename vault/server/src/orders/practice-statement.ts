import { practiceStatementSchema, type PracticeStatement } from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape, signCompact, utf8 } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { Refusal } from '../http/refusal.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { reading } from './order-service.ts';

/** One query, so that the statement describes one point in time. Times are in seconds. */
const statement = `
  SELECT jsonb_build_object(
    'practice', p.id, 'issuers', least(2, cardinality(p.audience)), 'sequence', p.sequence, 'head', p.head, 'live', p.live_at IS NOT NULL, 'server', p.server,
    'log', jsonb_build_object('epoch', p.log_epoch, 'size', p.log_size, 'root', p.log_root),
    'members', coalesce((
      SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object('member', m.id, 'auth', m.auth, 'keys', m.keys,
          'roles', to_jsonb(m.roles),
          'since', m.since / 1000, 'until', m.until / 1000,
          'status', CASE WHEN m.retired_at IS NOT NULL THEN 'retired'
                         WHEN (member_frozen(p.id, m.id, $2)).frozen THEN 'frozen' ELSE 'active' END))
        ORDER BY m.since, m.id)
      FROM practice_member m WHERE m.practice = p.id), '[]'),
    'approvers', coalesce((
      SELECT jsonb_agg(jsonb_build_object('approver', a.id, 'card', a.card) ORDER BY a.since, a.id)
      FROM approver a WHERE a.practice = p.id AND a.removed_at IS NULL), '[]'),
    'freezes', coalesce((
      SELECT jsonb_agg(jsonb_build_object('freeze', f.id, 'member', f.member, 'reason', f.reason, 'by', f.by,
          'since', f.since / 1000, 'until', f.until / 1000) ORDER BY f.since, f.id)
      FROM (
        SELECT * FROM member_freeze s
        WHERE s.practice = p.id AND s.ended_at IS NULL AND (s.until IS NULL OR s.until > $2)
        ORDER BY s.since, s.id LIMIT 1000) f), '[]')) AS said
  FROM practice p WHERE p.id = $1`;

/**
 * This vault's current statement about a practice, as a compact JWS.
 *
 * @throws Refusal `practice_unknown`, `store_unavailable`
 */
export async function signStatement(
  options: { readonly database: Database; readonly signingKey: SigningKey; readonly index: number; now: () => number },
  practice: string,
): Promise<string> {
  const { database, signingKey, index } = options;
  const now = options.now();
  const { rows } = await reading(() => database.query<{ said: object }>(statement, [practice, now]));
  const said = rows[0]?.said;
  if (said === undefined) throw new Refusal('practice_unknown');
  const whole: PracticeStatement = parseShape(
    practiceStatementSchema,
    { ...said, index, time: Math.floor(now / 1000) },
    'statement',
  );
  return signCompact(utf8(JSON.stringify(whole)), jwsTypes.practiceStatement, signingKey.key, signingKey.publicKey);
}
