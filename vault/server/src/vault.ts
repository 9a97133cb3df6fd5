import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { loadSodiumGroup } from '@etanche/core-oprf-sodium';
import type { Bytes } from '@etanche/core-protocol';
import { EmbeddedPostgres } from '@etanche/platform';
import { Admission } from './admission.ts';
import { ClaimQueue } from './claim-queue.ts';
import type { VaultConfig, VaultSecrets } from './config.ts';
import { EvaluationPool } from './evaluation-pool.ts';
import { Evaluator } from './evaluator.ts';
import { addressReader, createApp } from './http-app.ts';
import { KeySetDesk } from './key-set-desk.ts';
import { KeySetStore } from './key-set-store.ts';
import { LastCount } from './last-count.ts';
import { ManifestLog } from './manifest-log.ts';
import { NetworkQuota } from './network-quota.ts';
import { openStore } from './open-store.ts';
import { QuotaStore } from './quota-store.ts';
import { cosignManifestRoute } from './routes/cosign-manifest.ts';
import { evaluateRoute } from './routes/evaluate.ts';
import { keySetOrdersRoute } from './routes/key-set-orders.ts';
import { keySetStatementRoute } from './routes/key-set-statement.ts';
import { loggedManifestsRoute } from './routes/logged-manifests.ts';
import { vaultRoute } from './routes/vault.ts';
import { readCompleteSeeds } from './seed-file.ts';
import { readSigningKey } from './signing-key.ts';
import { WorkDesk } from './work-desk.ts';

/** Claims of one key set in one statement. */
const claimsPerStatement = 256;

export type Overrides = {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly random?: (length: number) => Bytes;
};

export type Vault = AsyncDisposable & {
  readonly url: string;
  readonly metricsUrl: string | null;
  /** Ed25519, base64url. */
  readonly signingKey: string;
  readonly index: number;
  /** Answers what was accepted, then stops. */
  close(): Promise<void>;
};

/**
 * Starts a vault: its store brought to the newest schema, its workers with their seeds, its listeners.
 *
 * @throws VaultError for seeds, keys and settings that do not fit; PlatformError for the database
 */
export async function createVault(
  config: VaultConfig,
  secrets: VaultSecrets,
  overrides: Overrides = {},
): Promise<Vault> {
  const now = overrides.now ?? Date.now;
  const random = overrides.random ?? ((length) => Uint8Array.from(randomBytes(length)));
  await using building = new AsyncDisposableStack();

  const { seeds, ...place } = readCompleteSeeds(config.directory);
  for (const { seed } of seeds) seed.fill(0);
  const signingKey = await readSigningKey(config.directory);
  const databaseUrl =
    secrets.databaseUrl ??
    building.use(await EmbeddedPostgres.start({ directory: join(config.directory, 'postgres') })).url;
  const database = building.use(await openStore(databaseUrl, config.store, place.index));
  const pool = await EvaluationPool.start({
    workers: config.workers,
    shares: config.shares,
    readSeeds: () => readCompleteSeeds(config.directory),
  });
  building.defer(() => pool.close());
  const lastCount = await LastCount.start({
    database,
    directory: config.directory,
    signingKey,
    heartbeatMs: config.heartbeatMs,
    timeoutMs: config.store.timeoutMs,
    now,
    onRestored: () => undefined,
  });
  building.defer(() => lastCount.close());

  const quota = new QuotaStore(database, config.ceiling, config.store.timeoutMs);
  const keySets = new KeySetStore(database);
  const evaluator = new Evaluator({
    index: place.index,
    signingKey: signingKey.publicKey,
    group: await loadSodiumGroup(),
    admission: new Admission(config.inFlight),
    networks: new NetworkQuota(config.network, random, now()),
    work: new WorkDesk(config.work, signingKey.workKey),
    unpaidShare: config.work.fromPercent,
    claims: new ClaimQueue((id, claims) => quota.claimPublic(id, claims, now(), lastCount.floor), claimsPerStatement),
    quota,
    lastCount,
    pool,
    now,
  });
  const desk = new KeySetDesk({ place, config, signingKey, keySets, pool, now });
  const log = new ManifestLog({ place, operators: config.operators, signingKey, keySets, pool, now });

  const app = createApp(() => undefined);
  evaluateRoute(app, evaluator, addressReader(config.trustedHops));
  keySetOrdersRoute(app, desk);
  keySetStatementRoute(app, desk);
  cosignManifestRoute(app, log);
  loggedManifestsRoute(app, log);
  vaultRoute(app, place, signingKey.publicKey);
  building.defer(() => app.close());
  const url = await app.listen(config.listen);

  const running = building.move();
  const close = async () => running.disposeAsync();
  return {
    url,
    metricsUrl: null,
    signingKey: signingKey.publicKey,
    index: place.index,
    close,
    [Symbol.asyncDispose]: close,
  };
}
