import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@etanche/platform';
import type { ClockAnchor } from './clock/guarded-clock.ts';
import { writeLastCount, type Known } from './last-count-file.ts';
import type { SigningKey } from './signing-key.ts';
import { storeQuery } from './store-query.ts';

export type LastCountParts = {
  readonly database: Database;
  readonly directory: string;
  readonly signingKey: SigningKey;
  readonly heartbeatMs: number;
  /** What is known when the vault starts: null without a last count of this replica. */
  readonly known: Known | null;
  /** What to write down of the clock with each heartbeat. */
  readonly anchor: () => ClockAnchor | null;
  /** Most units of members that a copy of the store may have forgotten unnoticed. */
  readonly unitsPerFloor: number;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly report: (finding: 'store_restored' | 'store_unavailable' | 'store_back') => void;
};

const beat = {
  name: 'beat',
  text: `SELECT store_id AS "storeId", sequence::text, restored, spent_until::text AS "spentUntil"
    FROM vault_beat($1, $2, $3)`,
};
const wake = { name: 'wake', text: 'SELECT vault_wake($1)' };
const state = { name: 'state', text: 'SELECT store_id AS "storeId", sequence::text FROM vault_state' };

/** Heartbeats without a sign of another replica before a store with a history is held for a copy. */
const patience = 2.5;
const looksPerHeartbeat = 20;

/**
 * Knows how far the store had come, outside the store, so that a store restored from a copy is noticed: its counts are
 * too low, and it starts with the day spent.
 *
 * A copy that is younger than the last heartbeat is not noticed. There is one each `heartbeatMs`, and one before
 * members have had `unitsPerFloor` units since the last: such a copy has forgotten no more of theirs than that, and
 * those that were being claimed when it was made.
 */
export class LastCount {
  readonly #parts: LastCountParts;
  #known: Known | null;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  #good = false;
  #spentUntil = 0;
  #sinceFloor = 0;

  private constructor(parts: LastCountParts, known: Known | null) {
    this.#parts = parts;
    this.#known = known;
  }

  /** @throws Refusal `store_unavailable` */
  static async start(parts: LastCountParts): Promise<LastCount> {
    const known = parts.known ?? (await findLiveReplica(parts));
    await storeQuery(parts.database, wake, [parts.now()], parts.timeoutMs);
    const lastCount = new LastCount(parts, known);
    await lastCount.#beat();
    lastCount.#timer = setInterval(() => {
      lastCount.suspect();
    }, parts.heartbeatMs);
    return lastCount;
  }

  /** A store behind this sequence is refused by every claim. */
  get floor(): number {
    return this.#known?.sequence ?? 0;
  }

  /** Whether the last heartbeat reached the store. */
  get good(): boolean {
    return this.#good;
  }

  /** Until when every claim is refused because the store was put back from a copy, in ms since 1970; 0 for never. */
  get spentUntil(): number {
    return this.#spentUntil;
  }

  /** Asks the store at once. */
  suspect(): void {
    void this.#beatOnce().catch(() => undefined);
  }

  /**
   * To be awaited before units of a member are claimed.
   *
   * @throws Refusal `store_unavailable` when the heartbeat that has become due does not reach the store
   */
  async reserve(units: number): Promise<void> {
    while (this.#sinceFloor > 0 && this.#sinceFloor + units > this.#parts.unitsPerFloor) await this.#beatOnce();
    this.#sinceFloor += units;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#running?.catch(() => undefined);
    await this.#beat().catch(() => undefined);
  }

  async #beatOnce(): Promise<void> {
    this.#running ??= this.#beat()
      .catch((error: unknown) => {
        if (this.#good) this.#parts.report('store_unavailable');
        this.#good = false;
        throw error;
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #beat(): Promise<void> {
    const { database, directory, signingKey, anchor, now, report, timeoutMs } = this.#parts;
    const reserved = this.#sinceFloor;
    const values = [this.#known?.storeId ?? null, this.floor, now()];
    const [row] = await storeQuery<{ storeId: string; sequence: string; restored: boolean; spentUntil: string }>(
      database,
      beat,
      values,
      timeoutMs,
    );
    if (row === undefined) return;
    this.#known = { storeId: row.storeId, sequence: Number(row.sequence), clock: anchor() };
    await writeLastCount(directory, signingKey, this.#known);
    this.#spentUntil = Number(row.spentUntil);
    this.#sinceFloor -= reserved;
    if (!this.#good) report('store_back');
    this.#good = true;
    if (row.restored) report('store_restored');
  }
}

/**
 * A replica that joins has no last count. It trusts the store when it sees the sequence move: another replica, which
 * compares the store with a last count of its own, is at work on it.
 */
async function findLiveReplica(parts: LastCountParts): Promise<Known | null> {
  const first = await look(parts);
  // A store that has never been used: nothing can have been forgotten.
  if (first.sequence === 0) return null;
  for (let i = 0; i < patience * looksPerHeartbeat; i++) {
    await sleep(parts.heartbeatMs / looksPerHeartbeat);
    const next = await look(parts);
    if (next.storeId === first.storeId && next.sequence > first.sequence) return next;
  }
  return null;
}

async function look(parts: LastCountParts): Promise<Known> {
  const rows = await storeQuery<{ storeId: string; sequence: string }>(parts.database, state, [], parts.timeoutMs);
  return { storeId: rows[0]?.storeId ?? '', sequence: Number(rows[0]?.sequence ?? 0), clock: null };
}
