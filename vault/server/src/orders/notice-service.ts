import { practiceNoticeSchema, type PracticeNotice } from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape } from '@etanche/core-wire';
import type pg from 'pg';
import type { MemberConfig } from '../config/member-config.ts';
import type { Asker } from '../http/lane.ts';
import { Refusal } from '../http/refusal.ts';
import { reading, type PracticeLanes } from './order-service.ts';
import { lockPractice } from './practice-row.ts';
import { acceptOnce, readSigned } from './signed-request.ts';

const hourMs = 3_600_000;
const keptMs = 30 * 24 * hourMs;
/** Most notices of one member about other members, and most erasure alarms of a practice, in 24 hours. */
const ofOthers = 2;
const erasuresPerDay = 40;
/** Most stored notices of a member about their own key in 24 hours; later ones lower the quota and store nothing. */
const ownPerDay = 10;

type NoticeServiceOptions = {
  readonly lanes: PracticeLanes;
  /** Keys of this vault's records servers, whose requests are urgent. Anyone can sign with a key of their own. */
  readonly recordsServers: readonly string[];
  /** This vault's key, base64url. */
  readonly signingKey: string;
  readonly config: Pick<MemberConfig, 'serverFreezes'>;
  readonly now: () => number;
};

/** The signer: the server, or a known member who is not retired. */
const signer = `
  SELECT CASE WHEN p.server = $2 THEN 'server' ELSE m.id END AS by,
    EXISTS (SELECT FROM practice_member k WHERE k.practice = p.id AND k.id = $3 AND k.retired_at IS NULL) AS known
  FROM practice p
  LEFT JOIN practice_member m ON m.practice = p.id AND m.auth = $2 AND m.retired_at IS NULL
  WHERE p.id = $1`;
const add = `
  INSERT INTO practice_notice (practice, id, kind, member, by, at) VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT DO NOTHING`;
const find = 'SELECT kind, member FROM practice_notice WHERE practice = $1 AND id = $2';
/** Notices of recoveries by other members; $2 the member, $3 the signer, $4 a day ago. */
const count = `
  SELECT (SELECT count(*)::integer FROM practice_member WHERE practice = $1 AND retired_at IS NULL) AS members,
    count(DISTINCT n.member) FILTER (WHERE n.member <> $2)::integer AS noticed,
    count(DISTINCT n.member) FILTER (WHERE n.by = $3 AND n.member <> $2)::integer AS own
  FROM practice_notice n WHERE n.practice = $1 AND n.kind = 'recovery' AND n.at > $4 AND n.by <> n.member`;
const countOwn = `
  SELECT count(*)::integer AS own FROM practice_notice
  WHERE practice = $1 AND member = $2 AND by = $2 AND kind = 'recovery' AND at > $3`;
// The key starts like a new one: a small part of its quota for a day, and without its raises.
const throttle =
  'UPDATE practice_member SET new_since = greatest(coalesce(new_since, 0), $3) WHERE practice = $1 AND id = $2';
const endRaises = 'DELETE FROM practice_raise WHERE practice = $1 AND member = $2';
const raise = `
  SELECT alarm_raise($1, $2, $3, NULL, NULL, $4, $5) WHERE (
    SELECT count(*) FROM alarm WHERE practice = $1 AND kind = $3 AND at > $5 - $6
      AND detail IS NOT DISTINCT FROM $4 AND ($7 OR member = $2)) < $8`;

/**
 * Handles notices about a practice, which only lower quotas and raise alarms (docs/protocol.md 6.2): a member recovered
 * an old key, or two doctors ordered an erasure. Idempotent by id.
 */
export class NoticeService {
  readonly #options: NoticeServiceOptions;

  constructor(options: NoticeServiceOptions) {
    this.#options = options;
  }

