import type { Database } from '@etanche/platform';
import { networksOf, type Lane } from './lane.ts';
import type { NetworkQuota } from './network-quota.ts';
import { Refusal, retryAfterSeconds } from './refusal.ts';
import { storeQuery, type Statement } from '../store/store-query.ts';

/** Number of keys to cache; the least recently used key is evicted. */
const remembered = 20_000;
const purpose = 'unknown-keys';

const findMember: Statement = {
  name: 'member_key',
  text: `SELECT CASE k.part WHEN 'member' THEN m.auth = k.auth AND m.retired_at IS NULL ELSE i.closed_at IS NULL END AS current
    FROM practice_key k
    LEFT JOIN practice_member m ON m.practice = k.practice AND m.id = k.holder
    LEFT JOIN practice_importer i ON i.practice = k.practice AND i.id = k.holder
    WHERE k.practice = $1 AND k.auth = $2 AND k.part IN ('member', 'importer')`,
};
const findImporter: Statement = {
  name: 'importer_key',
  text: 'SELECT true AS current FROM importer_right WHERE key_set = $1 AND public_key = $2',
};

/**
 * The state of a key in a practice or for a key set: current (a member's or importer's), ended (replaced, retired or
 * closed, permanently), or unknown. This grants no right: the claim decides under its locks.
 *
 * A key that was found once is looked up on the connections of known callers from then on. Other keys share a lane, so
 * invented keys delay only their own network, and each network has a limit for such lookups.
 */
export class KnownCallers {
  readonly #database: Database;
  readonly #strangers: Lane;
  readonly #timeoutMs: number;
  readonly #known = new Set<string>();
  readonly #quota: NetworkQuota;
  readonly #now: () => number;

  /** @param quota of unsuccessful key lookups for each network */
  constructor(database: Database, strangers: Lane, timeoutMs: number, quota: NetworkQuota, now: () => number) {
    this.#database = database;
    this.#quota = quota;
    this.#now = now;
    this.#strangers = strangers;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param of a practice, or a public key set
   * @param address of the caller
   * @throws Refusal `quota_network`, `overloaded`, `store_unavailable`
   */
  async find(
    of: string,
    key: string,
    isPublic: boolean,
    address: string | null,
  ): Promise<'current' | 'ended' | 'unknown'> {
    const name = `${of}/${key}`;
    const look = async (database: Database) => {
      const statement = isPublic ? findImporter : findMember;
      const [row] = await storeQuery<{ current: boolean }>(database, statement, [of, key], this.#timeoutMs);
      return row;
    };
    const isKnown = this.#known.delete(name);
    if (!isKnown) this.#count(address);
    const row = isKnown ? await look(this.#database) : await this.#strangers.run(networksOf(address), look);
    if (row === undefined) return 'unknown';
    if (!isKnown && address !== null) this.#quota.refund(address, purpose, 1, this.#now());
    this.#known.delete(name);
    if (this.#known.size >= remembered) for (const oldest of this.#known) if (this.#known.delete(oldest)) break;
    this.#known.add(name);
    return row.current ? 'current' : 'ended';
  }

  #count(address: string | null): void {
    if (address === null) return;
    const answer = this.#quota.claim(address, purpose, 1, this.#now());
    if (!answer.granted) throw new Refusal('quota_network', { retryAfter: retryAfterSeconds(answer.retryMs) });
  }
}
