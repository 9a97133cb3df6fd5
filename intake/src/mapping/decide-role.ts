import type { DateVerdict } from '../dates/date-evidence.ts';
import { isIdentifierRole, type ColumnRole } from './column-role.ts';
import { expectedKind, isReadableAs, type ContentKind } from './content-kind.ts';
import { nameContents } from './guess-names.ts';
import type { Recognized } from './vocabulary.ts';

export type Confidence = 'certain' | 'likely' | 'unsure';

/**
 * Why the operator has to check a column:
 * - `dates_unclear`: two orders of day and month fit and give different dates.
 * - `dates_unreadable`: the name suggests birth dates, but the values cannot be read.
 * - `dates_disagree`: the dates do not match the NIRs in their rows.
 * - `values_unreadable`: the name suggests an identifier, but the values are not identifiers.
 * - `joins`: this key seems to link rows of several tables about one person.
 * - `whose`: the values identify a person, but the name does not show that this is the patient.
 */
export type ColumnQuestion =
  | 'dates_unclear'
  | 'dates_unreadable'
  | 'dates_disagree'
  | 'values_unreadable'
  | 'whose'
  | 'joins';

export type Decision = {
  readonly role: ColumnRole;
  readonly confidence: Confidence;
  readonly question?: ColumnQuestion;
};

/** The inspected values of a column. */
type ColumnContents = {
  readonly kind: ContentKind;
  readonly values: readonly string[];
  readonly distinct: number;
};

/** Half the values must match the name, eight in ten to be certain; an empty sample proves nothing. */
export function decideRole(recognized: Recognized | undefined, contents: ColumnContents, isNeutral: boolean): Decision {
  const { kind, values } = contents;
  if (recognized === undefined) return fromContents(contents, isNeutral);
  const { role, certain, ofOthers } = recognized;
  const confidence = certain ? 'certain' : 'likely';
  if (!isIdentifierRole(role)) {
    // Ask about an e-mail address or a NIR under an unclear name.
    const isContradicted = !certain && !ofOthers && (kind === 'email' || kind === 'nir');
    return isContradicted ? fromContents(contents, false) : { role, confidence };
  }
  if (values.length === 0) return { role, confidence };
  if (role === 'birth-day' && kind === 'date') return { role: 'birth-date', confidence };
  // The order of day and month depends on all rows: see judgeDates.
  if (role === 'birth-date') return { role, confidence };
  const share = values.filter((value) => isReadableAs(expectedKind(role), value)).length / values.length;
  if (share >= 0.8) return { role, confidence, ...(certain ? {} : { question: 'whose' }) };
  if (share >= 0.4) return { role, confidence: 'likely', question: 'values_unreadable' };
  return { ...fromContents(contents, false), confidence: 'unsure', question: 'values_unreadable' };
}

/** For generic names (`CHAMP_04`, `column_4`) the contents decide: they identify people if they differ. */
function fromContents({ kind, values, distinct }: ColumnContents, isNeutral: boolean): Decision {
  switch (kind) {
    case 'email':
    case 'nir':
    case 'phone':
      return isNeutral && distinct >= values.length * 0.8
        ? { role: kind, confidence: 'certain' }
        : { role: kind, confidence: 'likely', question: 'whose' };
    case 'date':
      return { role: 'birth-date', confidence: 'unsure' };
    case 'name':
    case 'nir-key':
    case 'day':
    case 'month':
    case 'year':
    case 'text':
      return values.length === 0 ? { role: 'ignore', confidence: 'unsure' } : fromTexts(values, isNeutral);
  }
}

/** Asks about person names under an unknown column name; files without column names are guessed elsewhere. */
function fromTexts(values: readonly string[], isNeutral: boolean): Decision {
  const names = isNeutral ? undefined : nameContents(values);
  if (names !== undefined) return { role: names, confidence: 'likely', question: 'whose' };
  return { role: { category: longTexts(values) ? 'comment' : 'other' }, confidence: 'unsure' };
}

/**
 * Revises the decision that a column has birth dates, from all its dates.
 *
 * @param isPromised the name of the column suggests birth dates
 * @param values values of the first rows
 */
export function judgeDates(
  decision: Decision,
  verdict: DateVerdict,
  filled: number,
  isPromised: boolean,
  values: readonly string[],
): Decision {
  const { readable, agreeing, disagreeing, unclear } = verdict;
  const compared = agreeing + disagreeing;
  // Children may be listed with a parent's NIR: only a majority of mismatches is an error.
  const isConfirmed = compared >= 3 && agreeing >= compared * 0.8;
  const asked = (question: ColumnQuestion): Decision => ({
    role: { category: isPromised ? 'birth-date' : 'other' },
    confidence: 'unsure',
    question,
  });
  if (filled === 0) return decision;
  if (!isPromised && !isConfirmed && !looksLikeBirths(values))
    return { role: { category: 'other' }, confidence: 'unsure' };
  if (readable < filled * 0.4)
    return isPromised ? asked('dates_unreadable') : { role: { category: 'other' }, confidence: 'unsure' };
  if (unclear) return asked('dates_unclear');
  if (compared >= 3 && disagreeing > compared * 0.5)
    return isPromised
      ? { role: 'birth-date', confidence: 'unsure', question: 'dates_disagree' }
      : { role: { category: 'other' }, confidence: 'unsure' };
  if (!isPromised)
    return isConfirmed ? { role: 'birth-date', confidence: 'certain' } : { ...decision, question: 'whose' };
  if (readable < filled * 0.8) return { role: 'birth-date', confidence: 'likely', question: 'dates_unreadable' };
  return { role: 'birth-date', confidence: isConfirmed ? 'certain' : decision.confidence };
}

/** Years of birth spread over more than thirty years; years of visits do not. */
function looksLikeBirths(values: readonly string[]): boolean {
  const years = values.flatMap((value) => /(?:18|19|20)\d\d/.exec(value)?.[0] ?? []).map(Number);
  return years.length > 0 && Math.max(...years) - Math.min(...years) > 30;
}

function longTexts(values: readonly string[]): boolean {
  return values.reduce((sum, value) => sum + value.length, 0) > values.length * 25;
}
