import type { Bytes } from '@etanche/core-wire';
import type { RecordsConfig } from '../config/config.ts';
import type { NoticeDesk } from '../orders/notice-desk.ts';
import type { Membership } from '../orders/membership.ts';
import type { RecordsMetrics } from '../records-metrics.ts';
import type { Store } from '../store/store.ts';
import type { ChallengeDesk } from './challenge-desk.ts';
import type { RelyingParty } from './passkey-ceremony.ts';
import type { SessionDesk } from './session-desk.ts';

/** What the routes of accounts work with. */
export type AccountParts = {
  readonly store: Store;
  readonly challenges: ChallengeDesk;
  readonly sessions: SessionDesk;
  readonly membership: Membership;
  readonly notices: NoticeDesk;
  readonly party: RelyingParty;
  readonly lifetimes: RecordsConfig['lifetimes'];
  readonly metrics: RecordsMetrics;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};
