import { mkdtemp, rm } from 'node:fs/promises';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres, openDatabase, PlatformError, type Database } from '@etanche/platform';
import { TcpProxy } from './tcp-proxy.ts';

/** A PostgreSQL of its own that is killed as if by a power failure, behind a permanent address. */
export class KillableDatabase implements AsyncDisposable {
  readonly directory: string;
  kills = 0;
  #postgres: EmbeddedPostgres;
  #proxy: TcpProxy | null = null;
  #isUp = true;

  private constructor(directory: string, postgres: EmbeddedPostgres) {
    this.directory = directory;
    this.#postgres = postgres;
  }

  static async start(): Promise<KillableDatabase> {
    const directory = await mkdtemp(join(tmpdir(), 'etanche-killable-'));
    // PostgreSQL drops to another user and must traverse this directory to reach its own files.
    chmodSync(directory, 0o711);
    const database = new KillableDatabase(directory, await startPostgres(directory));
    database.#proxy = await TcpProxy.listen(0, () => [database.#isUp ? database.#port : null]);
    return database;
  }

  /** Without the proxy, for work before anything is killed. */
  get directUrl(): string {
    return this.#postgres.url.reveal();
  }

  /** The URL of a database at the permanent address. */
  urlOf(name: string): string {
    const url = new URL(this.#postgres.urlOf(name).reveal());
    url.port = String(this.#proxy?.port);
    return url.href;
  }

  /** Opens a connection of the test to the running server. */
  open(name: string): Database {
    const url = this.#postgres.urlOf(name);
    return openDatabase({ url, applicationName: 'etanche-reliability', poolSize: 2, statementTimeoutMs: 60_000 });
  }

  /** Sends SIGKILL to the postmaster: its processes stop immediately, and nothing more is written. */
  async kill(): Promise<void> {
    const pid = await this.#postmaster();
    this.#isUp = false;
    this.kills += 1;
    process.kill(pid, 'SIGKILL');
  }

  /** Recovers from the write-ahead log, as after a crash. */
  async restart(): Promise<void> {
    this.#postgres = await startPostgres(this.directory);
    this.#isUp = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#proxy?.[Symbol.asyncDispose]();
    await EmbeddedPostgres.stopLeftover({ directory: this.directory });
    await EmbeddedPostgres.remove({ directory: this.directory });
    await rm(this.directory, { recursive: true, force: true });
  }

  get #port(): number {
    return Number(new URL(this.#postgres.url.reveal()).port);
  }

  async #postmaster(): Promise<number> {
    await using database = this.open('postgres');
    const { rows } = await database.query<{ file: string }>(`SELECT pg_read_file('postmaster.pid') AS file`);
    return Number(rows[0]?.file.split('\n')[0]);
  }
}

/** Child processes that briefly outlive the postmaster still lock the data; wait for them before a restart. */
async function startPostgres(directory: string): Promise<EmbeddedPostgres> {
  for (let tries = 1; ; tries++) {
    try {
      const postgres = await EmbeddedPostgres.start({ directory });
      // After a kill the next process to start it owns it: this process.
      postgres.leaveRunning();
      return postgres;
    } catch (error) {
      if (!(error instanceof PlatformError) || tries === 100) throw error;
      await sleep(200);
    }
  }
}
