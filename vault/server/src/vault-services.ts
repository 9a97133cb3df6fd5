import type { Group } from '@etanche/core-oprf';
import type { Bytes } from '@etanche/core-wire';
import type { Database } from '@etanche/platform';
import { Admission } from './http/admission.ts';
import { ClaimQueue } from './evaluate/claim-queue.ts';
import type { VaultConfig } from './config/config.ts';
import type { EvaluationPool } from './evaluate/evaluation-pool.ts';
import { DailyCountsSigner } from './counts/daily-counts.ts';
import { Evaluator } from './evaluate/evaluator.ts';
import { KeySetService } from './key-sets/key-set-service.ts';
import { KeySetStore } from './key-sets/key-set-store.ts';
import { KnownCallers } from './http/known-callers.ts';
import { Lane } from './http/lane.ts';
import type { LastCount } from './store/last-count.ts';
import { ManifestLog } from './key-sets/manifest-log.ts';
import { NetworkQuota } from './http/network-quota.ts';
import { createPracticeServices, type PracticeServices } from './orders/practice-services.ts';
import { refusalLimits } from './orders/practice-rate.ts';
import { MemberStore } from './orders/member-store.ts';
import type { OrderServiceOptions, PracticeLanes } from './orders/order-service.ts';
import { QuotaStore } from './store/quota-store.ts';
import type { VaultPosition } from './seeds/seed-file.ts';
import type { SigningKey } from './seeds/signing-key.ts';
import type { VaultMetrics } from './vault-metrics.ts';
import { WorkChallenges } from './http/work-challenges.ts';

/**
 * Maximum number of claims of one key set in one statement: more would hold its row longer than a flush to disk takes.
 */
const claimsPerStatement = 256;

export type Services = {
  readonly admission: Admission;
  readonly networks: NetworkQuota;
  readonly evaluator: Evaluator;
  readonly keySetService: KeySetService;
  readonly log: ManifestLog;
  readonly practices: PracticeServices;
};

export function createServices(options: {
  readonly config: VaultConfig;
  readonly position: VaultPosition;
  readonly signingKey: SigningKey;
  readonly database: Database;
  readonly lanes: PracticeLanes;
  readonly pool: EvaluationPool;
  /** Decodes the elements of requests. */
  readonly group: Group;
  readonly lastCount: LastCount;
  readonly metrics: VaultMetrics;
  readonly reportOrder: OrderServiceOptions['report'];
  readonly dueFailed: OrderServiceOptions['dueFailed'];
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
}): Services {
  const { config, position, signingKey, database, lanes, pool, group, lastCount, metrics, now, random } = options;
  const quota = new QuotaStore(database, config.ceiling, config.store.timeoutMs, (seconds) => {
    metrics.claimed(seconds);
  });
  const members = new MemberStore(database, config.members, position, config.store.timeoutMs, (seconds) => {
    metrics.claimed(seconds);
  });
  const keySets = new KeySetStore(lanes.database);
  const admission = new Admission(config.inFlight);
  const networks = new NetworkQuota(config.network, random, now());
  const unknownKeys = new NetworkQuota(refusalLimits(config.practices, config.network.networks), random, now());
  const evaluator = new Evaluator({
    index: position.index,
    signingKey: signingKey.publicKey,
    group,
    admission,
    callers: new KnownCallers(database, lanes.ordinary, config.store.timeoutMs, unknownKeys, now),
    networks,
    work: new WorkChallenges(config.work, signingKey.workKey),
    unpaidShare: config.work.fromPercent,
    claims: new ClaimQueue((id, claims) => quota.claimPublic(id, claims, now(), lastCount.floor), claimsPerStatement),
    quota,
    members,
    memberClaims: memberLane(database, config.store.connections),
    lastCount,
    pool,
    now,
  });
  const keySetService = new KeySetService({ position, config, signingKey, keySets, pool, now });
  const log = new ManifestLog({
    position,
    about: config.about,
    operators: config.operators,
    signingKey,
    keySets,
    pool,
    now,
  });
  const counts = new DailyCountsSigner({
    index: position.index,
    signingKey,
    database,
    timeoutMs: config.store.timeoutMs,
    keep: config.keep,
    now,
  });
  const practices = createPracticeServices({
    config,
    position,
    signingKey,
    database,
    lanes,
    members,
    counts: (practice, day) => counts.sign(practice, day),
    report: options.reportOrder,
    dueFailed: options.dueFailed,
    now,
  });
  return { admission, networks, evaluator, keySetService, log, practices };
}

/**
 * Claims of members, by practice and key. Those of one key wait for each other in the store anyway, and so do most of a
 * practice: more of them at once would only hold connections. Two are left for what is claimed without this lane.
 */
function memberLane(database: Database, connections: number): Lane {
  const atOnce = Math.max(1, connections - 2);
  return new Lane(database, atOnce, [Math.max(1, Math.floor(atOnce / 2)), 1]);
}
