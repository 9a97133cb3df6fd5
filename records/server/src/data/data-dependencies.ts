import type { Logger } from '@etanche/platform';
import type { LeafSources } from '../audit/append-leaf.ts';
import type { Store } from '../store/store.ts';
import type { ByteQuota } from '../patients/byte-quota.ts';
import type { Canaries } from '../search/canaries.ts';
import type { DataMetrics } from './data-metrics.ts';
import type { FreshnessSigner } from '../patients/freshness.ts';
import type { PostingKeys } from '../search/posting-keys.ts';

/** Dependencies of every operation on patients' data. */
export type DataDependencies = LeafSources & {
  readonly store: Store;
  readonly freshness: FreshnessSigner;
  readonly canaries: Canaries;
  readonly bytes: ByteQuota;
  readonly postings: PostingKeys;
  /** Limit of patients that a member creates on a UTC day; importers have none. */
  readonly patientsPerDay: number;
  /** Limit of received reports that a member puts on the unassigned list on a UTC day. */
  readonly reportsPerDay: number;
  /** How far the time of a version may be from this server's clock. */
  readonly clockMs: number;
  /** Makes t vaults raise an alarm before a file is withheld. @throws Refusal `vaults_unreachable` */
  readonly noticeErasure: (practice: string, erasure: string, member: string) => Promise<void>;
  readonly metrics: DataMetrics;
  readonly logger: Logger;
};
