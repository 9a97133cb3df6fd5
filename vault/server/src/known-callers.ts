import type { Database } from '@etanche/platform';
import type { Lane } from './lane.ts';
import { storeQuery, type Statement } from './store-query.ts';

/** Keys remembered; the one that was used longest ago makes room. */
const remembered = 20_000;

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
 * What a key is in a practice or for a key set: a member's or importer's, one that was theirs (replaced, retired, closed:
 * for ever), or none of them. No right yet: the claim decides, under its locks.
 *
 * A key that was found once is looked up by the connections of known callers from then on; the others share a lane, so
 * that made-up keys keep nobody waiting but their own network.
 */
export class KnownCallers {
  readonly #database: Database;
  readonly #strangers: Lane;
  readonly #timeoutMs: number;
  readonly #known = new Set<string>();

  constructor(database: Database, strangers: Lane, timeoutMs: number) {
    this.#database = database;
    this.#strangers = strangers;
    this.#timeoutMs = timeoutMs;
  }

  /**
   * @param of a practice, or a public key set
   * @param network of the caller
   * @throws Refusal `overloaded`, `store_unavailable`
   */
  async find(of: string, key: string, isPublic: boolean, network: string): Promise<'current' | 'ended' | 'unknown'> {
    const name = `${of}/${key}`;
    const look = async (database: Database) => {
      const statement = isPublic ? findImporter : findMember;
      const [row] = await storeQuery<{ current: boolean }>(database, statement, [of, key], this.#timeoutMs);
      return row;
    };
    const row = this.#known.delete(name) ? await look(this.#database) : await this.#strangers.run(network, look);
    if (row === undefined) return 'unknown';
    this.#known.delete(name);
    if (this.#known.size >= remembered) for (const oldest of this.#known) if (this.#known.delete(oldest)) break;
    this.#known.add(name);
    return row.current ? 'current' : 'ended';
  }
}
