import { randomBytes } from 'node:crypto';
import type { Bytes } from '@etanche/core-wire';
import {
  addSecurityText,
  createLogger,
  createMetricsServer,
  errorFields,
  type Logger,
  type Secret,
} from '@etanche/platform';
import type { VaultConfig, VaultSecrets } from './config/config.ts';
import { GuardedClock, type ClockSources } from './clock/guarded-clock.ts';
import { machineClock } from './clock/machine-clock.ts';
import { watchClock } from './clock/watch-clock.ts';
import { addApprovals } from './approvals/add-approvals.ts';
import { checkpointsRoute } from './checkpoints/checkpoints-route.ts';
import { CheckpointStore } from './checkpoints/checkpoint-store.ts';
import { DirectoryLogStore } from './checkpoints/directory-log-store.ts';
import { Witness } from './checkpoints/witness.ts';
import { AlarmStore } from './alarms/alarm-store.ts';
import { AlarmWorker } from './alarms/alarm-worker.ts';
import { createChannels } from './alarms/create-channels.ts';
import { keepPruned } from './pruning/prune-store.ts';
import { chooseEngine } from './evaluate/engine.ts';
import { EvaluationPool } from './evaluate/evaluation-pool.ts';
import { LastCount } from './store/last-count.ts';
import { readLastCount } from './store/last-count-file.ts';
import { refuseContradictions, refuseMemberContradictions } from './config/read-config.ts';
import { refuseAlarmContradictions } from './alarm-contradictions.ts';
import { Lane } from './http/lane.ts';
import { openPool, openStore } from './store/open-store.ts';
import { readCompleteSeeds } from './seeds/seed-file.ts';
import { secretsLocation } from './seeds/secrets-location.ts';
import { readSigningKey } from './seeds/signing-key.ts';
import { VaultMetrics } from './vault-metrics.ts';
import { applyDueOrders } from './orders/due-orders.ts';
import { countForeignPractices } from './orders/foreign-practices.ts';
import type { PracticeLanes } from './orders/order-service.ts';
import { limitPosts } from './orders/practice-rate.ts';
import { createServices } from './vault-services.ts';
import { addressReader, createVaultHttp } from './http/vault-http.ts';
import { addRoutes } from './http/vault-routes.ts';

export type Overrides = {
  /** Milliseconds since 1970, replacing the guarded clock: simulated time, which nothing steps. */
  readonly now?: () => number;
  /** Time sources of the guarded clock, replacing the machine's clocks. */
  readonly clock?: ClockSources;
  readonly random?: (length: number) => Bytes;
  readonly logger?: Logger;
};

export type Vault = AsyncDisposable & {
  readonly url: string;
  readonly metricsUrl: string | null;
  /** Ed25519, base64url. */
  readonly signingKey: string;
  readonly index: number;
  /** The engine that evaluates, and why it is not the configured one. */
  readonly engine: { readonly name: string; readonly problem: string | null };
  /** Answers the accepted requests, then stops. */
  close(): Promise<void>;
};

/**
 * Starts a vault: migrates its store, starts its workers with their seeds, and opens its listeners.
 *
 * @throws VaultError for seeds, keys and settings that do not fit; PlatformError for the database and the addresses
 */
