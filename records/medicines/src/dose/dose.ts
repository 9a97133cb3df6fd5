/** The unit in which an intake is counted: a piece that is taken whole or in parts, or a measure. */
export type DoseUnit =
  | 'comprimé'
  | 'gélule'
  | 'capsule'
  | 'sachet'
  | 'suppositoire'
  | 'ovule'
  | 'patch'
  | 'pastille'
  | 'lyophilisat'
  | 'ampoule'
  | 'dose'
  | 'bouffée'
  | 'pulvérisation'
  | 'application'
  | 'injection'
  | 'goutte'
  | 'mg'
  | 'ml'
  | 'microgramme'
  | 'UI';

export interface Duration {
  readonly value: number;
  readonly unit: 'day' | 'week' | 'month';
}

export type Rhythm =
  /** Amounts at four moments of each day. */
  | {
      readonly kind: 'moments';
      readonly morning: number;
      readonly noon: number;
      readonly evening: number;
      readonly night: number;
    }
  /** `amount` every `hours` hours. */
  | { readonly kind: 'hours'; readonly amount: number; readonly hours: number }
  /** `amount`, `times` times a day. */
  | { readonly kind: 'times'; readonly amount: number; readonly times: number }
  /** `amount` every `days` days; 7 is once a week. */
  | { readonly kind: 'days'; readonly amount: number; readonly days: number };

export interface DoseStep {
  readonly rhythm: Rhythm;
  /** Null: as long as the treatment lasts. Only the last step may have none. */
  readonly duration: Duration | null;
}

/** A dose that `checkDose` accepts. Several steps follow each other (tapering). */
export interface Dose {
  readonly unit: DoseUnit;
  readonly steps: readonly DoseStep[];
  readonly asNeeded: { readonly reason: string | null } | null;
  /** In `unit`. */
  readonly maxPerDay: number | null;
}

/**
 * - `not_understood`: the text, or a part of it, is not a dose in a known form.
 * - `ambiguous`: there are two readings (`1 0 1 7`: seven at night, or seven days).
 * - `unit_missing`, `unit_ambiguous`: it is not clear what is counted (tablets or milligrams); `unit_differs`: another
 *   unit than the medicine's form, or two units.
 * - `fraction_impossible`: a part of what cannot be divided; `strength_mismatch`: milligrams that no number of pieces
 *   gives.
 * - `zero`, `too_large`: an amount, an interval or a duration out of its range.
 * - `max_below_dose`: the maximum per day is below what is prescribed.
 * - `duration_missing`: a step before the last has no duration. `reason_invalid`: the reason is empty or too long.
 * - `structure_missing`, `structure_unknown`: a FHIR dosage has text alone, or elements that have no place here;
 *   `text_differs`: its text says something else than its structure.
 */
export type DoseFault =
  | 'not_understood'
  | 'ambiguous'
  | 'unit_missing'
  | 'unit_ambiguous'
  | 'unit_differs'
  | 'fraction_impossible'
  | 'strength_mismatch'
  | 'zero'
  | 'too_large'
  | 'max_below_dose'
  | 'duration_missing'
  | 'reason_invalid'
  | 'structure_missing'
  | 'structure_unknown'
  | 'text_differs';

/** A dose, or a text that stays a text because it has no single reading: the screen marks it. */
export type DoseOrText =
  | { readonly kind: 'dose'; readonly dose: Dose }
  | { readonly kind: 'text'; readonly text: string; readonly fault: DoseFault };

export const moments = ['morning', 'noon', 'evening', 'night'] as const;

/** The largest amount of one intake. */
export function largestIntake(rhythm: Rhythm): number {
  return rhythm.kind === 'moments' ? Math.max(...moments.map((moment) => rhythm[moment])) : rhythm.amount;
}

/** The amount of one day, on average. */
export function amountPerDay(rhythm: Rhythm): number {
  switch (rhythm.kind) {
    case 'moments':
      return moments.reduce((sum, moment) => sum + rhythm[moment], 0);
    case 'hours':
      return (rhythm.amount * 24) / rhythm.hours;
    case 'times':
      return rhythm.amount * rhythm.times;
    case 'days':
      return rhythm.amount / rhythm.days;
  }
}
