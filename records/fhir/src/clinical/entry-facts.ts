import { isDateTime } from '../resource/dates.ts';

/** Kinds of entries of a structured history. A problem that is no longer active is a past illness. */
export const entryKinds = ['problem', 'allergy', 'surgical', 'obstetric', 'family'] as const;
export type EntryKind = (typeof entryKinds)[number];

export type Severity = 'mild' | 'moderate' | 'severe';

/** Relatives of a family history (HL7 RoleCode), with the words that are stored. */
export const kin = {
  MTH: 'Mère',
  FTH: 'Père',
  SIS: 'Sœur',
  BRO: 'Frère',
  DAUC: 'Fille',
  SONC: 'Fils',
  GRMTH: 'Grand-mère',
  GRFTH: 'Grand-père',
  AUNT: 'Tante',
  UNCLE: 'Oncle',
  COUSN: 'Cousin ou cousine',
  FAMMEMB: 'Famille',
} as const;
export type Kin = keyof typeof kin;

/** One entry as a person writes it. Fields that its kind does not have are null or false. */
export interface EntryFacts {
  readonly kind: EntryKind;
  /** Illness, substance, operation. */
  readonly name: string;
  /** FHIR date of any precision. */
  readonly start: string | null;
  /** End of a problem. */
  readonly end: string | null;
  /** For problems and allergies; true for the other kinds. */
  readonly isActive: boolean;
  /** A problem that the insurance recognised as a long-term illness (ALD). */
  readonly isLongTerm: boolean;
  readonly reaction: string | null;
  readonly severity: Severity | null;
  readonly isIntolerance: boolean;
  readonly relative: Kin | null;
  /** Age of the relative at the beginning of the illness, in years. */
  readonly age: number | null;
  readonly note: string | null;
}

export type EntryFault =
  | 'name_missing'
  | 'date_invalid'
  | 'date_future'
  | 'end_before_start'
  | 'relative_missing'
  | 'age_invalid';

export const emptyEntry: Omit<EntryFacts, 'kind'> = {
  ...{ name: '', start: null, end: null, isActive: true, isLongTerm: false },
  ...{ reaction: null, severity: null, isIntolerance: false, relative: null, age: null, note: null },
};

const mostYears = 120;

/** The faults of an entry. @param today `YYYY-MM-DD` */
export function entryFaults(facts: EntryFacts, today: string): EntryFault[] {
  const faults: EntryFault[] = [];
  const { start, end, age } = facts;
  if (facts.name.trim() === '') faults.push('name_missing');
  const dates = [start, end].filter((date) => date !== null);
  if (dates.some((date) => !isDateTime(date))) faults.push('date_invalid');
  else if (dates.some((date) => date.slice(0, 10) > today)) faults.push('date_future');
  else if (start !== null && end !== null && isBefore(end, start)) faults.push('end_before_start');
  if (facts.kind === 'family' && facts.relative === null) faults.push('relative_missing');
  if (age !== null && (!Number.isSafeInteger(age) || age < 0 || age > mostYears)) faults.push('age_invalid');
  return faults;
}

/** Compares at the precision that both dates have: 2014 is not before 2014-03. */
function isBefore(one: string, other: string): boolean {
  const length = Math.min(one.length, other.length, 10);
  return one.slice(0, length) < other.slice(0, length);
}
