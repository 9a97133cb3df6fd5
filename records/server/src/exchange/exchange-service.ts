import { directoryId, type Federation } from '@etanche/core-vault-protocol';
import { errorFields, type Logger } from '@etanche/platform';
import type { exchangeRoutes } from '@etanche/core-records-protocol';
import { jwsTypes } from '@etanche/core-wire';
import type { LeafSources } from '../audit/append-leaf.ts';
import type { BlobStore } from '../attachments/blob-store.ts';
import type { ServerKey } from '../config/server-key.ts';
import { committed, type Handlers } from '../http/handler.ts';
import type { ByteQuota } from '../patients/byte-quota.ts';
import { PeriodicTasks } from '../periodic-tasks.ts';
import type { Store } from '../store/store.ts';
import { announcePeers } from './announce-peers.ts';
import { deliverDue } from './deliver.ts';
import { Directory } from './directory.ts';
import { readPeers, type ExchangeConfig, type Peer } from './exchange-config.ts';
import { Inbox } from './inbox.ts';
import { MessageParts } from './message-parts.ts';
import { Outbox } from './outbox.ts';
import { PeerClient } from './peer-client.ts';
import { readPeer } from './peer-gate.ts';
import { claimedHeader } from './read-statement.ts';
import { Refusal } from '../http/refusal.ts';
import { sweepMessages } from './sweep-messages.ts';
import { syncPeer } from './sync-peers.ts';

type ExchangeSources = LeafSources & {
  readonly store: Store;
  readonly federation: Federation;
  readonly serverKey: ServerKey;
  readonly blobs: BlobStore;
  readonly bytes: ByteQuota;
  readonly config: ExchangeConfig;
  /** Concurrent uploads of parts. */
  readonly uploads: number;
  readonly clockMs: number;
  readonly logger: Logger;
  readonly fetch: typeof fetch;
};

export type ExchangeService = {
  /** Id of this server's directory. */
  readonly directory: string;
  readonly handlers: Handlers<keyof typeof exchangeRoutes>;
  /** @throws Refusal `unauthenticated` */
  readonly peer: (authorization: string | undefined, path: string) => Promise<string>;
  /** Announces the peers, and starts delivery, synchronisation and sweeping. */
  start(): Promise<AsyncDisposable>;
};

const sweepMs = 60_000;

/**
 * The directory of practices and the messages between them (docs/protocol.md 9).
 *
 * @throws RecordsError `configuration_invalid` for an unreadable file of peers
 */
export function createExchange(sources: ExchangeSources): ExchangeService {
  const { store, federation, serverKey, config, now, fetch } = sources;
  const known = readPeers(config.peersFile, serverKey.publicKey);
  const directory = new Directory({ ...sources, server: serverKey.publicKey, peers: known });
  const peers = new PeerClient({ fetch, serverKey, timeoutMs: config.timeoutMs, now });
  const parts = new MessageParts(store, sources.blobs, sources.uploads);
  const dependencies = { ...sources, directory, parts, peers };
  const outbox = new Outbox(dependencies);
  const inbox = new Inbox(dependencies);
  return {
    directory: directoryId(serverKey.publicKey),
    handlers: handlersOf(directory, outbox, inbox),
    peer: (authorization, path) => readPeer({ peers: known, server: serverKey.publicKey, now }, authorization, path),
    start: async () => {
      await announcePeers(sources, directory.id, known);
      return startTasks({ ...dependencies, outbox, inbox, federation }, known);
    },
  };
}

function startTasks(
  dependencies: Parameters<typeof deliverDue>[0] & { readonly federation: Federation },
  known: readonly Peer[],
): AsyncDisposable {
  const { store, config, logger } = dependencies;
  const each = async (work: (practice: string) => Promise<unknown>): Promise<void> => {
    for (const practice of await store.practices()) {
      await work(practice).catch((error: unknown) => {
        logger.warn('exchange_round_failed', errorFields(error));
      });
    }
  };
  const rounds = [
    {
      everyMs: config.deliver.everyMs,
      work: () => {
        const silent = new Set<string>();
        return each((practice) => deliverDue(dependencies, practice, silent));
      },
    },
    { everyMs: sweepMs, work: () => each((practice) => sweepMessages(dependencies, practice)) },
    ...known.map((peer) => ({ everyMs: config.syncMs, work: () => syncPeer(dependencies, peer) })),
  ];
  return PeriodicTasks.start(rounds, logger);
}

function handlersOf(directory: Directory, outbox: Outbox, inbox: Inbox): Handlers<keyof typeof exchangeRoutes> {
  return {
    publishEntry: async ({ session, body }) => {
      await directory.publish(session, body);
      return undefined;
    },
    removeEntry: async ({ session }) => {
      await directory.remove(session);
      return undefined;
    },
    directories: () => Promise.resolve(directory.list()),
    directoryCheckpoint: ({ params }) => directory.checkpoint(params.directory),
    directoryLeaves: ({ params, query }) => directory.leaves(params.directory, query.from ?? 0),
    directoryConsistency: ({ params, query }) =>
      directory.consistency(params.directory, query.from ?? 0, query.to ?? 0),
    inboxSealingKey: ({ params }) => directory.sealing(params.directory, params.practice),
    sendMessage: ({ session, body }) => outbox.send(session, body),
    sendPart: ({ session, params, body }) => outbox.putPart(session, params, body),
    outbox: committed((tx, { session, query }) => outbox.list(tx, session, query.before)),
    withdrawMessage: committed(async (tx, { session, params, body }) => {
      await outbox.withdraw(tx, session, params.message, body);
      return undefined;
    }),
    inbox: committed((tx, { session, query }) => inbox.list(tx, session, query)),
    openMessage: committed(async (tx, { session, params }) => {
      await inbox.open(tx, session, params.message);
      return undefined;
    }),
    receivedPart: { inTransaction: (tx, { session, params }) => inbox.part(tx, session, params) },
    sendReceipt: committed(async (tx, { session, params, body }) => {
      await inbox.sendReceipt(tx, session, params.message, body);
      return undefined;
    }),
    fileMessage: committed(async (tx, { session, params }) => {
      await inbox.file(tx, session, params.message);
      return undefined;
    }),
    unfileMessage: committed(async (tx, { session, params }) => {
      await inbox.unfile(tx, session, params.message);
      return undefined;
    }),
    relayMessage: ({ peer, body }) => inbox.accept(body.statement, body.keys, peer),
    relayPart: ({ peer, params, body }) => inbox.acceptPart(params, body, peer),
    relayEvent: async ({ peer, params, body }) => {
      const { practice, message } = params;
      const { typ } = claimedHeader(body.event);
      if (typ === jwsTypes.messageWithdrawal) await inbox.withdraw(practice, message, body.event, peer);
      else if (typ === jwsTypes.messageReceipt) await outbox.receipt(practice, message, body.event, peer);
      else throw new Refusal('request_invalid', { detail: 'neither a receipt nor a withdrawal' });
      return undefined;
    },
  };
}
