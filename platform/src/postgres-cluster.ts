import { execFile, type ExecFileException } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { PlatformError } from './platform-error.ts';
import { postgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { canEnter, postgresUser, type PostgresUser } from './postgres-user.ts';
import { runningPort } from './postmaster.ts';

const run = promisify(execFile);
const START_ATTEMPTS = 5;
const REACHABLE_HOME = '/var/lib/etanche';

/** Nothing of a row reaches the server's own log: no statement, no detail that quotes a key. */
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

/** One data directory: its files, its password and the programs that act on it. */
export class PostgresCluster {
  readonly #user: PostgresUser | undefined;
  readonly #binaries: PostgresBinaries;
  readonly #passwordFile: string;
  readonly #home: string;
  readonly #data: string;

  /** @param directory absolute; the password stays in it, the data too unless the dropped-to user cannot enter it */
  constructor(directory: string) {
    this.#user = postgresUser();
    this.#binaries = postgresBinaries(this.#user);
    this.#passwordFile = join(directory, 'password');
    // The other user passes through this folder, without listing it; what lies beside the data stays closed to him.
    if (this.#user) chmodSync(directory, 0o711);
    this.#home = canEnter(this.#user, directory) ? directory : reachableHome(directory);
    this.#data = join(this.#home, 'data');
  }

  password(): string {
    return readFileSync(this.#passwordFile, 'utf8');
  }

  /** The port of the server that runs on this cluster, or undefined. */
  async findRunning(): Promise<number | undefined> {
    if (!existsSync(this.#passwordFile) || !existsSync(this.#data)) return undefined;
    return runningPort(this.#data, this.password());
  }

  /** Only under the directory's lock. */
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
        // Another program may have taken the port between the question and the start.
        if (attempt < START_ATTEMPTS && !existsSync(join(this.#data, 'postmaster.pid'))) continue;
        throw new PlatformError('database_start_failed', `PostgreSQL does not start; its reasons are in ${log}.`, {
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

  /** Deletes the data, wherever it lies. Only of a cluster that is stopped. */
  remove(): void {
    rmSync(this.#data, { recursive: true, force: true });
    rmSync(this.#passwordFile, { force: true });
    if (dirname(this.#home) === REACHABLE_HOME) rmSync(this.#home, { recursive: true, force: true });
  }

  /**
   * Data without its password: the directory was deleted while the data lay elsewhere, and nobody can open it any more.
   * It is kept once more beside the new cluster, as `data.left`.
   */
  async #setAside(): Promise<void> {
    await this.stop();
    const left = join(this.#home, 'data.left');
    rmSync(left, { recursive: true, force: true });
    renameSync(this.#data, left);
  }

  /** Makes the cluster beside its place and moves it there whole: a killed start leaves nothing half made. */
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
      // pg_ctl, already the other user, opens the log itself.
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
      const reason = (error as ExecFileException).stderr?.trim().split('\n').at(-1) ?? 'no reason given';
      throw new PlatformError('database_start_failed', `initdb in ${this.#home} fails: ${reason}`, { cause: error });
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
    // The environment is not passed on: PGDATA, PGPORT or PGOPTIONS of the user would change what happens here.
    return run(program, arguments_, { ...this.#user, cwd: this.#home, env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } });
  }
}

/** Root's project may lie where the dropped-to user cannot go (/root): the data then has a home where it can. */
function reachableHome(directory: string): string {
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  const home = join(REACHABLE_HOME, name);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  writeFileSync(join(home, 'belongs-to'), `${directory}\n`);
  return home;
}

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}
