import { jwsTypes, parseShape, serverFreezeSchema, type ServerFreeze } from '@etanche/core-protocol';
import type pg from 'pg';
import type { MemberConfig } from '../member-config.ts';
import { Refusal } from '../refusal.ts';
import { reading, type PracticeLanes } from './order-desk.ts';
import { findPractice, lockPractice, raiseAlarm } from './practice-row.ts';
import { acceptOnce, readSigned } from './signed-request.ts';

const hourMs = 3_600_000;
/** Most freezes by the records server that stand for one member, and how long ended ones are kept. */
const standing = 10;
const keptMs = 30 * 24 * hourMs;

export type FreezeDeskParts = {
  readonly lanes: PracticeLanes;
  /** Keys of the records servers of this vault, whose requests are urgent: anybody can sign with a key of their own. */
  readonly recordsServers: readonly string[];
  /** This vault's, base64url. */
  readonly signingKey: string;
  readonly config: Pick<MemberConfig, 'freezeHours' | 'serverFreezes'>;
  readonly now: () => number;
};

/** Others whom the server froze lately, ended or not: who is frozen, thawed and frozen again counts as one. */
const countFrozen = `
  SELECT (SELECT count(*)::integer FROM practice_member WHERE practice = $1 AND retired_at IS NULL) AS members,
    (SELECT count(DISTINCT f.member)::integer FROM member_freeze f
     WHERE f.practice = $1 AND f.by = 'server' AND f.since > $3 AND f.member <> $2) AS frozen`;
// One alarm an hour: a server that tries again and again fills no mailbox.
const raiseRefusal = `
  SELECT alarm_raise($1, $2, 'freeze_refused', NULL, NULL, NULL, $3) WHERE NOT EXISTS (
    SELECT FROM alarm WHERE practice = $1 AND kind = 'freeze_refused' AND at > $3 - ${hourMs})`;

/**
 * Freezes by the records server: they end by themselves unless an approver confirms them. A corrupt server could stop a
 * whole practice with them, so that each vault accepts them for a part of its members only, in any 24 hours.
 */
export class FreezeDesk {
  readonly #parts: FreezeDeskParts;

  constructor(parts: FreezeDeskParts) {
    this.#parts = parts;
  }

  /**
   * @param network of the caller
   * @throws Refusal `caller_refused` for whatever is wrong with the signature, `order_refused`, `store_unavailable`
   */
  async take(practice: string, jws: string, network: string): Promise<void> {
    const { lanes, recordsServers, now } = this.#parts;
    const { request, kid } = await readSigned(jws, jwsTypes.freeze, (value) =>
      parseShape(serverFreezeSchema, value, 'freeze'),
    );
    if (request.practice !== practice || !request.audience.includes(this.#parts.signingKey)) {
      throw new Refusal('caller_refused');
    }
    const work = (client: pg.PoolClient) => this.#freeze(client, request, kid, now());
    const lane = recordsServers.includes(kid) ? lanes.urgent : lanes.ordinary;
    const isTaken = await lane.run(network, (database) => reading(() => database.transaction(work)));
    // After the commit, which keeps the alarm.
    if (!isTaken) throw new Refusal('order_refused', { detail: 'The server has frozen as many members as it may.' });
  }

  /** @returns false when the server has frozen too many others, which raises an alarm */
  async #freeze(client: pg.ClientBase, request: ServerFreeze, kid: string, now: number): Promise<boolean> {
    const { practice, freeze, member, reason } = request;
    // Looked at before the lock too: with a key of their own, anybody could hold the lock of a practice.
    await requireServer(client, practice, kid);
    await lockPractice(client, practice);
    await requireServer(client, practice, kid);
    await acceptOnce(client, kid, request, now);
    // The member's row is what its claims lock: the next of them sees the freeze.
    const { rows } = await client.query<{ n: number }>(
      `SELECT (SELECT count(*)::integer FROM member_freeze f
               WHERE f.practice = $1 AND f.member = m.id AND f.by = 'server' AND f.ended_at IS NULL AND f.until > $3) AS n
       FROM practice_member m WHERE m.practice = $1 AND m.id = $2 FOR UPDATE`,
      [practice, member, now],
    );
    const [row] = rows;
    if (row === undefined) throw new Refusal('order_refused', { detail: 'No such member is in this practice.' });
    await client.query(`DELETE FROM member_freeze WHERE practice = $1 AND by = 'server' AND until < $2`, [
      practice,
      now - keptMs,
    ]);
    if (row.n >= standing) throw new Refusal('order_refused', { detail: 'As many freezes stand as may.' });
    if (await this.#isTooMany(client, practice, member, now)) {
      await client.query(raiseRefusal, [practice, member, now]);
      return false;
    }
    const { rowCount } = await client.query(
      `INSERT INTO member_freeze (practice, id, member, reason, by, since, until)
       VALUES ($1, $2, $3, $4, 'server', $5, $6) ON CONFLICT DO NOTHING`,
      [practice, freeze, member, reason, now, now + this.#parts.config.freezeHours * hourMs],
    );
    if (rowCount === 1) await raiseAlarm(client, practice, { kind: 'freeze', member, detail: reason }, now);
    else await this.#requireSame(client, request);
    return true;
  }

  /** The practice's lock is held: the count cannot change before the freeze is stored. */
  async #isTooMany(client: pg.ClientBase, practice: string, member: string, now: number): Promise<boolean> {
    const { percent, atLeast } = this.#parts.config.serverFreezes;
    const { rows } = await client.query<{ members: number; frozen: number }>(countFrozen, [
      practice,
      member,
      now - 24 * hourMs,
    ]);
    const [row] = rows;
    return row === undefined || row.frozen >= Math.max(atLeast, Math.ceil((row.members * percent) / 100));
  }

  /** Sent again, it changes nothing: a freeze is not made longer by repeating it. */
  async #requireSame(client: pg.ClientBase, { practice, freeze, member, reason }: ServerFreeze): Promise<void> {
    const { rows } = await client.query(
      'SELECT 1 FROM member_freeze WHERE practice = $1 AND id = $2 AND member = $3 AND reason = $4',
      [practice, freeze, member, reason],
    );
    if (rows.length === 0) throw new Refusal('order_refused', { detail: 'A freeze of this id is another one.' });
  }
}

async function requireServer(client: pg.ClientBase, practice: string, kid: string): Promise<void> {
  if ((await findPractice(client, practice))?.server !== kid) throw new Refusal('caller_refused');
}