  /**
   * @param network networks of the caller
   * @throws Refusal `caller_refused` for every fault of the signature, `order_refused`, `store_unavailable`
   */
  async submit(practice: string, jws: string, network: Asker): Promise<void> {
    const { lanes, recordsServers, signingKey, now } = this.#options;
    const { request, kid } = await readSigned(jws, jwsTypes.practiceNotice, (value) =>
      parseShape(practiceNoticeSchema, value, 'notice'),
    );
    if (request.practice !== practice || !request.audience.includes(signingKey)) throw new Refusal('caller_refused');
    const work = (client: pg.PoolClient) => this.#take(client, request, kid, now());
    const lane = recordsServers.includes(kid) ? lanes.urgent : lanes.ordinary;
    const isAccepted = await lane.run(network, (database) => reading(() => database.transaction(work)));
    // Refused after the commit, which stores the alarm.
    if (!isAccepted)
      throw new Refusal('order_refused', {
        detail: 'The signer has given notice about the maximum number of members.',
      });
  }

  async #take(client: pg.ClientBase, notice: PracticeNotice, kid: string, now: number): Promise<boolean> {
    const { practice, notice: id, kind, member } = notice;
    const findSigner = () => client.query<{ by: string | null; known: boolean }>(signer, [practice, kid, member]);
    // Also checked before the lock: otherwise anyone could hold the lock of a practice by signing with their own key.
    if (((await findSigner()).rows[0]?.by ?? null) === null) throw new Refusal('caller_refused');
    await lockPractice(client, practice);
    const [from] = (await findSigner()).rows;
    const by = from?.by ?? null;
    if (by === null || (kind === 'erasure' && by !== 'server')) throw new Refusal('caller_refused');
    await acceptOnce(client, kid, notice, now);
    if (from?.known !== true) throw new Refusal('order_refused', { detail: 'The practice has no such member.' });
    const [before] = (await client.query<{ kind: string; member: string }>(find, [practice, id])).rows;
    if (before !== undefined) {
      if (before.kind === kind && before.member === member) return true;
      throw new Refusal('order_refused', { detail: 'A notice with this id has different content.' });
    }
    if (kind === 'recovery' && (await this.#isTooMany(client, practice, member, by, now))) {
      await client.query(raise, [practice, member, kind, 'refused', now, hourMs, true, 1]);
      return false;
    }
    await client.query('DELETE FROM practice_notice WHERE practice = $1 AND at < $2', [practice, now - keptMs]);
    if (await this.#isStored(client, practice, member, by, now)) {
      await client.query(add, [practice, id, kind, member, by, now]);
    }
    if (kind === 'recovery') {
      await client.query(throttle, [practice, member, now]);
      await client.query(endRaises, [practice, member]);
      await client.query(raise, [practice, member, kind, null, now, hourMs, false, 1]);
    } else {
      await client.query(raise, [practice, member, kind, null, now, 24 * hourMs, true, erasuresPerDay]);
    }
    return true;
  }

  /** A stolen key must not fill the store with notices about itself. */
  async #isStored(client: pg.ClientBase, practice: string, member: string, by: string, now: number): Promise<boolean> {
    if (by !== member) return true;
    const { rows } = await client.query<{ own: number }>(countOwn, [practice, member, now - 24 * hourMs]);
    return (rows[0]?.own ?? 0) < ownPerDay;
  }

  /** A member's own notice is always accepted, since it lowers only their own quota. The practice's lock is held. */
  async #isTooMany(client: pg.ClientBase, practice: string, member: string, by: string, now: number): Promise<boolean> {
    if (by === member) return false;
    const { percent, atLeast } = this.#options.config.serverFreezes;
    const values = [practice, member, by, now - 24 * hourMs];
    const { rows } = await client.query<{ members: number; noticed: number; own: number }>(count, values);
    const [row] = rows;
    if (row === undefined || row.noticed >= Math.max(atLeast, Math.ceil((row.members * percent) / 100))) return true;
    return by !== 'server' && row.own >= ofOthers;
  }
}
