import { serverFreezeSchema, type ServerFreeze } from '@etanche/core-vault-protocol';
import { jwsTypes, parseShape } from '@etanche/core-wire';
import type pg from 'pg';
import type { MemberConfig } from '../config/member-config.ts';
import type { Asker } from '../http/lane.ts';
import { Refusal } from '../http/refusal.ts';
import { reading, type PracticeLanes } from './order-service.ts';
import { findPractice, lockPractice, raiseAlarm } from './practice-row.ts';
import { acceptOnce, readSigned } from './signed-request.ts';

const hourMs = 3_600_000;
/** Maximum number of active freezes by the records server for one member, and how long ended ones are kept. */
const standing = 10;
const keptMs = 30 * 24 * hourMs;

type FreezeServiceOptions = {
  readonly lanes: PracticeLanes;
  /** Keys of this vault's records servers, whose requests are urgent. Anyone can sign with a key of their own. */
  readonly recordsServers: readonly string[];
  /** This vault's key, base64url. */
  readonly signingKey: string;
  readonly config: Pick<MemberConfig, 'freezeHours' | 'serverFreezes'>;
  readonly now: () => number;
};

/**
 * Other members whom the server froze recently, ended or not. A member who is frozen, thawed and frozen again counts
 * once.
 */
const countFrozen = `
  SELECT (SELECT count(*)::integer FROM practice_member WHERE practice = $1 AND retired_at IS NULL) AS members,
    (SELECT count(DISTINCT f.member)::integer FROM member_freeze f
     WHERE f.practice = $1 AND f.by = 'server' AND f.since > $3 AND f.member <> $2) AS frozen`;
// At most one alarm an hour, so that a server that retries does not flood mailboxes.
const raiseRefusal = `
  SELECT alarm_raise($1, $2, 'freeze_refused', NULL, NULL, NULL, $3) WHERE NOT EXISTS (
    SELECT FROM alarm WHERE practice = $1 AND kind = 'freeze_refused' AND at > $3 - ${hourMs})`;

/**
 * Handles freezes by the records server. They end by themselves unless an approver confirms them. A corrupt server
 * could stop a whole practice with them, so each vault accepts them for only a part of its members in any 24 hours.
 */
export class FreezeService {
  readonly #options: FreezeServiceOptions;

  constructor(options: FreezeServiceOptions) {
    this.#options = options;
  }

  /**
   * @param network networks of the caller
   * @throws Refusal `caller_refused` for every fault of the signature, `order_refused`, `store_unavailable`
   */
  async submit(practice: string, jws: string, network: Asker): Promise<void> {
    const { lanes, recordsServers, now } = this.#options;
    const { request, kid } = await readSigned(jws, jwsTypes.freeze, (value) =>
      parseShape(serverFreezeSchema, value, 'freeze'),
    );
    if (request.practice !== practice || !request.audience.includes(this.#options.signingKey)) {
      throw new Refusal('caller_refused');
    }
    const work = (client: pg.PoolClient) => this.#freeze(client, request, kid, now());
    const lane = recordsServers.includes(kid) ? lanes.urgent : lanes.ordinary;
    const isAccepted = await lane.run(network, (database) => reading(() => database.transaction(work)));
    // Refused after the commit, which stores the alarm.
    if (!isAccepted)
      throw new Refusal('order_refused', { detail: 'The server has frozen the maximum number of members.' });
  }

  /** @returns false if the server has frozen too many other members, which raises an alarm */
  async #freeze(client: pg.ClientBase, request: ServerFreeze, kid: string, now: number): Promise<boolean> {
    const { practice, freeze, member, reason } = request;
    // Also checked before the lock: otherwise anyone could hold the lock of a practice by signing with their own key.
    await requireServer(client, practice, kid);
    await lockPractice(client, practice);
    await requireServer(client, practice, kid);
    await acceptOnce(client, kid, request, now);
    // The member's claims lock the same row, so the next claim sees the freeze.
    const { rows } = await client.query<{ n: number }>(
      `SELECT (SELECT count(*)::integer FROM member_freeze f
               WHERE f.practice = $1 AND f.member = m.id AND f.by = 'server' AND f.ended_at IS NULL AND f.until > $3) AS n
       FROM practice_member m WHERE m.practice = $1 AND m.id = $2 FOR UPDATE`,
      [practice, member, now],
    );
    const [row] = rows;
    if (row === undefined) throw new Refusal('order_refused', { detail: 'The practice has no such member.' });
    await client.query(`DELETE FROM member_freeze WHERE practice = $1 AND by = 'server' AND until < $2`, [
      practice,
      now - keptMs,
    ]);
    if (row.n >= standing)
      throw new Refusal('order_refused', { detail: 'The member has the maximum number of freezes.' });
    if (await this.#isTooMany(client, practice, member, now)) {
      await client.query(raiseRefusal, [practice, member, now]);
      return false;
    }
    const { rowCount } = await client.query(
      `INSERT INTO member_freeze (practice, id, member, reason, by, since, until)
       VALUES ($1, $2, $3, $4, 'server', $5, $6) ON CONFLICT DO NOTHING`,
      [practice, freeze, member, reason, now, now + this.#options.config.freezeHours * hourMs],
    );
    if (rowCount === 1) await raiseAlarm(client, practice, { kind: 'freeze', member, detail: reason }, now);
    else await this.#requireSame(client, request);
    return true;
  }

  /** The practice's lock is held, so the count cannot change before the freeze is stored. */
  async #isTooMany(client: pg.ClientBase, practice: string, member: string, now: number): Promise<boolean> {
    const { percent, atLeast } = this.#options.config.serverFreezes;
    const { rows } = await client.query<{ members: number; frozen: number }>(countFrozen, [
      practice,
      member,
      now - 24 * hourMs,
    ]);
    const [row] = rows;
    return row === undefined || row.frozen >= Math.max(atLeast, Math.ceil((row.members * percent) / 100));
  }

  /** A repeated request changes nothing and does not extend the freeze. */
  async #requireSame(client: pg.ClientBase, { practice, freeze, member, reason }: ServerFreeze): Promise<void> {
    const { rows } = await client.query(
      'SELECT 1 FROM member_freeze WHERE practice = $1 AND id = $2 AND member = $3 AND reason = $4',
      [practice, freeze, member, reason],
    );
    if (rows.length === 0)
      throw new Refusal('order_refused', { detail: 'A freeze with this id has different content.' });
  }
}

async function requireServer(client: pg.ClientBase, practice: string, kid: string): Promise<void> {
  if ((await findPractice(client, practice))?.server !== kid) throw new Refusal('caller_refused');
}
