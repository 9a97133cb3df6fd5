import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stretch } from '@etanche/core-check-protocol';
import type { Bytes } from '@etanche/core-wire';
import { createLogger, EmbeddedPostgres, freePorts } from '@etanche/platform';
import { startTrial, type Trial, type TrialOptions } from '@etanche/trial';
import { defaults } from '@etanche/vault-server';
import { dropDatabases, stealStores } from './stolen-store.ts';

export type Size = {
  readonly people: number;
  readonly stretch: Stretch | null;
  readonly workers: number;
  /** PostgreSQL to use instead of an embedded one. */
  readonly databaseServer: string | null;
};

/** Number of vaults and threshold. */
type Shape = { readonly vaults: number; readonly threshold: number };

export const random = (length: number): Bytes => Uint8Array.from(randomBytes(length));
/** Time of the attacked system: real time that can be moved forward, for scenarios that take a day. */
class TheftClock {
  #ahead = 0;
  readonly now = (): number => Date.now() + this.#ahead;

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }
}

export const twoOfThree: Shape = { vaults: 3, threshold: 2 };

/**
 * A disposable system for attacks, created in a new directory and deleted when disposed. It can be stopped and started
 * again on the same files with another configuration of its vaults, to switch a defence off or on.
 */
export class ThrowawaySystem {
  readonly directory: string;
  readonly clock: TheftClock;
  readonly #options: TrialOptions;
  #trial: Trial | null = null;
  #stores: readonly string[] = [];

  private constructor(directory: string, clock: TheftClock, options: TrialOptions) {
    this.directory = directory;
    this.clock = clock;
    this.#options = options;
  }

  /** @param signal aborted to end a start early */
  static async make(size: Size, shape: Shape, signal: AbortSignal): Promise<ThrowawaySystem> {
    const directory = await mkdtemp(join(tmpdir(), 'etanche-theft-'));
    const [site = 0, ...vaults] = await freePorts(shape.vaults + 1);
    const clock = new TheftClock();
    return new ThrowawaySystem(directory, clock, {
      ...size,
      ...shape,
      directory,
      databasePrefix: `theft_${Buffer.from(random(4)).toString('hex')}`,
      ports: { site, vaults },
      seed: 'demo',
      kinds: ['nir', 'code'],
      // A leak of few people needs few lookups, so its operator requests a low ceiling.
      ceiling: { perMinute: size.people, perDay: size.people },
      vaultConfig: {},
      now: clock.now,
      random,
      step: () => {
        signal.throwIfAborted();
      },
      report: () => {
        signal.throwIfAborted();
      },
      logger: undefined,
    });
  }

  /** Path of the vaults' log. */
  get log(): string {
    return join(this.directory, 'logs', 'vaults.log');
  }

  async start(vaultConfig: TrialOptions['vaultConfig']): Promise<Trial> {
    await this.stop();
    mkdirSync(join(this.directory, 'logs'), { recursive: true });
    const destination = createWriteStream(this.log, { flags: 'a' });
    const logger = createLogger({ service: 'etanche-vault', level: 'debug', now: this.clock.now, destination });
    // A day passes in minutes; the time for proof of work is not part of the limit.
    const work = { ...defaults.work, leastBits: 6, mostBits: 10 };
    this.#trial = await startTrial({ ...this.#options, vaultConfig: { work, ...vaultConfig }, logger });
    await this.steal();
    return this.#trial;
  }

  /** Copies the vaults' databases while they run; `stores` is then the attacker's copy. */
  async steal(): Promise<void> {
    const databases = this.#trial?.federation.vaults.map(({ index }) => this.vaultDatabase(index)) ?? [];
    this.#stores = await stealStores(databases, join(this.directory, 'stores'), this.#options.databaseServer === null);
  }

  get stores(): readonly string[] {
    return this.#stores;
  }

  /** URL of one vault's database, password included. */
  vaultDatabase(index: number): string {
    if (this.#trial === null) throw new Error('the system is not running');
    const url = new URL(this.#trial.databaseServer);
    url.pathname = `/${this.#options.databasePrefix}_vault_${index}`;
    return url.href;
  }

  async stop(): Promise<void> {
    await this.#trial?.[Symbol.asyncDispose]();
    this.#trial = null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { databaseServer, databasePrefix, vaults } = this.#options;
    await this.stop();
    if (databaseServer !== null) await dropDatabases(databaseServer, databasePrefix, vaults);
    else await EmbeddedPostgres.remove({ directory: join(this.directory, 'postgres') });
    await rm(this.directory, { recursive: true, force: true });
  }
}
