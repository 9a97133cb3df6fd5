import type { Duration } from '../dose/dose.ts';

/** One condition of prescription or dispensing as data. `source` is the line of the database, or the article. */
export type PrescriptionRule = { readonly source: string } & (
  | { readonly kind: 'list'; readonly list: 'I' | 'II' }
  | { readonly kind: 'narcotic' }
  /** Needs a prescription without being on a list. */
  | { readonly kind: 'prescription' }
  /** `or` is the longer duration that another way of administration allows (7 days or 28 days). */
  | { readonly kind: 'maximum'; readonly duration: Duration; readonly or: Duration | null }
  /** Dispensed in parts of this length, unless the prescriber writes `délivrance en une seule fois`. */
  | { readonly kind: 'fraction'; readonly duration: Duration }
  | { readonly kind: 'secured-form'; readonly isInWords: boolean }
  | { readonly kind: 'no-overlap' }
  | { readonly kind: 'hospital-use' }
  | { readonly kind: 'hospital-prescription' }
  /** A hospital prescribes first, and again after `months`; null: once. */
  | { readonly kind: 'initial-hospital'; readonly months: number | null }
  | { readonly kind: 'initial-specialist'; readonly months: number | null }
  | { readonly kind: 'specialists' }
  | { readonly kind: 'renewal-specialists' }
  | { readonly kind: 'renewal-unrestricted' }
  | { readonly kind: 'prior-consent' }
  | { readonly kind: 'monitoring' }
  | { readonly kind: 'childbearing' }
  | { readonly kind: 'professional-use' }
  | { readonly kind: 'administration' }
  | { readonly kind: 'dispensing' }
  /** A document or a mention on the prescription. */
  | { readonly kind: 'document' }
  /** Shown as it is. */
  | { readonly kind: 'other' }
);

export type RuleKind = PrescriptionRule['kind'];
