import type { Kind, Manifest } from '@etanche/core-check-protocol';

/** A question: identifiers in canonical form. A NIR has two if entries without a birth date exist. */
export type Question = { readonly kind: Kind; readonly identifiers: readonly string[] };

/**
 * Reasons for *could not check*.
 *
 * - `network`: this device reaches neither the site nor enough vaults.
 * - `resting`: vaults reject all requests for hours, because a store was restored from a backup.
 * - `busy`: vaults reject requests for `retryAfter` seconds.
 * - `altered`: data is not signed by the operator and the vaults.
 * - `expired`: the index is past its date, or the device's clock is wrong.
 * - `outdated`: the site shows a version that has been replaced.
 * - `closed`: the key set has been withdrawn; the check has ended.
 * - `browser`: this browser lacks a needed feature.
 */
export type Reason = 'network' | 'busy' | 'resting' | 'altered' | 'expired' | 'outdated' | 'closed' | 'browser';

export type Step = 'stretch' | 'ask' | 'work' | 'fetch';

export type CouldNotCheck = {
  readonly answer: 'could_not_check';
  readonly reason: Reason;
  /** Seconds to wait before the next try, or null. */
  readonly retryAfter: number | null;
};

/** The three answers. Categories are keys of the manifest's table, details its names and this person's texts. */
export type Outcome =
  | {
      readonly answer: 'found';
      readonly categories: readonly string[];
      readonly details: readonly { readonly id: number; readonly text: string }[];
    }
  | { readonly answer: 'not_found' }
  | CouldNotCheck;

/** A version that the vaults confirmed as the newest, and when, in milliseconds since 1970. */
export type Confirmed = { readonly version: number; readonly at: number };

export type ToWorker =
  | { readonly type: 'open'; readonly base: string; readonly confirmed: Confirmed | null }
  | { readonly type: 'ask'; readonly question: Question };

export type FromWorker =
  | { readonly type: 'opened'; readonly manifest: Manifest }
  | { readonly type: 'confirmed'; readonly confirmed: Confirmed }
  | { readonly type: 'step'; readonly step: Step }
  | { readonly type: 'outcome'; readonly outcome: Outcome };
