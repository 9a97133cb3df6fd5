import pg from 'pg';
import type { Secret } from './secret.ts';

export interface DatabaseOptions {
  readonly url: Secret;
  /** Shown in pg_stat_activity, so that an operator sees who holds a lock. */
  readonly applicationName: string;
  readonly poolSize: number;
  /** PostgreSQL cancels a statement after this time: a stuck store refuses instead of hanging its callers. */
  readonly statementTimeoutMs: number;
}

/** A connection pool, or one connection of it. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

/** Connections to one PostgreSQL 15 to 18. */
export class Database {
  readonly pool: pg.Pool;

  constructor(pool: pg.Pool) {
    this.pool = pool;
  }

  /** One statement, on any free connection. A `name` prepares it once per connection. */
  query<Row extends pg.QueryResultRow>(
    query: pg.QueryConfig | string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>> {
    return this.pool.query<Row>(query, values);
  }

  /** Statements of one transaction, rolled back when `work` throws. */
  async transaction<Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      // A connection that cannot even roll back must not go back to the pool.
      await client.query('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

/** Opens no connection by itself: the first query does. */
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
  // A connection that the server closes fails its next query, or is replaced by the pool. Without these listeners the
  // `error` event would end the process: the pool listens to its idle connections only, not to those handed out.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Database(pool);
}
