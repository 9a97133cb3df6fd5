import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DirectoryLock } from '../lock-directory.ts';
import { PlatformError } from '../platform-error.ts';
import { PostgresCluster } from './postgres-cluster.ts';
import { serverUrl } from './postmaster.ts';
import { Secret } from '../config/secret.ts';

const JOIN_ATTEMPTS = 600;
const JOIN_INTERVAL_MS = 100;

/**
 * A PostgreSQL server with its data in one directory, which listens only on 127.0.0.1 and requires a generated
 * password. It stops when this process exits. Its files survive a crash of this process or of the server; a server that
 * is still running is adopted by the next start. Several processes may start the same directory: the first owns the
 * server, the others join it.
 */
export class EmbeddedPostgres {
  /** The superuser's URL for the database `postgres`, with the password. */
  readonly url: Secret;
  readonly #cluster: PostgresCluster;
  readonly #lock: DirectoryLock | undefined;
  /** The server has a session of its own: it would outlive a process that exits without `stop`. */
  readonly #onExit = (): void => {
    this.#cluster.requestStop();
  };

  private constructor(cluster: PostgresCluster, port: number, lock: DirectoryLock | undefined) {
    this.url = new Secret(serverUrl(port, cluster.password()));
    this.#cluster = cluster;
    this.#lock = lock;
    if (lock) process.once('exit', this.#onExit);
  }

  /**
   * Creates the cluster if the directory has none, then starts, adopts or joins it.
   *
   * @throws PlatformError `database_unavailable_on_platform`, `database_start_failed`
   */
  static async start(options: { directory: string }): Promise<EmbeddedPostgres> {
    const directory = resolve(options.directory);
    for (let attempt = 0; attempt < JOIN_ATTEMPTS; attempt += 1) {
      const lock = tryLock(directory);
      try {
        const cluster = new PostgresCluster(directory);
        const port = lock ? await cluster.startOrAdopt() : await cluster.findRunning();
        if (port !== undefined) return new EmbeddedPostgres(cluster, port, lock);
      } catch (error) {
        lock?.release();
        throw error;
      }
      await sleep(JOIN_INTERVAL_MS);
    }
    throw new PlatformError('database_start_failed', `Another run uses ${directory} and does not start its database.`);
  }

  /** Stops a server that runs on this directory without an owner, if there is one. */
  static async stopLeftover(options: { directory: string }): Promise<void> {
    const directory = resolve(options.directory);
    using lock = tryLock(directory);
    const cluster = new PostgresCluster(directory);
    if (lock && (await cluster.findRunning()) !== undefined) await cluster.stop();
  }

  /** Stops the server of this directory and deletes its data, even outside the directory. */
  static async remove(options: { directory: string }): Promise<void> {
    const directory = resolve(options.directory);
    using lock = tryLock(directory);
    if (!lock) throw new PlatformError('directory_locked', `Another run uses ${directory}.`);
    const cluster = new PostgresCluster(directory);
    await cluster.stop();
    cluster.remove();
  }

  /** True if this process stops the server; processes that joined it leave it running. */
  get isOwner(): boolean {
    return this.#lock?.isHeld ?? false;
  }

  /** The URL of another database on the same server. */
  urlOf(database: string): Secret {
    const url = new URL(this.url.reveal());
    url.pathname = `/${encodeURIComponent(database)}`;
    return new Secret(url.href);
  }

  /** Releases the server without stopping it: the next start of the directory owns it. */
  leaveRunning(): void {
    this.#release();
  }

  /** Closes all connections and stops the server, if this process owns it. */
  async stop(): Promise<void> {
    if (!this.#lock?.isHeld) return;
    await this.#cluster.stop();
    this.#release();
  }

  #release(): void {
    process.off('exit', this.#onExit);
    this.#lock?.release();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

function tryLock(directory: string): DirectoryLock | undefined {
  try {
    return DirectoryLock.acquire(directory);
  } catch (error) {
    if (error instanceof PlatformError && error.code === 'directory_locked') return undefined;
    throw error;
  }
}
