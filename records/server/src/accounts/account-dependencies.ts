import type { Bytes } from '@etanche/core-wire';
import type { RecordsConfig } from '../config/config.ts';
import type { NoticeService } from '../orders/notice-service.ts';
import type { Membership } from '../orders/membership.ts';
import type { RecordsMetrics } from '../records-metrics.ts';
import type { Store } from '../store/store.ts';
import type { ChallengeService } from './challenge-service.ts';
import type { RelyingParty } from './passkey-ceremony.ts';
import type { SessionService } from './session-service.ts';

/** Dependencies of the account routes. */
export type AccountDependencies = {
  readonly store: Store;
  readonly challenges: ChallengeService;
  readonly sessions: SessionService;
  readonly membership: Membership;
  readonly notices: NoticeService;
  readonly party: RelyingParty;
  readonly lifetimes: RecordsConfig['lifetimes'];
  readonly metrics: RecordsMetrics;
  readonly now: () => number;
  readonly random: (length: number) => Bytes;
};
