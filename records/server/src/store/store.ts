import type pg from 'pg';
import { fromRecordId, type Bytes } from '@etanche/core-wire';
import type { Database, Queryable } from '@etanche/platform';
import { CommitFirst } from './commit-first.ts';

/** A connection inside a transaction of `inPractice`, `openedBy` or `outside`. */
export type Tx = Queryable & {
  /**
   * Has one statement executed just before the COMMIT, in its round trip. If it fails, the transaction is rolled back.
   *
   * @param values record ids and bytes, as they go into SQL
   */
  readonly atCommit: (last: Opening, values: readonly (string | Bytes)[]) => void;
};

/** One prepared statement: planned once for each connection. */
export type Statement = { readonly name: string; readonly text: string };

/**
 * A statement that is sent with the beginning or the end of a transaction, in one round trip. `types` are the types of
 * its values.
 */
export type Opening = Statement & { readonly types: readonly ('text' | 'bytea')[] };

/** Limit of repetitions of a transaction because of `CommitFirst`. */
const mostTries = 5;

/**
 * The store. Every transaction runs as a role to which row-level security applies, and sets its practice: no statement
 * can read or write rows of another practice.
 */
export class Store {
  readonly database: Database;
  readonly #role: string | null;
  readonly #prepared = new WeakMap<pg.PoolClient, Set<string>>();

  /**
   * @param role to take in each transaction, or null if row-level security applies to the login itself
   * (`open-store.ts`)
   */
  constructor(database: Database, role: string | null) {
    this.database = database;
    this.#role = role;
  }

  /** A transaction with access to one practice. @param practice a record id */
  async inPractice<Result>(practice: string, work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#retried(settingOf(practice), null, work);
  }

  /**
   * A transaction with access to one practice that begins with a statement, whose rows are passed to the work.
   *
   * @param practice a record id
   * @param values record ids and bytes, as they go into SQL
   */
  async openedBy<Result>(
    practice: string,
    opening: Opening,
    values: readonly Bytes[],
    work: (tx: Tx, rows: Rows) => Promise<Result>,
  ): Promise<Result> {
    return this.#retried(settingOf(practice), { opening, values: [practice, ...values] }, work);
  }

  /** A transaction without a practice: only tables without row-level security. */
  outside<Result>(work: (tx: Tx) => Promise<Result>): Promise<Result> {
    return this.#retried(`SET LOCAL etanche.practice = ''`, null, work);
  }

  /** Ids of all practices, for tasks over all of them. */
  practices(): Promise<string[]> {
    return this.outside(async (tx) => {
      const { rows } = await tx.query<{ practice: string }>('SELECT practice FROM tenant ORDER BY practice');
      return rows.map(({ practice }) => practice);
    });
  }

  async #retried<Result>(
    setting: string,
    first: Attached | null,
    work: (tx: Tx, rows: Rows) => Promise<Result>,
  ): Promise<Result> {
    for (let left = mostTries; ; left--) {
      try {
        return await this.#transaction(setting, first, work);
      } catch (error) {
        if (!(error instanceof CommitFirst) || left === 0) throw error;
        await error.first();
      }
    }
  }

  async #transaction<Result>(
    setting: string,
    first: Attached | null,
    work: (tx: Tx, rows: Rows) => Promise<Result>,
  ): Promise<Result> {
    const { client, opened: rows } = await this.database.begin((free) => this.#begin(free, setting, first));
    let broken = false;
    const end: { last: Attached | null } = { last: null };
    const tx: Tx = {
      query: client.query.bind(client),
      atCommit: (opening, values) => {
        if (end.last !== null) throw new RangeError('a transaction has one last statement');
        end.last = { opening, values };
      },
    };
    try {
      const result = await work(tx, rows);
      // After a failure here, it is unknown whether the statement is prepared on this connection.
      broken = end.last !== null;
      await this.#execute(client, [], end.last, ['COMMIT']);
      broken = false;
      return result;
    } catch (error) {
      // A connection that cannot roll back must not go back to the pool.
      await client.query('ROLLBACK').catch(() => (broken = true));
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** One round trip; the role and the setting end with the transaction. */
  async #begin(client: pg.PoolClient, setting: string, first: Attached | null): Promise<Rows> {
    const role = this.#role === null ? [] : [`SET LOCAL ROLE ${this.#role}`];
    return this.#execute(client, ['BEGIN', ...role, setting], first, []);
  }

  /** Executes commands and a statement between them in one round trip. @returns the rows of the last one */
  async #execute(
    client: pg.PoolClient,
    before: readonly string[],
    attached: Attached | null,
    after: readonly string[],
  ): Promise<Rows> {
    if (attached === null) {
      await client.query([...before, ...after].join('; '));
      return [];
    }
    const { opening, values } = attached;
    const prepared = this.#prepared.get(client) ?? new Set();
    // The driver prepares by a separate message, which costs another round trip; SQL's PREPARE is sent with the others.
    const prepare = prepared.has(opening.name)
      ? []
      : [`PREPARE ${opening.name} (${opening.types.join(', ')}) AS ${opening.text}`];
    const execute = `EXECUTE ${opening.name} (${values.map(literal).join(', ')})`;
    // Several statements have several results, which the driver's types do not say.
    const results = (await client.query(
      [...before, ...prepare, execute, ...after].join('; '),
    )) as unknown as pg.QueryResult<pg.QueryResultRow>[];
    this.#prepared.set(client, prepared.add(opening.name));
    return results.at(-1)?.rows ?? [];
  }
}

/** Rows of a statement whose columns the caller declares. */
type Rows = readonly unknown[];
type Attached = { readonly opening: Opening; readonly values: readonly (string | Bytes)[] };

function settingOf(practice: string): string {
  return `SET LOCAL etanche.practice = ${literal(practice)}`;
}

/** Record ids contain no character with a meaning in SQL. @throws ProtocolError for other text */
function literal(value: string | Bytes): string {
  if (typeof value !== 'string') return `decode('${Buffer.from(value).toString('hex')}', 'hex')`;
  fromRecordId(value);
  return `'${value}'`;
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