export async function createVault(
  config: VaultConfig,
  secrets: VaultSecrets,
  overrides: Overrides = {},
): Promise<Vault> {
  refuseContradictions(config, config.trustedHops > 0);
  refuseAlarmContradictions(config, secrets);
  const random = overrides.random ?? ((length) => Uint8Array.from(randomBytes(length)));
  const signingKey = await readSigningKey(secretsLocation(config));
  const known = await readLastCount(config.directory, signingKey);
  const sources = overrides.clock ?? machineClock();
  const clock = new GuardedClock(sources, config.clockRates, known?.clock ?? null);
  const now = overrides.now ?? (() => clock.now());
  const service = 'etanche-vault';
  const logger = overrides.logger ?? createLogger({ service, level: config.logLevel, now, destination: undefined });
  await using building = new AsyncDisposableStack();

  const { seeds, ...position } = readCompleteSeeds(secretsLocation(config));
  for (const { seed } of seeds) seed.fill(0);
  refuseMemberContradictions(config, position);
  const fields = { vault: position.index };
  const url = secrets.databaseUrl;
  const database = building.use(await openStore(url, config.store, { ...position, signingKey: signingKey.publicKey }));
  const lanes = openLanes(url, config, position.index, building);

  const foreign = await countForeignPractices(database, position.index, signingKey.publicKey);
  if (foreign > 0) logger.error('practices_of_another_signing_key', { ...fields, rows: foreign });

  // Read at each scrape, after everything below is initialized.
  const metrics = new VaultMetrics({
    inFlight: () => services.admission.units,
    workers: () => pool.workers,
    networks: () => services.networks.size,
    storeGood: () => lastCount.good,
    spentUntilMs: () => lastCount.spentUntil,
    clockOffsetSeconds: () => clock.offset / 1000,
  });
  const engine = await chooseEngine(config.engine, config.directory);
  if (engine.fallback !== null) logger.warn('native_engine_unavailable', { ...fields, code: engine.fallback.code });
  const pool = await EvaluationPool.start({
    workers: config.workers,
    engine: engine.choice,
    shares: config.shares,
    readSeeds: () => readCompleteSeeds(secretsLocation(config)),
    onWorkerLost: () => {
      metrics.workerLost();
      logger.error('worker_lost', fields);
    },
  });
  building.defer(() => pool.close());
  const sinceKnown = known?.clock ? clock.now() - known.clock.time : 0;
  if (known?.clock && known.clock.boot !== sources.boot) {
    logger.warn('clock_taken_from_wall', { ...fields, durationMs: sinceKnown });
  }
  const lookAtClock = watchClock(clock, (finding) => {
    logger[finding === 'clock_back' ? 'info' : 'error'](finding, { ...fields, durationMs: clock.offset });
  });
  const lastCount = await LastCount.start({
    database,
    directory: config.directory,
    signingKey,
    heartbeatMs: config.heartbeatMs,
    known,
    anchor: () => {
      lookAtClock();
      return clock.anchor;
    },
    unitsPerFloor: config.unitsPerFloor,
    timeoutMs: config.store.timeoutMs,
    now,
    report: (finding, error) => {
      if (finding === 'store_restored') metrics.restored();
      const why = finding === 'store_unavailable' ? errorFields(error) : {};
      logger[finding === 'store_back' ? 'info' : 'error'](finding, { ...fields, ...why });
    },
  });
  building.defer(() => lastCount.close());
  // Logged at every start, not only at the one that detected the restored store.
  const spentMs = lastCount.spentUntil - now();
  if (spentMs > 0) logger.error('store_spent', { ...fields, durationMs: spentMs });

  const services = createServices({
    config,
    position,
    signingKey,
    database,
    lanes,
    pool,
    group: engine.group,
    lastCount,
    metrics,
    reportOrder: (kind, status) => {
      logger.info(`order_${status}`, { ...fields, step: kind.replace('-', '_') });
    },
    dueFailed: (error) => {
      logger.error('due_orders_failed', errorFields(error));
    },
    now,
    random,
  });
  building.use(applyDueOrders(services.practices.orders, config.heartbeatMs, logger));
  const pruned = {
    database,
    timeoutMs: config.store.timeoutMs,
    keep: config.keep,
    habitDays: config.members.alarm.habit.days,
    now,
  };
  building.use(keepPruned(pruned, logger, fields));
  const channels = createChannels(config, secrets, signingKey, logger);
  metrics.alarmsThrough(channels.map(({ name }) => name));
  const alarms = await AlarmWorker.start({
    store: new AlarmStore(database, config.store.timeoutMs, position.index),
    channels,
    pollMs: config.alarms.pollMs,
    now,
    report: (channel, accepted) => {
      metrics.alarmed(channel, accepted);
      if (!accepted) logger.error('alarm_not_delivered', { ...fields, step: channel });
    },
  });
  building.defer(() => alarms.close());
  const http = building.use(
    createVaultHttp({
      logger,
      ready: () => lastCount.good && pool.workers > 0,
      spentUntil: () => (lastCount.spentUntil > now() ? Math.ceil(lastCount.spentUntil / 1000) : null),
      onRefusal: ({ code }) => {
        metrics.refused(code);
      },
    }),
  );
  limitPosts(http.app, {
    rules: config.practices,
    networks: config.network.networks,
    recordsServers: config.recordsServers,
    addressOf: addressReader(config.trustedHops),
    now,
    random,
  });
  addRoutes(http.app, {
    services,
    position,
    about: config.about,
    signingKey,
    trustedHops: config.trustedHops,
    metrics,
    logger,
  });
  addSecurityText(http.app, config.securityContact, now);
  const practices = new CheckpointStore(lanes.database, config.store.timeoutMs);
  const directories = new DirectoryLogStore(lanes.database, {
    timeoutMs: config.store.timeoutMs,
    recordsServers: config.recordsServers,
    logger,
  });
  checkpointsRoute(http.app, new Witness({ index: position.index, signingKey, practices, directories, now }));
  await addApprovals(http.app, { config, position, signingKey, database: lanes.database, now, random });
  const metricsUrl = config.metrics === null ? null : await serveMetrics(config.metrics, metrics, logger, building);
  const address = origin(await http.listen(config.listen));
  logger.info('vault_started', {
    ...fields,
    engine: engine.choice.kind,
    workers: config.workers,
    vaults: position.vaults,
    threshold: position.threshold,
  });

  const running = building.move();
  const close = async () => {
    await running.disposeAsync();
    logger.info('vault_stopped', fields);
  };
  return {
    url: address,
    metricsUrl,
    signingKey: signingKey.publicKey,
    index: position.index,
    engine: { name: engine.name, problem: engine.fallback?.message ?? null },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Connections in addition to those for claims. */
function openLanes(
  url: Secret,
  { store, lanes }: VaultConfig,
  index: number,
  building: AsyncDisposableStack,
): PracticeLanes {
  const { timeoutMs } = store;
  const database = building.use(openPool(url, { connections: lanes.ordinary, timeoutMs }, index));
  const urgent = building.use(openPool(url, { connections: lanes.urgent, timeoutMs }, index));
  // One connection is reserved for work outside the lanes: due orders, checkpoints, the approvals page, key sets.
  const ordinary = new Lane(database, Math.max(1, lanes.ordinary - 1));
  return { ordinary, urgent: new Lane(urgent, lanes.urgent), database };
}

async function serveMetrics(
  address: { host: string; port: number },
  { registry }: VaultMetrics,
  logger: Logger,
  building: AsyncDisposableStack,
): Promise<string> {
  const server = building.use(createMetricsServer({ registry, logger }));
  return `${origin(await server.listen(address))}/metrics`;
}

function origin(url: URL): string {
  return url.origin;
}
