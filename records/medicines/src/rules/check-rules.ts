import type { Duration } from '../dose/dose.ts';
import { durationText } from '../dose/write-dose.ts';
import { durationDays } from '../dose/quantity.ts';
import type { PrescriptionRules } from './prescription-rules.ts';
import type { PrescriptionRule } from './rule.ts';

/**
 * - `duration_missing`: the medicine has a maximum, and the line no duration.
 * - `too_long`: duration and renewals exceed the maximum (for a secured form, even the longer alternative).
 * - `longer_alternative`: between the two maximums; allowed for another way of administration only.
 * - `renewal_forbidden`: narcotics are not renewed.
 * - `hospital_only`, `specialists`, `initial_prescription`: somebody else must prescribe, or has prescribed first.
 * - `secured_form`, `words`, `fraction`, `prior_consent`: what the form must have.
 */
export type RuleIssueCode =
  | 'duration_missing'
  | 'too_long'
  | 'longer_alternative'
  | 'renewal_forbidden'
  | 'hospital_only'
  | 'specialists'
  | 'initial_prescription'
  | 'secured_form'
  | 'words'
  | 'fraction'
  | 'prior_consent';

export interface RuleIssue {
  readonly code: RuleIssueCode;
  /** True if the line must not be printed as it is. */
  readonly isBlocking: boolean;
  readonly source: string;
}

/** Lists what the prescriber must do for a line; `days` is the duration of one dispensing cycle, null if unknown. */
export function checkRules(
  rules: PrescriptionRules,
  line: { readonly days: number | null; readonly renewals: number },
): RuleIssue[] {
  const issues: RuleIssue[] = [];
  const add = (code: RuleIssueCode, isBlocking: boolean, source: string) => issues.push({ code, isBlocking, source });
  const { maximum } = rules;
  if (maximum !== null && line.days === null) add('duration_missing', true, maximum.source);
  if (maximum !== null && line.days !== null) {
    const total = line.days * (line.renewals + 1);
    if (total > legalDays(maximum.or ?? maximum.duration)) add('too_long', true, maximum.source);
    else if (total > legalDays(maximum.duration)) add('longer_alternative', false, maximum.source);
  }
  if (rules.renewability === 'forbidden' && line.renewals > 0)
    add('renewal_forbidden', true, sourceOf(rules, 'narcotic'));
  if (rules.isHospitalOnly) add('hospital_only', true, sourceOf(rules, 'hospital-use', 'hospital-prescription'));
  if (rules.needsSecuredForm) add('secured_form', false, sourceOf(rules, 'secured-form', 'narcotic'));
  if (rules.needsWords) add('words', false, sourceOf(rules, 'secured-form', 'narcotic'));
  if (rules.fraction !== null) add('fraction', false, rules.fraction.source);
  for (const rule of rules.rules) {
    if (rule.kind === 'specialists') add('specialists', false, rule.source);
    if (rule.kind === 'initial-hospital' || rule.kind === 'initial-specialist')
      add('initial_prescription', false, rule.source);
    if (rule.kind === 'prior-consent') add('prior_consent', false, rule.source);
  }
  return issues;
}

/** The mention of a fraction on the form: `délivrance fractionnée de 7 jours`. */
export function fractionText(duration: Duration): string {
  return `délivrance fractionnée de ${durationText(duration)}`;
}

/** Twelve months are a year, although a month of dispensing counts 30 days; six months may have 184. */
function legalDays(duration: Duration): number {
  if (duration.unit !== 'month') return durationDays(duration);
  return duration.value === 12 ? 366 : Math.ceil(duration.value * 30.67);
}

function sourceOf({ rules }: PrescriptionRules, ...kinds: readonly PrescriptionRule['kind'][]): string {
  for (const kind of kinds) {
    const rule = rules.find((each) => each.kind === kind);
    if (rule !== undefined) return rule.source;
  }
  return '';
}
