import type { Kind, Manifest } from '@etanche/core-protocol';

/** What is asked: identifiers in canonical form. A NIR has two where entries without a birth date exist. */
export type Question = { readonly kind: Kind; readonly identifiers: readonly string[] };

/**
 * Why nothing can be said.
 *
 * - `network`: this device reaches neither the site nor enough vaults.
 * - `resting`: vaults serve nobody for hours, because a store was put back from a copy.
 * - `busy`: vaults refuse for now; `retryAfter` says for how long.
 * - `altered`: something that was read is not what the operator and the vaults signed.
 * - `expired`: the index is past its date, or the device's clock is wrong.
 * - `outdated`: the site shows a version that a later one has replaced.
 * - `closed`: the key set has been withdrawn: the check is over.
 * - `browser`: this browser lacks something that the check needs.
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
