import pg from 'pg';
import type { Secret } from '../config/secret.ts';
import { isConnectionLost } from './connection-lost.ts';

interface DatabaseOptions {
  readonly url: Secret;
  /** Shown in pg_stat_activity, so that an operator can see which program holds a lock. */
  readonly applicationName: string;
  readonly poolSize: number;
  /** PostgreSQL cancels a statement after this time, so that a stuck store fails instead of blocking its callers. */
  readonly statementTimeoutMs: number;
}

/** A connection pool or a single connection. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** Connections to one PostgreSQL 15 to 18. */
export class Database {
  readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /** Runs one statement on any free connection. With a `name` it is prepared once per connection. */
  query<Row extends pg.QueryResultRow>(
    query: pg.QueryConfig | string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>> {
    return this.pool.query<Row>(query, values);
  }

  /** Runs statements in one transaction, which is rolled back when `work` throws. */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const { client } = await this.begin((free) => free.query('BEGIN'));
    let broken = false;
    try {
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that cannot roll back must not return to the pool.
      await client.query('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /**
   * Takes a connection and begins a transaction on it by `open`, which commits nothing. If the database has closed the
   * connection, `open` did nothing: it is repeated on another one, at most once for each connection of the pool.
   *
   * @returns the connection, for the caller to release, and the result of `open`
   */
  async begin<Opened>(
    open: (client: pg.PoolClient) => Promise<Opened>,
  ): Promise<{ readonly client: pg.PoolClient; readonly opened: Opened }> {
    for (let left = this.pool.options.max; ; left--) {
      const client = await this.pool.connect();
      try {
        return { client, opened: await open(client) };
      } catch (error) {
        client.release(true);
        if (!isConnectionLost(error) || left === 0) throw error;
      }
    }
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Opens no connection before the first query. */
export function openDatabase(options: DatabaseOptions): Database {
  const pool = new pg.Pool({
    connectionString: options.url.reveal(),
    application_name: options.applicationName,
    max: options.poolSize,
    statement_timeout: options.statementTimeoutMs,
    connectionTimeoutMillis: options.statementTimeoutMs,
    idle_in_transaction_session_timeout: options.statementTimeoutMs,
    keepAlive: true,
  });
  // If the server closes a connection, its next query fails or the pool replaces it. Without these listeners the
  // `error` event would end the process: the pool only listens to idle connections.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Database(pool);
}
