import { createHash, randomUUID } from 'node:crypto';
import { openDatabase, type Database } from './database.ts';
import { EmbeddedPostgres } from './embedded-postgres.ts';
import { migrate, readMigrations } from './migrations.ts';
import { Secret } from '../config/secret.ts';

/** The PostgreSQL of a test run: a given server, or a directory for a server that the first test starts. */
export type TestServer = { readonly url: string } | { readonly directory: string };

const TEMPLATE_LOCK = 7_305_401_812;

/** A separate database for one test file, cloned from a migrated template and dropped afterwards. */
export class TestDatabase {
  /** For servers under test that open their own connections. */
  readonly url: Secret;
  readonly database: Database;
  readonly #admin: Database;
  readonly #name: string;

  private constructor(admin: Database, adminUrl: string, name: string) {
    this.#admin = admin;
    this.#name = name;
    this.url = new Secret(withDatabase(adminUrl, name));
    this.database = open(this.url.reveal());
  }

  /** @param migrations the directory of numbered SQL files, or undefined for an empty database */
  static async create(server: TestServer, migrations: string | undefined): Promise<TestDatabase> {
    const adminUrl = 'url' in server ? server.url : await embeddedUrl(server.directory);
    const admin = open(adminUrl);
    try {
      const template = migrations === undefined ? 'template0' : await ensureTemplate(admin, adminUrl, migrations);
      const name = `etanche_test_${randomUUID().replaceAll('-', '')}`;
      await admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`);
      return new TestDatabase(admin, adminUrl, name);
    } catch (error) {
      await admin.close();
      throw error;
    }
  }

  /** Also closes connections that a test left open. */
  async drop(): Promise<void> {
    await this.database.close();
    await this.#admin.query(`DROP DATABASE IF EXISTS ${this.#name} WITH (FORCE)`);
    await this.#admin.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drop();
  }
}

async function embeddedUrl(directory: string): Promise<string> {
  const postgres = await EmbeddedPostgres.start({ directory });
  postgres.leaveRunning();
  return postgres.url.reveal();
}

/** Named after the content of the migrations, so that a later run never uses an old template. */
async function ensureTemplate(admin: Database, adminUrl: string, migrations: string): Promise<string> {
  const template = `etanche_template_${await hashOf(migrations)}`;
  const client = await admin.pool.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
    const found = await client.query('SELECT FROM pg_database WHERE datname = $1', [template]);
    if (found.rowCount === 0) {
      const unfinished = `${template}_unfinished`;
      await client.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
      await client.query(`CREATE DATABASE ${unfinished} TEMPLATE template0`);
      const database = open(withDatabase(adminUrl, unfinished));
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
