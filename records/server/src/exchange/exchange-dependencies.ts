import type { Logger } from '@etanche/platform';
import type { LeafSources } from '../audit/append-leaf.ts';
import type { ServerKey } from '../config/server-key.ts';
import type { ByteQuota } from '../patients/byte-quota.ts';
import type { Store } from '../store/store.ts';
import type { Directory } from './directory.ts';
import type { ExchangeConfig } from './exchange-config.ts';
import type { MessageParts } from './message-parts.ts';
import type { PeerClient } from './peer-client.ts';

/** Dependencies of inbox, outbox and delivery. */
export type ExchangeDependencies = LeafSources & {
  readonly store: Store;
  readonly directory: Directory;
  readonly parts: MessageParts;
  readonly peers: PeerClient;
  readonly serverKey: ServerKey;
  readonly bytes: ByteQuota;
  readonly config: ExchangeConfig;
  /** How far the time of a message may be from this server's clock. */
  readonly clockMs: number;
  readonly logger: Logger;
};
