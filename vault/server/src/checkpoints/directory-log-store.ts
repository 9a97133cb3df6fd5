import { directoryId } from '@etanche/core-vault-protocol';
import type { Database, Logger } from '@etanche/platform';
import { storeQuery } from '../store/store-query.ts';
import type { LogState, LogStore } from './checkpoint-store.ts';

const read = {
  name: 'directory_read',
  text: 'SELECT log_size::text AS size, log_root AS root FROM directory_log WHERE id = $1',
};
const advance = {
  name: 'directory_advance',
  text: `INSERT INTO directory_log AS held (id, log_size, log_root) SELECT $1, $4, $5
      WHERE $2 = 0 OR EXISTS (SELECT FROM directory_log WHERE id = $1)
    ON CONFLICT (id) DO UPDATE SET log_size = $4, log_root = $5
      WHERE held.log_size = $2 AND held.log_root IS NOT DISTINCT FROM $3 RETURNING id`,
};

/**
 * The directories of the records servers that may admit practices at this vault (docs/protocol.md 9.1). No practice
 * owns a directory: a contradiction is reported in the log of the vault.
 */
export class DirectoryLogStore implements LogStore {
  readonly #database: Database;
  readonly #timeoutMs: number;
  readonly #logger: Logger;
  readonly #servers: ReadonlyMap<string, string>;

  /** @param recordsServers public keys, base64url */
  constructor(
    database: Database,
    options: { readonly timeoutMs: number; readonly logger: Logger; readonly recordsServers: readonly string[] },
  ) {
    this.#database = database;
    this.#timeoutMs = options.timeoutMs;
    this.#logger = options.logger;
    this.#servers = new Map(options.recordsServers.map((server) => [directoryId(server), server]));
  }

  has(id: string): boolean {
    return this.#servers.has(id);
  }

  async read(id: string): Promise<LogState | null> {
    const server = this.#servers.get(id);
    if (server === undefined) return null;
    const rows = await storeQuery<{ size: string; root: string }>(this.#database, read, [id], this.#timeoutMs);
    const [row] = rows;
    return { server, epoch: 1, size: Number(row?.size ?? 0), root: row?.root ?? null };
  }

  async advance(id: string, from: LogState, size: number, root: string): Promise<boolean> {
    const values = [id, from.size, from.root, size, root];
    return (await storeQuery(this.#database, advance, values, this.#timeoutMs)).length === 1;
  }

  async raiseAlarm(_id: string, why: string): Promise<void> {
    this.#logger.error('directory_refused', { code: why });
    await Promise.resolve();
  }
}
