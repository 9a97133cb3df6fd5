import type { Federation } from '@etanche/core-vault-protocol';
import type { Bytes } from '@etanche/core-wire';
import type { Logger } from '@etanche/platform';
import type { AccountDependencies } from './accounts/account-dependencies.ts';
import { ChallengeService } from './accounts/challenge-service.ts';
import { keySignInHandlers } from './accounts/key-sign-in.ts';
import { memberDeviceHandlers } from './accounts/member-devices.ts';
import { passkeyHandlers } from './accounts/passkeys.ts';
import { recoveryPlanHandlers } from './accounts/recovery-plan.ts';
import { recoveryHandlers } from './accounts/recovery.ts';
import { registrationHandlers } from './accounts/registration.ts';
import { SessionService } from './accounts/session-service.ts';
import { sessionHandlers } from './accounts/sessions.ts';
import { signInHandlers } from './accounts/sign-in.ts';
import type { BinaryDependencies } from './attachments/binaries.ts';
import type { BlobStore } from './attachments/blob-store.ts';
import type { RecordsConfig, RecordsSecrets } from './config/config.ts';
import { ByteQuota } from './patients/byte-quota.ts';
import { Canaries } from './search/canaries.ts';
import { dataHandlers } from './data/data-handlers.ts';
import { DataMetrics } from './data/data-metrics.ts';
import { FreshnessSigner } from './patients/freshness.ts';
import { createPostingKeys } from './search/posting-keys.ts';
import type { Handlers } from './http/handler.ts';
import { IdentityProofService } from './accounts/identity-proof-service.ts';
import { IdentityProvider } from './accounts/identity-provider.ts';
import { createExchange, type ExchangeService } from './exchange/exchange-service.ts';
import { hasNoPractice } from './members/founding-token.ts';
import { foundingHandlers } from './members/founding.ts';
import { ChangeWatch } from './live/change-watch.ts';
import { liveHandlers } from './live/live-handlers.ts';
import { WaitingRequests } from './live/waiting-requests.ts';
import { grantHandlers } from './members/grants.ts';
import { invitationHandlers } from './members/invitations.ts';
import { memberHandlers } from './members/members.ts';
import type { PracticeDependencies } from './members/practice-dependencies.ts';
import type { RecordsMetrics } from './records-metrics.ts';
import { FreezeService } from './orders/freeze-service.ts';
import { NoticeService } from './orders/notice-service.ts';
import { Membership } from './orders/membership.ts';
import type { ServerKey } from './config/server-key.ts';
import type { Store } from './store/store.ts';

/** The sources of the services, all created where the server is composed. */
type ServiceSources = {
  readonly config: RecordsConfig;
  readonly secrets: RecordsSecrets;
  readonly federation: Federation;
  readonly store: Store;
  readonly serverKey: ServerKey;
  readonly canaryKey: Bytes;
  readonly postingKey: Bytes;
  readonly blobs: BlobStore;
  readonly metrics: RecordsMetrics;
  readonly logger: Logger;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly fetch: typeof fetch;
};

export type RecordsServices = {
  readonly handlers: Handlers;
  readonly sessions: SessionService;
  readonly freezes: FreezeService;
  readonly notices: NoticeService;
  readonly membership: Membership;
  readonly identity: IdentityProofService;
  readonly data: BinaryDependencies;
  readonly watch: ChangeWatch;
  readonly exchange: ExchangeService;
};

export function createServices(sources: ServiceSources): RecordsServices {
  const { config, secrets, federation, store, serverKey, metrics, logger, now, random, fetch } = sources;
  const reader = { federation, fetch, timeoutMs: config.chain.timeoutMs, now };
  const membership = new Membership({ ...reader, ...config.chain, store, metrics });
  const freezes = new FreezeService({ ...reader, store, serverKey, random });
  const notices = new NoticeService({ ...reader, store, serverKey, random });
  const sessions = new SessionService({ store, membership, ...config.sessions, secret: serverKey.secret, now, random });
  const account: AccountDependencies = {
    store,
    challenges: new ChallengeService({ store, lifetimeMs: config.lifetimes.challengeMs, now, random }),
    sessions,
    membership,
    notices,
    party: { rpId: config.rpId, name: config.name, origins: config.origins },
    lifetimes: config.lifetimes,
    metrics,
    now,
    random,
  };
  const practice: PracticeDependencies = { ...account, federation, serverKey, freezes, owners: reader };
  const identity = new IdentityProofService({
    store,
    provider: providerOf(config, secrets, fetch),
    lifetimeMs: config.lifetimes.challengeMs,
    logger,
    now,
    random,
  });
  const data = dataDependencies(sources, freezes, notices);
  const exchange = createExchange({
    ...{ store, federation, serverKey, logger, now, random, fetch },
    ...{ blobs: data.blobs, bytes: data.bytes, clockMs: data.clockMs, uploads: data.uploads },
    config: config.exchange,
  });
  const watch = new ChangeWatch({ store, logger, everyMs: config.live.everyMs });
  const { name, rpId } = config;
  const handlers: Handlers = {
    server: async () => {
      const isNew = await store.outside((tx) => hasNoPractice(tx));
      return { name, rpId, key: serverKey.publicKey, federation, ...(isNew && { isNew }) };
    },
    ...signInHandlers(account),
    ...keySignInHandlers(account),
    ...sessionHandlers({ ...account, idleMs: config.sessions.idleMs }),
    ...memberDeviceHandlers({ ...account, idleMs: config.sessions.idleMs }),
    ...passkeyHandlers(account),
    ...registrationHandlers(account),
    ...recoveryPlanHandlers(account),
    ...recoveryHandlers(account),
    ...foundingHandlers(practice),
    ...memberHandlers(practice),
    ...invitationHandlers(practice),
    ...grantHandlers(practice),
    ...identity.handlers(),
    ...dataHandlers(data),
    ...exchange.handlers,
    ...liveHandlers({ store, sessions, watch, waiting: new WaitingRequests(config.live) }),
  };
  return { handlers, sessions, freezes, notices, membership, identity, data, watch, exchange };
}

function dataDependencies(sources: ServiceSources, freezes: FreezeService, notices: NoticeService): BinaryDependencies {
  const { config, store, serverKey, canaryKey, postingKey, blobs, logger, now, random } = sources;
  const { bytesPerDay: perDay, blockBytes, binaries, patientsPerDay, reportsPerDay, clockMs } = config.data;
  const metrics = new DataMetrics(sources.metrics.registry);
  const canaries = new Canaries({
    key: canaryKey,
    logger,
    metrics,
    freeze: async (practice, member) => {
      await freezes.freeze(practice, member, 'canary', null);
    },
    now,
    random,
  });
  const freshness = new FreshnessSigner(serverKey, now);
  const bytes = new ByteQuota({ store, perDay, blockBytes, now });
  const postings = createPostingKeys(postingKey, random);
  return {
    ...{ store, freshness, canaries, bytes, postings, patientsPerDay, reportsPerDay, clockMs, metrics, logger },
    ...{ blobs, uploads: binaries.uploads, now, random },
    noticeErasure: (practice, notice, member) => notices.require(practice, { notice, kind: 'erasure', member }),
  };
}

function providerOf(
  { identity }: RecordsConfig,
  { identity: secrets }: RecordsSecrets,
  fetch: typeof globalThis.fetch,
): IdentityProvider | null {
  return identity === null || secrets === null ? null : new IdentityProvider(identity, secrets.clientSecret, fetch);
}
