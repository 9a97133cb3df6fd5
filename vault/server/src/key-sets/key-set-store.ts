import { type KeySetOrder, type OpenKeySet } from '@etanche/core-vault-protocol';
import { limits, isEtancheError } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import type pg from 'pg';
import { Refusal } from '../http/refusal.ts';

type KeySetRow = {
  readonly id: string;
  readonly owner: string;
  readonly indexName: string;
  readonly withdrawn: boolean;
};

/** The index and version of a key set. */
export type PublishedIndex = { readonly name: string; readonly version: number };

type Row = { id: string; owner: string; index_name: string; withdrawn_at: string | null };

/** Key sets and the rights of their importers. Orders and manifests are rare, so each uses one transaction. */
export class KeySetStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** @throws Refusal `store_unavailable` */
  async find(id: string): Promise<KeySetRow | null> {
    return this.transaction((client) => findKeySet(client, id));
  }

  /** Whether this vault has the key sets of a practice. @throws Refusal `store_unavailable` */
  async hasPractice(practice: string): Promise<boolean> {
    const { rows } = await this.transaction((client) =>
      client.query('SELECT 1 FROM practice WHERE id = $1', [practice]),
    );
    return rows.length === 1;
  }

  /** Runs `work` in one transaction. A Refusal is rethrown; any other error becomes `store_unavailable`. */
  async transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    try {
      return await this.#database.transaction(work);
    } catch (cause) {
      if (isEtancheError(cause)) throw cause;
      throw new Refusal('store_unavailable', { retryAfter: 5 }, { cause });
    }
  }

  /**
   * @param owner the operator that signed the order
   * @throws Refusal `caller_refused`, `order_refused`, `key_set_unknown`, `key_set_withdrawn`, `store_unavailable`
   */
  async execute(order: KeySetOrder, owner: string, index: PublishedIndex, now: number): Promise<void> {
    await this.transaction(async (client) => {
      await acceptOrder(client, order, owner, now);
      // Orders on one index are serialized: their owner and key sets are read before they are changed.
      await client.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`index/${index.name}`]);
      if (order.order === 'open') await open(client, order, owner, index, now);
      else await end(client, order.keySet, order.order, owner, now);
    });
  }
}

export async function findKeySet(client: pg.ClientBase, id: string): Promise<KeySetRow | null> {
  const { rows } = await client.query<Row>('SELECT id, owner, index_name, withdrawn_at FROM key_set WHERE id = $1', [
    id,
  ]);
  const [row] = rows;
  if (row === undefined) return null;
  return { id: row.id, owner: row.owner, indexName: row.index_name, withdrawn: row.withdrawn_at !== null };
}

/** Waits for the claim that holds the row of the right; every later claim finds the right closed. */
export async function closeImporter(client: pg.ClientBase, keySet: string, now: number): Promise<void> {
  await client.query('UPDATE importer_right SET closed_at = $2 WHERE key_set = $1 AND closed_at IS NULL', [
    keySet,
    now,
  ]);
}

async function acceptOrder(client: pg.ClientBase, order: KeySetOrder, owner: string, now: number): Promise<void> {
  const values = [owner, order.jti, order.iat * 1000, limits.requestAgeSeconds * 1000, now];
  const { rows } = await client.query<{ accepted: boolean }>(
    'SELECT request_accept($1, $2, $3, $4, $5, (SELECT beat_at FROM vault_state)) AS accepted',
    values,
  );
  if (rows[0]?.accepted !== true) throw new Refusal('caller_refused');
}

async function open(
  client: pg.ClientBase,
  order: OpenKeySet,
  owner: string,
  index: PublishedIndex,
  now: number,
): Promise<void> {
  const known = await findKeySet(client, order.keySet);
  if (known?.withdrawn === true) throw new Refusal('key_set_withdrawn');
  if (known !== null) {
    if (known.owner !== owner || !(await sameContent(client, order))) {
      throw new Refusal('order_refused', { detail: 'The key set exists with different content.' });
    }
    return;
  }
  const { rows } = await client.query('SELECT 1 FROM key_set WHERE index_name = $1 AND owner <> $2 LIMIT 1', [
    index.name,
    owner,
  ]);
  if (rows.length > 0) throw new Refusal('order_refused', { detail: 'The index belongs to another operator.' });
  const { importer, ceiling } = order;
  await client.query(
    `INSERT INTO key_set (id, owner, index_name, version, per_minute, per_day, opened_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [order.keySet, owner, index.name, index.version, ceiling.perMinute, ceiling.perDay, now],
  );
  await client.query('INSERT INTO importer_right (key_set, public_key, units, until) VALUES ($1, $2, $3, $4)', [
    order.keySet,
    importer.key,
    importer.units,
    importer.until * 1000,
  ]);
}

async function sameContent(client: pg.ClientBase, { keySet, importer, ceiling }: OpenKeySet): Promise<boolean> {
  const { rows } = await client.query(
    `SELECT 1 FROM key_set k JOIN importer_right i ON i.key_set = k.id WHERE k.id = $1 AND k.per_minute = $2
     AND k.per_day = $3 AND i.public_key = $4 AND i.units = $5 AND i.until = $6`,
    [keySet, ceiling.perMinute, ceiling.perDay, importer.key, importer.units, importer.until * 1000],
  );
  return rows.length === 1;
}

async function end(
  client: pg.ClientBase,
  id: string,
  order: 'close' | 'withdraw',
  owner: string,
  now: number,
): Promise<void> {
  const known = await findKeySet(client, id);
  if (known === null || known.owner !== owner) throw new Refusal('key_set_unknown');
  if (known.withdrawn && order === 'close') throw new Refusal('key_set_withdrawn');
  await closeImporter(client, id, now);
  if (order === 'withdraw') {
    await client.query('UPDATE key_set SET withdrawn_at = $2 WHERE id = $1 AND withdrawn_at IS NULL', [id, now]);
  }
}
