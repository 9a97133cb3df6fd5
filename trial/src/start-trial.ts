import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runImport, type ImportSummary, type LeakSettings, type Report } from '@etanche/check-import';
import { createSiteServer, writeSite } from '@etanche/check-site';
import { trustSchema, type Kind, type Stretch, type Trust } from '@etanche/core-check-protocol';
import { parseShape, toBase64url, type Bytes } from '@etanche/core-wire';
import { EmbeddedPostgres, type Logger } from '@etanche/platform';
import type { Host } from '@etanche/ui-host';
import { startLocalFederation, type LocalFederation, type VaultConfig } from '@etanche/vault-server';
import { prepareDemonstration, type Demonstration } from './demonstration.ts';
import { openTrialOperator, type TrialOperator } from './trial-operator.ts';

export type TrialStep = 'database' | 'vaults' | 'leak' | 'import' | 'page';

export type TrialOptions = {
  /** Contains all data; a second start continues from it. */
  readonly directory: string;
  /** PostgreSQL server with a database for each vault; null for an embedded one in the directory. */
  readonly databaseServer: string | null;
  /** Prefix of the vaults' databases: `<prefix>_vault_<index>`. */
  readonly databasePrefix: string;
  readonly vaults: number;
  readonly threshold: number;
  /**
   * One port for each vault and one for the page; null uses free ports. A published index contains its vaults' ports.
   */
  readonly ports: { readonly vaults: readonly number[]; readonly site: number } | null;
  readonly seed: string;
  readonly people: number;
  readonly kinds: readonly Kind[];
  readonly ceiling: LeakSettings['ceiling'] | null;
  readonly stretch: Stretch | null;
  readonly vaultConfig: Partial<Omit<VaultConfig, 'directory' | 'operators' | 'recordsServers' | 'listen'>>;
  /** Number of threads for stretching and evaluation. */
  readonly workers: number;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly step: (step: TrialStep) => void;
  readonly report: Report;
  readonly logger: Logger | undefined;
};

/** The running system and its data. */
export type Trial = AsyncDisposable & {
  readonly directory: string;
  /** URL of the PostgreSQL server, password included. */
  readonly databaseServer: string;
  readonly operator: TrialOperator;
  readonly federation: LocalFederation;
  readonly demonstration: Demonstration;
  readonly summary: ImportSummary;
  readonly trust: Trust;
  readonly published: string;
  readonly site: Host;
};

/**
 * Runs all of Check in this process tree: PostgreSQL, the vaults, the import of a demonstration leak, the page. The
 * person who runs it has every seed and every key, so it demonstrates the system and protects nobody.
 */
export async function startTrial(options: TrialOptions): Promise<Trial> {
  await using building = new AsyncDisposableStack();
  await mkdir(options.directory, { recursive: true, mode: 0o700 });
  options.step('database');
  const server = options.databaseServer ?? (await startDatabase(options, building));
  const operator = await openTrialOperator(options.directory, options.random);
  options.step('vaults');
  const federation = building.use(await startVaults(options, server, toBase64url(operator.keys.signing.publicKey)));
  options.step('leak');
  const demonstration = await prepareDemonstration(options.directory, { ...options, now: options.now() });
  options.step('import');
  const published = join(options.directory, 'published');
  const summary = await runImport({
    sources: [demonstration.source],
    leak: demonstration.leak,
    federation: federation.federation,
    keys: operator.keys,
    stretch: options.stretch,
    out: published,
    workers: options.workers,
    patienceSeconds: 60,
    now: options.now,
    random: options.random,
    fetch: globalThis.fetch,
    report: options.report,
  });
  options.step('page');
  const trust = parseShape(trustSchema, JSON.parse(await readFile(summary.trustFile, 'utf8')), 'trust');
  const vaultUrls = federation.federation.vaults.map(({ url }) => url);
  await writeSite({ out: published, trust, vaultUrls, leak: demonstration.leak, hostedBy: 'localhost' });
  const port = options.ports?.site ?? 0;
  const site = await createSiteServer({ directory: published, host: 'localhost', port, tls: null });
  building.defer(() => site.close());
  const running = building.move();
  return {
    ...{
      directory: options.directory,
      databaseServer: server,
      operator,
      federation,
      demonstration,
      summary,
      trust,
      published,
      site,
    },
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

async function startDatabase(options: TrialOptions, building: AsyncDisposableStack): Promise<string> {
  const postgres = await EmbeddedPostgres.start({ directory: join(options.directory, 'postgres') });
  building.defer(() => postgres.stop());
  return postgres.url.reveal();
}

async function startVaults(options: TrialOptions, server: string, operator: string): Promise<LocalFederation> {
  return startLocalFederation({
    vaults: options.vaults,
    threshold: options.threshold,
    directory: join(options.directory, 'vaults'),
    databases: { server, prefix: options.databasePrefix },
    operators: [operator],
    config: options.vaultConfig,
    now: options.now,
    ...(options.ports === null ? {} : { ports: options.ports.vaults }),
    ...(options.logger === undefined ? {} : { logger: options.logger }),
  });
}
