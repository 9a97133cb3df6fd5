/** Outcome of a claim; `migrations/000001-initial/1-quota.sql` explains each. */
export type ClaimOutcome =
  | 'granted'
  | 'minute'
  | 'day'
  | 'month'
  | 'total'
  | 'burst'
  | 'work'
  | 'spent'
  | 'behind'
  | 'unknown'
  | 'withdrawn'
  | 'superseded'
  | 'refused';

export type Claim = { readonly units: number; readonly share: number };

export type ClaimAnswer = {
  readonly outcome: ClaimOutcome;
  /** When to retry; null if waiting does not help. */
  readonly retryMs: number | null;
  /** The use of the fullest window, in percent. */
  readonly percent: number;
};
