import { Secret } from '../config/secret.ts';
import type { Database } from './database.ts';
import { adminOf, clone, drop, newName, type TestServer } from './test-database.ts';

/**
 * The databases that the servers of one test use on one PostgreSQL server, `<prefix>_<part>`. Servers create and migrate
 * those that are missing, which costs three times as much as these clones of migrated templates.
 */
export class TestDatabases {
  /** URL of the PostgreSQL server. */
  readonly server: Secret;
  readonly prefix: string;
  readonly #admin: Database;
  readonly #parts: readonly string[];

  private constructor(server: Secret, admin: Database, prefix: string, parts: readonly string[]) {
    this.server = server;
    this.prefix = prefix;
    this.#admin = admin;
    this.#parts = parts;
  }

  /** @param parts directories of numbered SQL files by the ends of the names */
  static async create(server: TestServer, parts: Readonly<Record<string, string>>): Promise<TestDatabases> {
    const admin = await adminOf(server);
    const made = new TestDatabases(new Secret(admin.url), admin.database, newName(), Object.keys(parts));
    try {
      for (const [part, migrations] of Object.entries(parts)) await clone(admin, `${made.prefix}_${part}`, migrations);
      return made;
    } catch (error) {
      await made[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Also closes connections that a test left open. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of this.#parts) await drop(this.#admin, `${this.prefix}_${part}`);
  }
}
