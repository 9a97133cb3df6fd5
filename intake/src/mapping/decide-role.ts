import type { DateVerdict } from '../dates/date-evidence.ts';
import { isIdentifierRole, type ColumnRole } from './column-role.ts';
import { expectedKind, isReadableAs, type ContentKind } from './content-kind.ts';
import { nameContents } from './guess-names.ts';
import type { Recognized } from './vocabulary.ts';

export type Confidence = 'certain' | 'likely' | 'unsure';

/**
 * Why somebody has to look at a column:
 * - `dates_unclear`: two orders of day and month fit and give different dates.
 * - `dates_unreadable`: the name promises birth dates, and the values cannot be read.
 * - `dates_disagree`: the dates are not those of the NIRs beside them.
 * - `values_unreadable`: the name promises an identifier, and the values are none.
 * - `joins`: rows of several tables seem to be about the person with this key.
 * - `whose`: the values identify somebody; the name does not say that it is the patient.
 */
export type ColumnQuestion =
  'dates_unclear' | 'dates_unreadable' | 'dates_disagree' | 'values_unreadable' | 'whose' | 'joins';

export type Decision = {
  readonly role: ColumnRole;
  readonly confidence: Confidence;
  readonly question?: ColumnQuestion;
};

/** What the values of a column are, as far as they were looked at. */
export type ColumnContents = {
  readonly kind: ContentKind;
  readonly values: readonly string[];
  readonly distinct: number;
};

/** Half the values must be what the name promises, eight in ten to be certain; values of a sample of none prove nothing. */
export function decideRole(recognized: Recognized | undefined, contents: ColumnContents, isNeutral: boolean): Decision {
  const { kind, values } = contents;
  if (recognized === undefined) return fromContents(contents, isNeutral);
  const { role, certain, ofOthers } = recognized;
  const confidence = certain ? 'certain' : 'likely';
  if (!isIdentifierRole(role)) {
    // An e-mail address or a NIR of the patient under an unclear name is worth a question.
    const isContradicted = !certain && !ofOthers && (kind === 'email' || kind === 'nir');
    return isContradicted ? fromContents(contents, false) : { role, confidence };
  }
  if (values.length === 0) return { role, confidence };
  if (role === 'birth-day' && kind === 'date') return { role: 'birth-date', confidence };
  // The order of day and month needs all rows: see judgeDates.
  if (role === 'birth-date') return { role, confidence };
  const share = values.filter((value) => isReadableAs(expectedKind(role), value)).length / values.length;
  if (share >= 0.8) return { role, confidence, ...(certain ? {} : { question: 'whose' }) };
  if (share >= 0.4) return { role, confidence: 'likely', question: 'values_unreadable' };
  return { ...fromContents(contents, false), confidence: 'unsure', question: 'values_unreadable' };
}

/** Names that say nothing at all (`CHAMP_04`, `column_4`) leave it to the contents, which tell people apart if they differ. */
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

/** Names of persons under an unknown name are worth a question; a file without names of columns has its own guess. */
function fromTexts(values: readonly string[], isNeutral: boolean): Decision {
  const names = isNeutral ? undefined : nameContents(values);
  if (names !== undefined) return { role: names, confidence: 'likely', question: 'whose' };
  return { role: { category: longTexts(values) ? 'comment' : 'other' }, confidence: 'unsure' };
}

/**
 * What all dates of a column say about a decision that it holds birth dates.
 *
 * @param isPromised the name of the column says so
 * @param values those of the first rows
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
  // Children stand under a parent's number: only a majority of other dates says that something is wrong.
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

/** Years of birth spread over more than thirty years; those of visits do not. */
function looksLikeBirths(values: readonly string[]): boolean {
  const years = values.flatMap((value) => /(?:18|19|20)\d\d/.exec(value)?.[0] ?? []).map(Number);
  return years.length > 0 && Math.max(...years) - Math.min(...years) > 30;
}

function longTexts(values: readonly string[]): boolean {
  return values.reduce((sum, value) => sum + value.length, 0) > values.length * 25;
}
