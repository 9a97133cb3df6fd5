import type { Bytes, Federation } from '@etanche/core-protocol';
import type { Logger } from '@etanche/platform';
import type { RecordsConfig } from './config.ts';
import type { RecordsMetrics } from './records-metrics.ts';
import type { ServerKey } from './server-key.ts';
import type { Store } from './store/store.ts';

/** What the server was put together from: each desk picks the few that it needs. */
export type ServerParts = {
  readonly config: RecordsConfig;
  readonly federation: Federation;
  readonly store: Store;
  readonly serverKey: ServerKey;
  readonly metrics: RecordsMetrics;
  readonly logger: Logger;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
  readonly fetch: typeof fetch;
};
