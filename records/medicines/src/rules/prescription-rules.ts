import { durationDays } from '../dose/quantity.ts';
import type { Duration } from '../dose/dose.ts';
import type { Medicine } from '../medicine.ts';
import { readCondition } from './read-condition.ts';
import type { PrescriptionRule, RuleKind } from './rule.ts';

/**
 * - `forbidden`: narcotics. `if-written`: list I, only if the prescriber writes the number.
 * - `unless-forbidden`: list II. `free`: without prescription.
 */
export type Renewability = 'forbidden' | 'if-written' | 'unless-forbidden' | 'free';

/** The legal requirements for a medicine; every field names its source in `rules`. */
export interface PrescriptionRules {
  readonly list: 'I' | 'II' | null;
  readonly isNarcotic: boolean;
  readonly needsPrescription: boolean;
  /** The strictest maximum, with the longer one that another way of administration allows. */
  readonly maximum: { readonly duration: Duration; readonly or: Duration | null; readonly source: string } | null;
  /** Length of one part of the dispensing. */
  readonly fraction: { readonly duration: Duration; readonly source: string } | null;
  readonly needsSecuredForm: boolean;
  /** Amounts, number of intakes and strengths in words (R.5132-29 CSP). */
  readonly needsWords: boolean;
  readonly isHospitalOnly: boolean;
  readonly isReservedToSpecialists: boolean;
  readonly needsPriorConsent: boolean;
  readonly renewability: Renewability;
  readonly rules: readonly PrescriptionRule[];
}

const articles = {
  lists: 'R.5132-21 CSP : listes I et II, 12 mois au plus',
  narcotics: 'R.5132-30 CSP : stupéfiants, 28 jours au plus',
} as const;

/** A practice cannot prescribe these; they count for a line only if all its medicines have them. */
const onlyIfAll: readonly RuleKind[] = ['hospital-use', 'hospital-prescription', 'professional-use'];

/**
 * The rules of one medicine, or of all medicines of a line: then the strictest of each, because the pharmacist chooses,
 * and a reservation to hospitals only if all have it.
 */
export function prescriptionRules(medicines: readonly Pick<Medicine, 'conditions'>[]): PrescriptionRules {
  const each = medicines.map(({ conditions }) => conditions.map(readCondition));
  const isOfAll = (kind: RuleKind): boolean => each.every((rules) => rules.some((rule) => rule.kind === kind));
  const bySource = new Map(each.flat().map((rule) => [rule.source, rule]));
  const read = Array.from(bySource.values()).filter(({ kind }) => !onlyIfAll.includes(kind) || isOfAll(kind));
  const has = (kind: RuleKind): boolean => read.some((rule) => rule.kind === kind);
  const lists = read.flatMap((rule) => (rule.kind === 'list' ? [rule.list] : []));
  const list = lists.includes('I') ? 'I' : lists.includes('II') ? 'II' : null;
  const isNarcotic = has('narcotic');
  const rules: PrescriptionRule[] = [...read];
  const legal = isNarcotic
    ? { value: 28, unit: 'day' as const }
    : list === null
      ? null
      : { value: 12, unit: 'month' as const };
  if (legal !== null) {
    const source = isNarcotic ? articles.narcotics : articles.lists;
    rules.push({ kind: 'maximum', duration: legal, or: null, source });
  }
  return {
    ...{ list, isNarcotic, rules },
    needsPrescription: list !== null || isNarcotic || has('prescription'),
    maximum: strictest(rules.flatMap((rule) => (rule.kind === 'maximum' ? [rule] : []))),
    fraction: strictest(rules.flatMap((rule) => (rule.kind === 'fraction' ? [rule] : []))),
    needsSecuredForm: isNarcotic || has('secured-form'),
    needsWords: isNarcotic || read.some((rule) => rule.kind === 'secured-form' && rule.isInWords),
    isHospitalOnly: has('hospital-use') || has('hospital-prescription'),
    isReservedToSpecialists: has('specialists') || has('initial-specialist'),
    needsPriorConsent: has('prior-consent'),
    renewability: isNarcotic
      ? 'forbidden'
      : list === 'I'
        ? 'if-written'
        : list === 'II' || has('prescription')
          ? 'unless-forbidden'
          : 'free',
  };
}

function strictest<T extends { readonly duration: Duration }>(rules: readonly T[]): T | null {
  return rules.reduce<T | null>(
    (least, rule) => (least === null || durationDays(rule.duration) < durationDays(least.duration) ? rule : least),
    null,
  );
}
