import { execFile, type ExecFileException } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../free-ports.ts';
import { PlatformError } from '../platform-error.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { canEnter, postgresUser, type PostgresUser } from './postgres-user.ts';
import { requestStop, runningPort } from './postmaster.ts';

const run = promisify(execFile);
const START_ATTEMPTS = 5;
const REACHABLE_HOME = '/var/lib/etanche';

/** Keeps row data out of the server's log: no statements and no details that quote a key. */
const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
  log_statement: 'none',
} as const;

/** A data directory with its files, its password and its programs. */
export class PostgresCluster {
  readonly #user: PostgresUser | undefined;
  readonly #binaries: PostgresBinaries;
  readonly #passwordFile: string;
  readonly #home: string;
  readonly #data: string;

  /** @param directory absolute; contains the password, and the data unless the unprivileged user cannot enter it */
  constructor(directory: string) {
    this.#user = postgresUser();
    this.#binaries = postgresBinaries(this.#user);
    this.#passwordFile = join(directory, 'password');
    // The unprivileged user may traverse this folder but not list it; other files in it remain inaccessible.
    if (this.#user) chmodSync(directory, 0o711);
    this.#home = canEnter(this.#user, directory) ? directory : reachableHome(directory);
    this.#data = join(this.#home, 'data');
  }

  password(): string {
    return readFileSync(this.#passwordFile, 'utf8');
  }

  /** The port of a running server of this cluster, or undefined. */
  async findRunning(): Promise<number | undefined> {
    if (!existsSync(this.#passwordFile) || !existsSync(this.#data)) return undefined;
    return runningPort(this.#data, this.password());
  }

  /** Call only with the directory's lock. */
  async startOrAdopt(): Promise<number> {
    if (existsSync(this.#data) && !existsSync(this.#passwordFile)) await this.#setAside();
    if (!existsSync(this.#data)) await this.#initialize();
    const running = await this.findRunning();
    if (running !== undefined) return running;
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      const settings = Object.entries({ ...SERVER_SETTINGS, port: String(port) });
      const options = settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');
      const log = join(this.#home, 'postgres.log');
      try {
        await this.#pgCtl(['start', '-w', '-t', '120', '-l', log, '-o', options]);
        return port;
      } catch (error) {
        // Another program may have used the port in the meantime.
        if (attempt < START_ATTEMPTS && !existsSync(join(this.#data, 'postmaster.pid'))) continue;
        throw new PlatformError('database_start_failed', `PostgreSQL does not start; see ${log}.`, {
          cause: error,
        });
      }
    }
  }

  async stop(): Promise<void> {
    try {
      await this.#pgCtl(['stop', '-w', '-t', '60', '-m', 'fast']);
    } catch (error) {
      if (!existsSync(join(this.#data, 'postmaster.pid'))) return;
      throw new PlatformError('database_stop_failed', `PostgreSQL in ${this.#data} does not stop.`, { cause: error });
    }
  }

  /** For a process that ends: stops the server without waiting for it. */
  requestStop(): void {
    requestStop(this.#data);
  }

  /** Deletes the data, even outside the directory. The cluster must be stopped. */
  remove(): void {
    rmSync(this.#data, { recursive: true, force: true });
    rmSync(this.#passwordFile, { force: true });
    if (dirname(this.#home) === REACHABLE_HOME) rmSync(this.#home, { recursive: true, force: true });
  }

  /**
   * Moves data without a password aside: the directory was deleted while the data were elsewhere, so they cannot be
   * opened any more. They are kept next to the new cluster as `data.left`.
   */
  async #setAside(): Promise<void> {
    await this.stop();
    const left = join(this.#home, 'data.left');
    rmSync(left, { recursive: true, force: true });
    renameSync(this.#data, left);
  }

  /** Creates the cluster under a temporary name and renames it, so that a killed start leaves no incomplete cluster. */
  async #initialize(): Promise<void> {
    const unfinished = join(this.#home, 'data.unfinished');
    const passwordForInitdb = join(this.#home, 'initdb-password');
    const password = randomBytes(24).toString('base64url');
    rmSync(unfinished, { recursive: true, force: true });
    rmSync(passwordForInitdb, { force: true });
    mkdirSync(unfinished, { mode: 0o700 });
    writeFileSync(passwordForInitdb, password, { mode: 0o600, flag: 'wx' });
    if (this.#user) {
      chownSync(unfinished, this.#user.uid, this.#user.gid);
      chownSync(passwordForInitdb, this.#user.uid, this.#user.gid);
      // pg_ctl opens the log as the unprivileged user.
      const log = join(this.#home, 'postgres.log');
      writeFileSync(log, '', { mode: 0o600 });
      chownSync(log, this.#user.uid, this.#user.gid);
    }
    try {
      await this.#run(this.#binaries.initdb, [
        ...['-D', unfinished, '-U', 'etanche', '-A', 'scram-sha-256', '--pwfile', passwordForInitdb],
        ...['-E', 'UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--data-checksums'],
      ]);
    } catch (error) {
      const reason = (error as ExecFileException).stderr?.trim().split('\n').at(-1) ?? 'no reason stated';
      throw new PlatformError('database_start_failed', `initdb in ${this.#home} failed: ${reason}`, { cause: error });
    } finally {
      rmSync(passwordForInitdb, { force: true });
    }
    rmSync(this.#passwordFile, { force: true });
    writeFileSync(this.#passwordFile, password, { mode: 0o600, flag: 'wx' });
    renameSync(unfinished, this.#data);
  }

  #pgCtl(arguments_: readonly string[]): Promise<unknown> {
    return this.#run(this.#binaries.pgCtl, ['-D', this.#data, '-s', ...arguments_]);
  }

  #run(program: string, arguments_: readonly string[]): Promise<unknown> {
    // The environment is not passed on: PGDATA, PGPORT or PGOPTIONS of the user would change the behaviour.
    return run(program, arguments_, { ...this.#user, cwd: this.#home, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
  }
}

/** If the unprivileged user cannot enter the project (/root), the data are stored in an accessible place. */
function reachableHome(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const home = join(REACHABLE_HOME, name);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(join(home, 'belongs-to'), `${directory}\n`);
  return home;
}
