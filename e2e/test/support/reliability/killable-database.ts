import { mkdtemp, rm } from 'node:fs/promises';
import { chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgres, openDatabase, PlatformError, type Database } from '@etanche/platform';
import { TcpProxy } from './tcp-proxy.ts';

/** A PostgreSQL of its own that is killed as by the power, behind an address that stays. */
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
    // PostgreSQL, which drops to another user, passes through it to its own files.
    chmodSync(directory, 0o711);
    const database = new KillableDatabase(directory, await startPostgres(directory));
    database.#proxy = await TcpProxy.listen(0, () => [database.#isUp ? database.#port : null]);
    return database;
  }

  /** Without the proxy: for what runs before anything is killed. */
  get directUrl(): string {
    return this.#postgres.url.reveal();
  }

  /** A database at the address that stays. */
  urlOf(name: string): string {
    const url = new URL(this.#postgres.urlOf(name).reveal());
    url.port = String(this.#proxy?.port);
    return url.href;
  }

  /** For the test's own questions, at the server that runs now. */
  open(name: string): Database {
    const url = this.#postgres.urlOf(name);
    return openDatabase({ url, applicationName: 'etanche-reliability', poolSize: 2, statementTimeoutMs: 60_000 });
  }

  /** SIGKILL to the postmaster: its processes end where they are, and nothing is written any more. */
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

/** Its processes that outlive the postmaster for a moment hold the data: until they have seen it, nothing starts. */
async function startPostgres(directory: string): Promise<EmbeddedPostgres> {
  for (let tries = 1; ; tries++) {
    try {
      const postgres = await EmbeddedPostgres.start({ directory });
      // Whoever starts it next owns it: this process itself, after it was killed.
      postgres.leaveRunning();
      return postgres;
    } catch (error) {
      if (!(error instanceof PlatformError) || tries === 100) throw error;
      await sleep(200);
    }
  }
}
