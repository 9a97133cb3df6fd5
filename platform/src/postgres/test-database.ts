import { createHash, randomUUID } from 'node:crypto';
import { openDatabase, type Database } from './database.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, readMigrations } from './migrations.ts';
import { Secret } from '../config/secret.ts';

/** The PostgreSQL of a test run: a given server, or a directory for a server that the first test starts. */
export type TestServer = { readonly url: string } | { readonly directory: string };

/** The server of a run as this process uses it: a connection costs PostgreSQL as much as a hundred statements. */
export type Admin = {
  readonly url: string;
  readonly database: Database;
  readonly templates: Map<string, Promise<string>>;
};

const TEMPLATE_LOCK = 7_305_401_812;
const admins = new Map<string, Promise<Admin>>();

/** A separate database for one test file, cloned from a migrated template and dropped afterwards. */
export class TestDatabase {
  /** For servers under test that open their own connections. */
  readonly url: Secret;
  readonly database: Database;
  readonly #admin: Database;
  readonly #name: string;

  private constructor(admin: Admin, name: string) {
    this.#admin = admin.database;
    this.#name = name;
    this.url = new Secret(withDatabase(admin.url, name));
    this.database = open(this.url.reveal());
  }

  /** @param migrations the directory of numbered SQL files, or undefined for an empty database */
  static async create(server: TestServer, migrations: string | undefined): Promise<TestDatabase> {
    const admin = await adminOf(server);
    const name = newName();
    await clone(admin, name, migrations);
    return new TestDatabase(admin, name);
  }

  /** Also closes connections that a test left open. */
  async drop(): Promise<void> {
    await this.database.close();
    await drop(this.#admin, this.#name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop();
  }
}

/** The connections of this process to the server of the run. */
export function adminOf(server: TestServer): Promise<Admin> {
  return once(admins, 'url' in server ? server.url : server.directory, () => connect(server));
}

export function newName(): string {
  return `etanche_test_${randomUUID().replaceAll('-', '')}`;
}

/** Creates a database. @param migrations as for `TestDatabase.create` */
export async function clone(admin: Admin, name: string, migrations: string | undefined): Promise<void> {
  const template =
    migrations === undefined
      ? 'template0'
      : await once(admin.templates, await hashOf(migrations), (hash) => ensureTemplate(admin, migrations, hash));
  await admin.database.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
}

export async function drop(admin: Database, name: string): Promise<void> {
  await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** A call that failed is made again by the next caller. */
function once<T>(made: Map<string, Promise<T>>, key: string, make: (key: string) => Promise<T>): Promise<T> {
  const known = made.get(key);
  if (known !== undefined) return known;
  const making = make(key);
  made.set(key, making);
  making.catch(() => made.delete(key));
  return making;
}

async function connect(server: TestServer): Promise<Admin> {
  const url = 'url' in server ? server.url : await embeddedUrl(server.directory);
  const database = open(url);
  // Nobody closes it: an idle connection must not keep the process running.
  database.pool.options.allowExitOnIdle = true;
  if ('directory' in server) {
    // Hundreds of databases live for some seconds each, and autovacuum would visit them one after the other.
    await database.query('ALTER SYSTEM SET autovacuum = off');
    await database.query('SELECT pg_reload_conf()');
  }
  return { url, database, templates: new Map() };
}

async function embeddedUrl(directory: string): Promise<string> {
  const postgres = await EmbeddedPostgres.start({ directory });
  postgres.leaveRunning();
  return postgres.url.reveal();
}

/** Named after the content of the migrations, so that a later run never uses an old template. */
async function ensureTemplate(admin: Admin, migrations: string, hash: string): Promise<string> {
  const template = `etanche_template_${hash}`;
  const client = await admin.database.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 0) {
      const unfinished = `${template}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`);
      const database = open(withDatabase(admin.url, unfinished));
      try {
        await migrate(database, migrations);
      } finally {
        await database.close();
      }
      await client.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
    }
    return template;
  } finally {
    // The end of the session releases the lock.
    client.release(true);
  }
}

async function hashOf(directory: string): Promise<string> {
  const hash = createHash('sha256');
  for (const { file, checksum } of await readMigrations(directory)) hash.update(`${file}\0${checksum}\0`);
  return hash.digest('hex').slice(0, 24);
}

function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}

function open(url: string): Database {
  return openDatabase({
    url: new Secret(url),
    applicationName: 'etanche-test',
    poolSize: 10,
    statementTimeoutMs: 30_000,
  });
}
