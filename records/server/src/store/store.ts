import type pg from 'pg';
import { fromRecordId } from '@etanche/core-protocol';
import type { Database, Queryable } from '@etanche/platform';

/** A connection inside a transaction, which a statement of `inPractice` or `outside` gets. */
export type Tx = Queryable;

/** One prepared statement: planned once for each connection. */
export type Statement = { readonly name: string; readonly text: string };

/**
 * The store. Every transaction runs as a role that row-level security holds, and names its practice: rows of another
 * practice are neither seen nor written, whatever the statement says.
 */
export class Store {
  readonly database: Database;
  readonly #role: string | null;

  /** @param role to take in each transaction, or null where the login itself is held (`open-store.ts`) */
  constructor(database: Database, role: string | null) {
    this.database = database;
    this.#role = role;
  }

  /** A transaction that sees one practice. @param practice a record id */
  async inPractice<Result>(practice: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    // A record id has no character that means anything to SQL.
    fromRecordId(practice);
    return this.#transaction(`SET LOCAL etanche.practice = '${practice}'`, work);
  }

  /** A transaction that sees no practice: only the tables outside the wall. */
  outside<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#transaction(`SET LOCAL etanche.practice = ''`, work);
  }

  /** Ids of all practices, for the work that goes through each. */
  practices(): Promise<string[]> {
    return this.outside(async (tx) => {
      const { rows } = await tx.query<{ practice: string }>('SELECT practice FROM tenant ORDER BY practice');
      return rows.map(({ practice }) => practice);
    });
  }

  async #transaction<Result>(setting: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    const client = await this.database.pool.connect();
    let broken = false;
    try {
      // One round trip; the role and the setting end with the transaction.
      const role = this.#role === null ? '' : `SET LOCAL ROLE ${this.#role};`;
      await client.query(`BEGIN; ${role} ${setting}`);
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
}

/** All rows of one prepared statement. */
export async function rowsOf<Row extends pg.QueryResultRow>(
  tx: Tx,
  statement: Statement,
  values: unknown[],
): Promise<Row[]> {
  const { rows } = await tx.query<Row>({ ...statement, values });
  return rows;
}
