import type { Database } from '@etanche/platform';
import { storeQuery } from '../store/store-query.ts';

/** A practice's audit log as this vault knows it. Before its first checkpoint the size is 0 and the root is null. */
export type LogState = {
  /** Public key of the records server, base64url. */
  readonly server: string;
  readonly epoch: number;
  readonly size: number;
  /** Base64url. */
  readonly root: string | null;
};

/** The logs that a vault cosigns, by the id of their practice or directory. */
export interface LogStore {
  /** @returns null for an unknown id */
  read(id: string): Promise<LogState | null>;
  /** @returns false if the log has moved since it was read */
  advance(id: string, from: LogState, size: number, root: string): Promise<boolean>;
  raiseAlarm(id: string, why: string, now: number): Promise<void>;
}

const read = {
  name: 'checkpoint_read',
  text: 'SELECT server, log_epoch AS epoch, log_size::text AS size, log_root AS root FROM practice WHERE id = $1',
};
const advance = {
  name: 'checkpoint_advance',
  text: `UPDATE practice SET log_size = $5, log_root = $6
    WHERE id = $1 AND log_epoch = $2 AND log_size = $3 AND log_root IS NOT DISTINCT FROM $4 RETURNING id`,
};
// At most one alarm an hour for each reason, so that a server that retries does not flood mailboxes.
const insertAlarm = {
  name: 'checkpoint_ring',
  text: `SELECT alarm_raise($1, NULL, 'checkpoint_refused', NULL, NULL, $2, $3) WHERE NOT EXISTS (
      SELECT FROM alarm WHERE practice = $1 AND kind = 'checkpoint_refused' AND detail = $2 AND at > $3 - 3600000)`,
};

/** The columns of a practice's row that its checkpoints update. Every method throws Refusal `store_unavailable`. */
export class CheckpointStore implements LogStore {
  readonly #database: Database;
  readonly #timeoutMs: number;

  constructor(database: Database, timeoutMs: number) {
    this.#database = database;
    this.#timeoutMs = timeoutMs;
  }

  async read(practice: string): Promise<LogState | null> {
    const rows = await storeQuery<{ server: string; epoch: number; size: string; root: string | null }>(
      this.#database,
      read,
      [practice],
      this.#timeoutMs,
    );
    const [row] = rows;
    return row === undefined ? null : { ...row, size: Number(row.size) };
  }

  async advance(practice: string, from: LogState, size: number, root: string): Promise<boolean> {
    const values = [practice, from.epoch, from.size, from.root, size, root];
    return (await storeQuery(this.#database, advance, values, this.#timeoutMs)).length === 1;
  }

  async raiseAlarm(practice: string, why: string, now: number): Promise<void> {
    await storeQuery(this.#database, insertAlarm, [practice, why, now], this.#timeoutMs);
  }
}
