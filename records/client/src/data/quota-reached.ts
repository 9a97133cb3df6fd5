import type { QuotaLimit } from '@etanche/core-vault-protocol';

/** The limit that ended an evaluation, as the refusing vaults name it. */
export type QuotaReached = {
  readonly of: 'member' | 'practice' | 'importer';
  /** Units of a purpose, of `emergency`, or the `people` whom units may show; null where the vaults name none. */
  readonly kind: QuotaLimit['kind'] | null;
  /**
   * Rolling 60 seconds (`minute`), 24 hours (`day`) or 30 days (`month`); `burst`: too many at once; `total`: as long as an
   * importer's right lasts.
   */
  readonly window: QuotaLimit['window'] | null;
  /**
   * How many units, or people, t vaults together grant in that window, if every vault has the lowest limit that one of them
   * named; of an importer, the units at each vault. Null where the vaults name none.
   */
  readonly limit: number | null;
  /** Milliseconds since 1970 by this clock, when enough vaults answer again; null where waiting does not help. */
  readonly resetsAt: number | null;
};
