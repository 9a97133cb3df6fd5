import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@etanche/platform';
import type { Sizes } from './sizes.ts';

type BenchOptions = {
  readonly sizes: Sizes;
  readonly browser: string | null;
  /** Receives progress messages; they go to standard error, so that the results stay clean. */
  readonly say: (what: string) => void;
};

/**
 * Resources of all sections: a temporary directory that is removed at the end, and one PostgreSQL, started on demand.
 */
export class BenchRun implements AsyncDisposable {
  readonly sizes: Sizes;
  readonly browser: string | null;
  readonly say: (what: string) => void;
  readonly directory: string;
  readonly cores = availableParallelism();
  #postgres: EmbeddedPostgres | null = null;

  private constructor(options: BenchOptions, directory: string) {
    this.sizes = options.sizes;
    this.browser = options.browser;
    this.say = options.say;
    this.directory = directory;
  }

  static async start(options: BenchOptions): Promise<BenchRun> {
    const directory = await mkdtemp(join(tmpdir(), 'etanche-bench-'));
    // PostgreSQL drops to another user and must traverse this directory to reach its own files.
    await chmod(directory, 0o711);
    return new BenchRun(options, directory);
  }

  /** URL of the PostgreSQL server, password included. */
  async databaseServer(): Promise<string> {
    this.#postgres ??= await EmbeddedPostgres.start({ directory: this.postgresDirectory });
    return this.#postgres.url.reveal();
  }

  get postgresDirectory(): string {
    return join(this.directory, 'postgres');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#postgres?.stop();
    if (this.#postgres !== null) await EmbeddedPostgres.remove({ directory: this.postgresDirectory });
    await rm(this.directory, { recursive: true, force: true });
  }
}
