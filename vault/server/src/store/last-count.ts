import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@etanche/platform';
import type { ClockAnchor } from '../clock/guarded-clock.ts';
import { writeLastCount, type StoreProgress } from './last-count-file.ts';
import type { SigningKey } from '../seeds/signing-key.ts';
import { storeQuery } from './store-query.ts';

type LastCountOptions = {
  readonly database: Database;
  readonly directory: string;
  readonly signingKey: SigningKey;
  readonly heartbeatMs: number;
  /** The last count of this replica when the vault starts; null if there is none. */
  readonly known: StoreProgress | null;
  /** The clock's anchor to write with each heartbeat. */
  readonly anchor: () => ClockAnchor | null;
  /** Most units of members that a copy of the store may miss without detection. */
  readonly unitsPerFloor: number;
  readonly timeoutMs: number;
  readonly now: () => number;
  readonly report: (finding: 'store_restored' | 'store_unavailable' | 'store_back', error?: unknown) => void;
};

const beat = {
  name: 'beat',
  text: `SELECT store_id AS "storeId", sequence::text, restored, spent_until::text AS "spentUntil"
    FROM vault_beat($1, $2, $3)`,
};
const wake = { name: 'wake', text: 'SELECT vault_wake($1)' };
const state = { name: 'state', text: 'SELECT store_id AS "storeId", sequence::text FROM vault_state' };

/** Heartbeats without a sign of another replica before a store with a history is treated as a copy. */
const patience = 2.5;
const looksPerHeartbeat = 20;

/**
 * Remembers, outside the store, how far the store had advanced, so that a store restored from a copy is detected: its
 * counts are too low, so it starts with the whole day counted as used.
 *
 * A copy that is younger than the last heartbeat is not detected. A heartbeat is written every `heartbeatMs`, and
 * before members have used `unitsPerFloor` units since the last one. Such a copy therefore misses at most that many
 * units of members, plus those being claimed when it was made.
 */
export class LastCount {
  readonly #options: LastCountOptions;
  #known: StoreProgress | null;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | null = null;
  /** A start fails unless its first heartbeat reaches the store. */
  #good = true;
  #spentUntil = 0;
  #sinceFloor = 0;

  private constructor(options: LastCountOptions, known: StoreProgress | null) {
    this.#options = options;
    this.#known = known;
  }

  /** @throws Refusal `store_unavailable` */
  static async start(options: LastCountOptions): Promise<LastCount> {
    const known = options.known ?? (await findLiveReplica(options));
    await storeQuery(options.database, wake, [options.now()], options.timeoutMs);
    const lastCount = new LastCount(options, known);
    await lastCount.#beat();
    lastCount.#timer = setInterval(() => {
      lastCount.suspect();
    }, options.heartbeatMs);
    return lastCount;
  }

  /** Every claim refuses a store whose sequence is below this value. */
  get floor(): number {
    return this.#known?.sequence ?? 0;
  }

  /** Whether the last heartbeat reached the store. */
  get good(): boolean {
    return this.#good;
  }

  /**
   * The time until which every claim is refused because the store was restored from a copy, in ms since 1970; 0 if
   * never.
   */
  get spentUntil(): number {
    return this.#spentUntil;
  }

  /** Checks the store at once. */
  suspect(): void {
    void this.#beatOnce().catch(() => undefined);
  }

  /**
   * Await this before claiming units of a member.
   *
   * @throws Refusal `store_unavailable` if a heartbeat is due and does not reach the store
   */
  async reserve(units: number): Promise<void> {
    while (this.#sinceFloor > 0 && this.#sinceFloor + units > this.#options.unitsPerFloor) await this.#beatOnce();
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
        if (this.#good) this.#options.report('store_unavailable', error);
        this.#good = false;
        throw error;
      })
      .finally(() => {
        this.#running = null;
      });
    return this.#running;
  }

  async #beat(): Promise<void> {
    const { database, directory, signingKey, anchor, now, report, timeoutMs } = this.#options;
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
 * A replica that joins has no last count. It trusts the store once the sequence moves: then another replica, which
 * compares the store with its own last count, is using it.
 */
async function findLiveReplica(options: LastCountOptions): Promise<StoreProgress | null> {
  const first = await look(options);
  // The store has never been used, so no units can be missing.
  if (first.sequence === 0) return null;
  for (let i = 0; i < patience * looksPerHeartbeat; i++) {
    await sleep(options.heartbeatMs / looksPerHeartbeat);
    const next = await look(options);
    if (next.storeId === first.storeId && next.sequence > first.sequence) return next;
  }
  return null;
}

async function look(options: LastCountOptions): Promise<StoreProgress> {
  const rows = await storeQuery<{ storeId: string; sequence: string }>(options.database, state, [], options.timeoutMs);
  return { storeId: rows[0]?.storeId ?? '', sequence: Number(rows[0]?.sequence ?? 0), clock: null };
}
