import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { toBase64url, type Bytes } from '@etanche/core-wire';
import {
  makePrivateDirectory,
  addSecurityText,
  createLogger,
  createMetricsServer,
  type Logger,
} from '@etanche/platform';
import type { BlobStore } from './attachments/blob-store.ts';
import { openDirectoryStore } from './attachments/directory-store.ts';
import { openS3Store } from './attachments/s3-store.ts';
import type { RecordsConfig, RecordsSecrets } from './config/config.ts';
import { startDataTasks } from './data/data-tasks.ts';
import { readFederation } from './config/federation-file.ts';
import { startHousekeeping } from './housekeeping.ts';
import { addRoutes } from './http/add-routes.ts';
import { networksOf } from './http/anonymous-rate.ts';
import { RecordsHttp } from './http/records-http.ts';
import { refuseContradictions } from './config/refuse-contradictions.ts';
import { RecordsMetrics } from './records-metrics.ts';
import { createServices } from './records-services.ts';
import { takeServerKey } from './config/server-key.ts';
import { takeStoreKey } from './config/store-key.ts';
import { openStore } from './store/open-store.ts';

export type Overrides = {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly random?: (length: number) => Bytes;
  readonly logger?: Logger;
  /** For requests to vaults and identity providers. */
  readonly fetch?: typeof fetch;
};

export type RecordsServer = AsyncDisposable & {
  readonly url: string;
  readonly metricsUrl: string | null;
  /** Ed25519, base64url: practices name it in their genesis, and vaults among their operators. */
  readonly key: string;
  /** Answers accepted requests, then stops. */
  close(): Promise<void>;
};

const s3TimeoutMs = 30_000;

/**
 * Starts a records server: migrates the store, reads the keys, and starts listeners and periodic tasks.
 *
 * @throws RecordsError for invalid keys and settings; PlatformError for the database and the addresses
 */
export async function createRecordsServer(
  config: RecordsConfig,
  secrets: RecordsSecrets,
  overrides: Overrides = {},
): Promise<RecordsServer> {
  refuseContradictions(config, secrets, config.trustedHops > 0);
  const now = overrides.now ?? Date.now;
  const random = overrides.random ?? ((length) => Uint8Array.from(randomBytes(length)));
  const fetch = overrides.fetch ?? globalThis.fetch;
  const service = 'etanche-records';
  const logger = overrides.logger ?? createLogger({ service, level: config.logLevel, now, destination: undefined });
  await using building = new AsyncDisposableStack();

  const federation = readFederation(config.federationFile);
  makePrivateDirectory(config.directory);
  const store = await openStore(secrets.databaseUrl, config.store);
  building.use(store.database);
  const serverKey = await takeServerKey(config.directory, store, random);
  const canaryKey = await takeStoreKey('canary', config.directory, store, random);
  const postingKey = await takeStoreKey('posting', config.directory, store, random);
  const metrics: RecordsMetrics = new RecordsMetrics({
    inFlight: () => http.inFlight,
    connections: () => store.database.pool.totalCount,
  });
  const blobs = openBlobs(config, secrets);
  const sources = {
    config,
    secrets,
    federation,
    store,
    serverKey,
    canaryKey,
    postingKey,
    blobs,
    metrics,
    logger,
    now,
    random,
    fetch,
  };
  const services = createServices(sources);
  building.use(startHousekeeping({ store, ...services, config, logger, now }));
  const refresh = (practice: string) => services.membership.refresh(practice);
  const { directory } = services.exchange;
  const rounds = { ...services.data, config: config.data, federation, serverKey, fetch, refresh, directory };
  building.use(await startDataTasks(rounds));
  building.use(await services.exchange.start());
  const http: RecordsHttp = new RecordsHttp({
    logger,
    metrics,
    origins: config.origins,
    inFlight: config.inFlight,
    senderOf: (request) => {
      const token = services.sessions.recognise(request.headers.authorization);
      if (token === null) return { networks: networksOf(request, config.trustedHops) };
      return { practice: token.practice, token: toBase64url(token.hash) };
    },
    ready: async () => {
      await store.database.query('SELECT 1');
      return true;
    },
  });
  building.use(http.server);
  addSecurityText(http.server.app, config.securityContact, now);
  const release = (request: FastifyRequest) => {
    http.release(request);
  };
  addRoutes(http.server.app, { services, store, config, secret: serverKey.secret, now, release });
  // Closed before the listener, which waits for accepted requests.
  building.use(services.watch);
  const metricsUrl = config.metrics === null ? null : await serveMetrics(config.metrics, metrics, logger, building);
  const { origin: url } = await http.server.listen(config.listen);
  logger.info('records_started', { vaults: federation.vaults.length, threshold: federation.threshold });

  const running = building.move();
  const close = async () => {
    await running.disposeAsync();
    logger.info('records_stopped');
  };
  return { url, metricsUrl, key: serverKey.publicKey, close, [Symbol.asyncDispose]: close };
}

function openBlobs({ blobs }: RecordsConfig, secrets: RecordsSecrets): BlobStore {
  if (blobs.kind === 'directory') return openDirectoryStore(blobs.path);
  if (secrets.blobs === null) throw new TypeError('an S3 store has credentials');
  const { endpoint, bucket, region } = blobs;
  return openS3Store({ endpoint, bucket, region, ...secrets.blobs, timeoutMs: s3TimeoutMs });
}

async function serveMetrics(
  address: { host: string; port: number },
  { registry }: RecordsMetrics,
  logger: Logger,
  building: AsyncDisposableStack,
): Promise<string> {
  const server = building.use(createMetricsServer({ registry, logger }));
  return `${(await server.listen(address)).origin}/metrics`;
}
