import { fold } from '../fold.ts';

/** Why a pharmacist must not substitute (arrêté of 12 November 2019, changed on 20 July 2022). */
export type Substitution =
  /** Narrow therapeutic margin, stabilised patient. */
  | { readonly reason: 'MTE' }
  /** A child under six, no suitable generic form. */
  | { readonly reason: 'EFG' }
  /** Proved contraindication to an excipient. */
  | { readonly reason: 'CIF'; readonly excipient: string };

/** Substances of the arrêté for which MTE may be written. */
export const narrowMarginSubstances: readonly string[] = [
  'lamotrigine',
  'prégabaline',
  'zonisamide',
  'lévétiracétam',
  'topiramate',
  'valproate',
  'valproïque',
  'lévothyroxine',
  'mycophénolate',
  'mycophénolique',
  'buprénorphine',
  'azathioprine',
  'ciclosporine',
  'évérolimus',
  'lacosamide',
  'oxcarbazépine',
];

const narrow = new Set(narrowMarginSubstances.map(fold));

/** The mention that is printed: `non substituable (MTE)`. */
export function substitutionText(substitution: Substitution): string {
  return substitution.reason === 'CIF'
    ? `non substituable (CIF) : ${substitution.excipient}`
    : `non substituable (${substitution.reason})`;
}

/**
 * Why the reason does not fit: `not_listed` (MTE for another substance), `not_a_child` (EFG from six years on, or age
 * unknown), `excipient_missing`. Null if it fits.
 */
export function substitutionIssue(
  substitution: Substitution,
  substances: readonly string[],
  ageYears: number | null,
): 'not_listed' | 'not_a_child' | 'excipient_missing' | null {
  switch (substitution.reason) {
    case 'MTE': {
      const words = substances.flatMap((substance) => fold(substance).split(' '));
      return words.some((word) => narrow.has(word)) ? null : 'not_listed';
    }
    case 'EFG':
      return ageYears !== null && ageYears < 6 ? null : 'not_a_child';
    case 'CIF':
      return substitution.excipient.trim() === '' ? 'excipient_missing' : null;
  }
}
