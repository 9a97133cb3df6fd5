import { createKeyedQueue } from '@etanche/core-wire';
import { Refusal } from '../http/refusal.ts';
import type { Session } from '../http/handler.ts';
import { CommitFirst } from '../store/commit-first.ts';
import { rowsOf, type Store } from '../store/store.ts';

/** Limits of stored bytes on a UTC day: for a person, an importer, and a whole practice. */
export type BytesPerDay = { readonly member: number; readonly importer: number; readonly practice: number };

type ByteQuotaDependencies = {
  readonly store: Store;
  readonly perDay: BytesPerDay;
  /** Size of a counted block: each server may count up to one block that is never stored. */
  readonly blockBytes: number;
  readonly now: () => number;
};

type Who = Pick<Session, 'practice' | 'member' | 'roles'>;
type Counted = { readonly own: number; readonly together: number };

/** Serializes the servers: two concurrent counts would both use the last bytes that are left. */
const takeTurn = {
  name: 'bytes_turn',
  text: `SELECT pg_advisory_xact_lock(hashtextextended('etanche/bytes/' || $1::text, 0))`,
};
const readDay = {
  name: 'bytes_read',
  text: `SELECT coalesce(sum(bytes) FILTER (WHERE member = $3), 0)::float8 AS own, coalesce(sum(bytes), 0)::float8 AS together
    FROM byte_day WHERE practice = $1 AND day = $2`,
};
const add = {
  name: 'bytes_add',
  text: `INSERT INTO byte_day AS d (practice, day, member, bytes) VALUES ($1, $2, $3, $4)
    ON CONFLICT (practice, day, member) DO UPDATE SET bytes = d.bytes + EXCLUDED.bytes`,
};

/**
 * Limits the bytes that are stored in a day. They are counted in the store in blocks, committed before they are used,
 * and then spent from memory, so that a write does not wait for the count of another. Bytes of a failed write stay
 * counted, and so does the rest of a block when a server stops.
 */
export class ByteQuota {
  readonly #dependencies: ByteQuotaDependencies;
  readonly #left = new Map<string, { readonly day: string; bytes: number }>();
  readonly #counting = createKeyedQueue();

  constructor(dependencies: ByteQuotaDependencies) {
    this.#dependencies = dependencies;
  }

  /** Outside a transaction. @throws Refusal `limit_reached` */
  async take(who: Who, bytes: number): Promise<void> {
    while (!this.#spend(who, bytes)) await this.#count(who, bytes);
  }

  /**
   * Inside a transaction, which restarts if a block has to be counted first.
   *
   * @throws Refusal `limit_reached`, from there
   */
  takeIn(who: Who, bytes: number): void {
    if (!this.#spend(who, bytes)) throw new CommitFirst(() => this.#count(who, bytes));
  }

  #spend(who: Who, bytes: number): boolean {
    const left = this.#left.get(keyOf(who));
    if (left === undefined || left.day !== this.#day() || left.bytes < bytes) return false;
    left.bytes -= bytes;
    return true;
  }

  /** Serializes the counts of a member: a count that misses the block of another one would reject bytes that fit. */
  #count(who: Who, bytes: number): Promise<void> {
    return this.#counting(keyOf(who), () => this.#countNext(who, bytes));
  }

  async #countNext(who: Who, bytes: number): Promise<void> {
    const { store, perDay, blockBytes } = this.#dependencies;
    const { practice, member, roles } = who;
    const day = this.#day();
    const left = this.#left.get(keyOf(who));
    const missing = bytes - (left?.day === day ? left.bytes : 0);
    if (left?.day === day && missing <= 0) return;
    const most = roles.includes('importer') ? perDay.importer : perDay.member;
    const counted = await store.inPractice(practice, async (tx) => {
      await rowsOf(tx, takeTurn, [practice]);
      const [known] = await rowsOf<Counted>(tx, readDay, [practice, day, member]);
      if (known === undefined) throw new Refusal('internal_error');
      const ofMember = most - known.own;
      const ofPractice = perDay.practice - known.together;
      if (ofMember < missing) throw limitReached('a member', most);
      if (ofPractice < missing) throw limitReached('a practice', perDay.practice);
      const block = Math.min(Math.max(missing, blockBytes), ofMember, ofPractice);
      await rowsOf(tx, add, [practice, day, member, block]);
      return block;
    });
    this.#keep(keyOf(who), day, counted);
  }

  #keep(key: string, day: string, bytes: number): void {
    for (const [other, left] of this.#left) if (left.day < day) this.#left.delete(other);
    const left = this.#left.get(key);
    if (left?.day === day) left.bytes += bytes;
    else this.#left.set(key, { day, bytes });
  }

  #day(): string {
    return new Date(this.#dependencies.now()).toISOString().slice(0, 10);
  }
}

function keyOf({ practice, member }: Who): string {
  return `${practice}/${member}`;
}

function limitReached(whose: string, most: number): Refusal {
  return new Refusal('limit_reached', { detail: `${whose} stores at most ${most} bytes a day` });
}
