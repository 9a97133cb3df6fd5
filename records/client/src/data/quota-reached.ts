import type { QuotaLimit } from '@etanche/core-vault-protocol';

/** The limit that ended an evaluation, as the refusing vaults name it. */
export type QuotaReached = {
  readonly of: 'member' | 'practice' | 'importer';
  /** Units of a purpose, of `emergency`, or the `people` whom units may show; null if the vaults name none. */
  readonly kind: QuotaLimit['kind'] | null;
  /**
   * Rolling 60 seconds (`minute`), 24 hours (`day`) or 30 days (`month`); `burst`: too many at once; `total`: the whole
   * duration of an importer's right.
   */
  readonly window: QuotaLimit['window'] | null;
  /**
   * Number of units, or people, that t vaults together grant in that window, if every vault has the lowest limit that
   * one of them named; for an importer, the units at each vault. Null if the vaults name none.
   */
  readonly limit: number | null;
  /**
   * Time at which enough vaults answer again, in milliseconds since 1970 by this clock; null if waiting does not help.
   */
  readonly resetsAt: number | null;
};
