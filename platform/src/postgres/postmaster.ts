import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const STARTING_UP = '57P03';
const START_DEADLINE_ATTEMPTS = 600;
const ATTEMPT_INTERVAL_MS = 100;

/** The URL of a server on this machine, for the superuser created by initdb. */
export function serverUrl(port: number, password: string, database = 'postgres'): string {
  return `postgres://etanche:${password}@127.0.0.1:${port}/${database}`;
}

/**
 * The port of a server that already runs on this data directory, or undefined. Waits while the server is starting or
 * recovering. A postmaster.pid left by a crash is removed if its process id now belongs to another program, since
 * PostgreSQL would otherwise refuse to start.
 */
export async function runningPort(dataDirectory: string, password: string): Promise<number | undefined> {
  for (let attempt = 0; attempt < START_DEADLINE_ATTEMPTS; attempt += 1) {
    const file = readPostmasterFile(dataDirectory);
    if (!file) return undefined;
    if (!isAlive(file.pid)) return undefined;
    if (isAnotherProgram(file.pid)) {
      rmSync(join(dataDirectory, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (file.port !== undefined && (await serves(file.port, dataDirectory, password))) return file.port;
    await sleep(ATTEMPT_INTERVAL_MS);
  }
  return undefined;
}

async function serves(port: number, dataDirectory: string, password: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: serverUrl(port, password), connectionTimeoutMillis: 5_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ directory: string }>(`SELECT current_setting('data_directory') AS directory`);
    return rows[0]?.directory === dataDirectory;
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === STARTING_UP || code === 'ECONNREFUSED' || code === 'ECONNRESET') return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Asks the server of a data directory to stop, closing all connections, and does not wait for it. */
export function requestStop(dataDirectory: string): void {
  const file = readPostmasterFile(dataDirectory);
  // PostgreSQL, 18.5: SIGINT is the fast shutdown.
  if (file && isAlive(file.pid) && !isAnotherProgram(file.pid)) process.kill(file.pid, 'SIGINT');
}

/** Lines of postmaster.pid: 1 the process id, 4 the port (written later). */
function readPostmasterFile(dataDirectory: string): { pid: number; port: number | undefined } | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(dataDirectory, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return undefined;
  return { pid, port: Number.isSafeInteger(port) && port > 0 ? port : undefined };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** This can only be detected on Linux; elsewhere PostgreSQL decides. */
function isAnotherProgram(pid: number): boolean {
  try {
    return basename(readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')) !== 'postgres';
  } catch {
    return false;
  }
}
