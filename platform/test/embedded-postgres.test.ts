import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import pg from 'pg';
import { EmbeddedPostgres } from '../src/index.ts';

const children: ChildProcess[] = [];
const entry = new URL('../src/index.ts', import.meta.url).href;

async function removeAll(directory: string): Promise<void> {
  for (const child of children.splice(0)) await kill(child);
  await EmbeddedPostgres.remove({ directory });
  rmSync(directory, { recursive: true, force: true });
}

// One cluster for all: to create one costs more than to restart it many times. The first test creates it, and the last
// ones delete it.
describe('embedded PostgreSQL', () => {
  let directory: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'etanche-postgres-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) await kill(child);
    await EmbeddedPostgres.stopLeftover({ directory });
  });
  afterAll(() => removeAll(directory));

  test('simultaneous starts on an empty directory share one server', async () => {
    const started = await Promise.all([1, 2, 3].map(() => EmbeddedPostgres.start({ directory })));
    expect(new Set(started.map((each) => each.url.reveal())).size).toBe(1);
    expect(started.filter((each) => each.isOwner)).toHaveLength(1);
    await Promise.all(started.map((each) => each.stop()));
  });

  test('embedded PostgreSQL keeps rows over a restart, with fsync and data checksums on', async () => {
    const first = await EmbeddedPostgres.start({ directory });
    await query(first.url.reveal(), 'CREATE TABLE kept (n integer); INSERT INTO kept VALUES (7)');
    await first.stop();
    await using second = await EmbeddedPostgres.start({ directory });
    expect(await query(second.url.reveal(), 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
    expect(await query(second.url.reveal(), 'SHOW fsync')).toEqual([{ fsync: 'on' }]);
    expect(await query(second.url.reveal(), 'SHOW data_checksums')).toEqual([{ data_checksums: 'on' }]);
    expect(await query(second.url.reveal(), 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  test('a server whose owner was killed is adopted by the next start', async () => {
    const owner = await startInChild(directory);
    const before = await query(owner.url, 'SELECT pg_postmaster_start_time()::text AS started');
    await kill(owner.child);
    await using next = await EmbeddedPostgres.start({ directory });
    expect(next.isOwner).toBe(true);
    expect(await query(next.url.reveal(), 'SELECT pg_postmaster_start_time()::text AS started')).toEqual(before);
  });

  test('a server stops when its owner exits without stopping it', async () => {
    const started = 'SELECT pg_postmaster_start_time()::text AS started';
    const owner = await startInChild(directory);
    const before = await query(owner.url, started);
    const ended = once(owner.child, 'exit');
    owner.child.stdin?.end();
    await ended;
    await using next = await EmbeddedPostgres.start({ directory });
    expect(await query(next.url.reveal(), started)).not.toEqual(before);
  });

  test('embedded PostgreSQL starts again after owner and postmaster were killed', async () => {
    const owner = await startInChild(directory);
    await query(owner.url, 'CREATE TABLE killed (n integer); INSERT INTO killed VALUES (7)');
    const [postmaster] = readFileSync(postmasterFile(directory), 'utf8').split('\n');
    await kill(owner.child);
    process.kill(Number(postmaster), 'SIGKILL');
    await using next = await EmbeddedPostgres.start({ directory });
    expect(await query(next.url.reveal(), 'SELECT n FROM killed')).toEqual([{ n: 7 }]);
  });

  test.runIf(process.platform === 'linux')(
    'embedded PostgreSQL starts despite a postmaster.pid whose number now belongs to another program',
    async () => {
      const first = await EmbeddedPostgres.start({ directory });
      await first.stop();
      writeFileSync(postmasterFile(directory), `${process.pid}\n${directory}\n0\n5432\n`);
      await using second = await EmbeddedPostgres.start({ directory });
      expect(await query(second.url.reveal(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    },
  );

  test('a second process of one directory joins the server and does not stop it', async () => {
    await using first = await EmbeddedPostgres.start({ directory });
    const second = await EmbeddedPostgres.start({ directory });
    expect([first.isOwner, second.isOwner]).toEqual([true, false]);
    expect(second.url.reveal()).toBe(first.url.reveal());
    await second.stop();
    expect(await query(first.url.reveal(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  test('a server that was left running is owned by the next start', async () => {
    const first = await EmbeddedPostgres.start({ directory });
    first.leaveRunning();
    await first.stop();
    await using second = await EmbeddedPostgres.start({ directory });
    expect(second.isOwner).toBe(true);
    expect(second.url.reveal()).toBe(first.url.reveal());
  });

  test('embedded PostgreSQL requires its password, which only its owner can read', async () => {
    await using postgres = await EmbeddedPostgres.start({ directory });
    const url = new URL(postgres.url.reveal());
    expect(statSync(join(directory, 'password')).mode & 0o777).toBe(0o600);
    expect(readFileSync(join(directory, 'password'), 'utf8')).toHaveLength(32);
    expect(existsSync(join(directory, 'initdb-password'))).toBe(false);
    url.password = 'another';
    await expect(query(url.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    expect(JSON.stringify(postgres)).not.toContain(readFileSync(join(directory, 'password'), 'utf8'));
  });

  test('the log of embedded PostgreSQL contains neither statements nor keys of rows', async () => {
    await using postgres = await EmbeddedPostgres.start({ directory });
    await query(postgres.url.reveal(), 'CREATE TABLE people (name text PRIMARY KEY)');
    const insert = `INSERT INTO people VALUES ('Dupont-Martin')`;
    await query(postgres.url.reveal(), insert);
    await expect(query(postgres.url.reveal(), insert)).rejects.toMatchObject({ code: '23505' });
    const log = readFileSync(join(directory, 'postgres.log'), 'utf8');
    expect(log).toContain('duplicate key');
    expect(log).not.toContain('Dupont');
  });

  test('embedded PostgreSQL starts empty after its directory was deleted, even while its server runs on data elsewhere', async () => {
    const first = await EmbeddedPostgres.start({ directory });
    await query(first.url.reveal(), 'CREATE TABLE deleted (n integer)');
    first.leaveRunning();
    rmSync(directory, { recursive: true });
    await using second = await EmbeddedPostgres.start({ directory });
    expect(await query(second.url.reveal(), "SELECT to_regclass('deleted') AS found")).toEqual([{ found: null }]);
  });

  test('remove deletes the data, even outside the directory', async () => {
    const first = await EmbeddedPostgres.start({ directory });
    const [row] = await query(first.url.reveal(), 'SHOW data_directory');
    const data = (row as { data_directory: string }).data_directory;
    first.leaveRunning();
    expect(existsSync(data)).toBe(true);
    await EmbeddedPostgres.remove({ directory });
    expect(existsSync(data)).toBe(false);
    await using second = await EmbeddedPostgres.start({ directory });
    expect(await query(second.url.reveal(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function postmasterFile(directory: string): string {
  return join(directory, 'data', 'postmaster.pid');
}

async function startInChild(directory: string): Promise<{ child: ChildProcess; url: string }> {
  const program = `
    const { EmbeddedPostgres } = await import(${JSON.stringify(entry)});
    const postgres = await EmbeddedPostgres.start({ directory: ${JSON.stringify(directory)} });
    console.log(postgres.url.reveal());
    process.stdin.resume().once('end', () => process.exit());`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  children.push(child);
  const url = await new Promise<string>((resolve) => {
    child.stdout.once('data', (data: Buffer) => {
      resolve(data.toString().trim());
    });
  });
  return { child, url };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.signalCode !== null || child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
