import type { Federation } from '@etanche/core-vault-protocol';
import { openDatabase, Secret } from '@etanche/platform';
import type { VaultConfig } from './config/config.ts';
import { defaults } from './config/defaults.ts';
import { federationAt, holdCeremony } from './seeds/local-ceremony.ts';
import { VaultError } from './vault-error.ts';
import { createVault, type Overrides, type Vault } from './vault.ts';

export type LocalFederationOptions = {
  readonly vaults: number;
  readonly threshold: number;
  /** Parent directory of `vault-<index>` of each vault. A second start finds the seeds there. */
  readonly directory: string;
  /** One URL for each vault, or one server on which each vault gets its own database, created if missing. */
  readonly databases: readonly string[] | { readonly server: string; readonly prefix: string };
  /** Ed25519 public keys, base64url, as in `VaultConfig`; none by default. */
  readonly operators?: readonly string[];
  readonly recordsServers?: readonly string[];
  /** The declaration of each vault about itself; a trial by default. */
  readonly about?: readonly VaultConfig['about'][];
  readonly config?: Partial<Omit<VaultConfig, 'directory' | 'about' | 'operators' | 'recordsServers' | 'listen'>>;
  readonly smtpUrl?: Secret;
  /** One port for each vault; free ports by default. */
  readonly ports?: readonly number[];
  /**
   * Serves an approvals page for each vault at `http://localhost:<port>/approvals`, for any passkey. Requires `ports`.
   */
  readonly approvals?: boolean;
} & Overrides;

export type LocalFederation = AsyncDisposable & {
  readonly federation: Federation;
  readonly vaults: readonly Vault[];
  close(): Promise<void>;
};

/**
 * Several vaults in one process, for `etanche start`, tests and trials: the real ceremony, and a database and a worker
 * thread for each vault (none with `workers: 0`). The operator of this process has every seed, so there is no
 * protection against them.
 */
export async function startLocalFederation(options: LocalFederationOptions): Promise<LocalFederation> {
  await using building = new AsyncDisposableStack();
  const directories = await holdCeremony(options);
  const urls = await databaseUrls(options);
  const told = options.approvals === true ? await federationOn(options, directories) : null;
  const vaults: Vault[] = [];
  for (const [i, directory] of directories.entries()) {
    const config: VaultConfig = {
      ...defaults,
      // The computer also runs the other vaults, the servers and the browser of the trial or the test.
      store: { ...defaults.store, timeoutMs: 60_000 },
      workers: 1,
      metrics: null,
      logLevel: 'silent',
      trustedHops: 0,
      ...options.config,
      directory,
      about: options.about?.[i] ?? { owner: 'Essai, une seule personne', jurisdiction: 'FR', trial: true },
      operators: options.operators ?? [],
      recordsServers: options.recordsServers ?? [],
      listen: { host: '127.0.0.1', port: options.ports?.[i] ?? 0 },
      ...(told !== null && {
        federation: told,
        approvals: { origin: localOrigin(options.ports?.[i] ?? 0), cloudPasskeys: true },
      }),
    };
    const vault = await createVault(
      config,
      { databaseUrl: new Secret(urls[i] ?? ''), smtpUrl: options.smtpUrl ?? null },
      options,
    );
    vaults.push(building.use(vault));
  }
  const running = building.move();
  const close = async () => running.disposeAsync();
  const federation: Federation = {
    threshold: options.threshold,
    vaults: vaults.map(({ index, url, signingKey }) => ({ index, url, signingKey })),
  };
  return { federation, vaults, close, [Symbol.asyncDispose]: close };
}

/** A passkey's RP id is a domain: `localhost`, although the vaults' own URLs use 127.0.0.1. */
function localOrigin(port: number): string {
  return `http://localhost:${port}`;
}

async function federationOn(
  { ports = [], threshold }: LocalFederationOptions,
  directories: readonly string[],
): Promise<Federation> {
  const urls = directories.map((_, i) => {
    const port = ports[i];
    if (port === undefined) throw new VaultError('configuration_invalid', 'approvals pages require the option ports');
    return localOrigin(port);
  });
  return federationAt(urls, threshold, directories);
}

async function databaseUrls({ databases, vaults }: LocalFederationOptions): Promise<readonly string[]> {
  if (!('server' in databases)) return databases;
  await using admin = openDatabase({
    url: new Secret(databases.server),
    applicationName: 'etanche-local-federation',
    poolSize: 1,
    statementTimeoutMs: 30_000,
  });
  const names = Array.from({ length: vaults }, (_, i) => `${databases.prefix}_vault_${i + 1}`);
  for (const name of names) {
    const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await admin.query(`CREATE DATABASE "${name.replaceAll('"', '""')}"`);
  }
  return names.map((name) => {
    const url = new URL(databases.server);
    url.pathname = `/${encodeURIComponent(name)}`;
    return url.href;
  });
}
