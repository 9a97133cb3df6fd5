import { hasCode, labelOf } from '../french/coding.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';
import { readCondition } from '../clinical/condition-entry.ts';
import { isPregnancy, isResolved } from '../pregnancy/pregnancy-entry.ts';
import { isInError, isNoKnownAllergy } from '../clinical/write-entry.ts';
import { newestFirst, ofType, type ViewSource } from './view-source.ts';

export interface ProblemView {
  readonly id: string;
  readonly name: string;
  /** FHIR date of any precision. */
  readonly date: string | null;
  readonly isActive: boolean;
  /** A long-term illness that the insurance recognised. */
  readonly isLongTerm: boolean;
}

export interface AllergyView {
  readonly id: string;
  readonly substance: string;
  readonly reaction: string | null;
  readonly date: string | null;
  readonly isSevere: boolean;
  /** An intolerance is shown after the allergies and interrupts nobody. */
  readonly isIntolerance: boolean;
}

/** Three different facts: allergies, a statement that there are none, or no statement. */
export type AllergyState = 'listed' | 'none_known' | 'not_recorded';

export interface HistoryView {
  readonly id: string;
  readonly kind: 'procedure' | 'obstetric' | 'family' | 'resolved' | 'habit';
  readonly name: string;
  readonly date: string | null;
}

const allergyStatus = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
/** LOINC codes of habits. */
const habits = ['72166-2', '74013-4'];

/** Conditions that are not obstetric, newest first. */
export function problemsOf(sources: readonly ViewSource[]): ProblemView[] {
  const all = current(sources, 'Condition').flatMap(({ id, resource }): ProblemView[] => {
    const { kind, name, start, isActive, isLongTerm } = readCondition(resource);
    if (kind !== 'problem' || isPregnancy(resource)) return [];
    return [{ id, name, date: start ?? dateOf(resource, 'recordedDate'), isActive, isLongTerm }];
  });
  return newestFirst(all);
}

export function allergiesOf(sources: readonly ViewSource[]): { state: AllergyState; list: AllergyView[] } {
  const all = current(sources, 'AllergyIntolerance').filter(
    ({ resource }) =>
      !['resolved', 'inactive'].some((code) => hasCode(resource['clinicalStatus'], allergyStatus, code)),
  );
  const isNone = ({ resource }: ViewSource): boolean => isNoKnownAllergy(resource);
  const list = all
    .filter((source) => !isNone(source))
    .map(({ id, resource }): AllergyView => {
      const [reaction = {}] = objects(resource['reaction']);
      return {
        id,
        substance: labelOf(resource['code']) ?? '',
        reaction: objects(reaction['manifestation']).map(labelOf).filter(Boolean).join(', ') || null,
        date: dateOf(resource, 'onsetDateTime', 'recordedDate'),
        isSevere: resource['criticality'] === 'high' || reaction['severity'] === 'severe',
        isIntolerance: resource['type'] === 'intolerance',
      };
    });
  const weight = ({ isSevere, isIntolerance }: AllergyView): number => Number(isIntolerance) * 2 - Number(isSevere);
  list.sort((one, other) => weight(one) - weight(other));
  return { state: list.length > 0 ? 'listed' : all.some(isNone) ? 'none_known' : 'not_recorded', list };
}

export function historyOf(sources: readonly ViewSource[]): HistoryView[] {
  const procedures = current(sources, 'Procedure').map(({ id, resource }): HistoryView => ({
    ...{ id, kind: 'procedure' },
    name: labelOf(resource['code']) ?? '',
    date: dateOf(resource, 'performedDateTime', 'performedPeriod'),
  }));
  const family = current(sources, 'FamilyMemberHistory').map(({ id, resource }): HistoryView => {
    const conditions = objects(resource['condition']).map(({ code }) => labelOf(code));
    const who = labelOf(resource['relationship']);
    return {
      id,
      kind: 'family',
      name: [who, conditions.filter(Boolean).join(', ')].filter(Boolean).join(' : '),
      date: null,
    };
  });
  const habit = current(sources, 'Observation')
    .filter(({ resource }) => habits.some((code) => hasCode(resource['code'], 'http://loinc.org', code)))
    .map(({ id, resource }): HistoryView => ({
      ...{ id, kind: 'habit' },
      name: `${labelOf(resource['code']) ?? ''} : ${labelOf(resource['valueCodeableConcept']) ?? text(resource['valueString']) ?? ''}`,
      date: null,
    }));
  const obstetric = current(sources, 'Condition').flatMap(({ id, resource }): HistoryView[] => {
    const { kind, name, start, end } = readCondition(resource);
    // The outcome of a pregnancy is on its own page only; one that lasts is in the header.
    if (isPregnancy(resource)) return isResolved(resource) ? [{ id, kind: 'obstetric', name, date: end ?? start }] : [];
    return kind === 'obstetric' ? [{ id, kind, name, date: start }] : [];
  });
  return [...newestFirst(procedures), ...newestFirst(obstetric), ...family, ...habit];
}

/** The resources of one type that nobody marked as entered in error. */
export function current(sources: readonly ViewSource[], type: string): ViewSource[] {
  return ofType(sources, type).filter(({ resource }) => !isInError(resource));
}

/** The first of these fields that has a date or a period with a start. */
export function dateOf(resource: JsonObject, ...fields: readonly string[]): string | null {
  for (const field of fields) {
    const value = resource[field];
    const date = text(value) ?? (isObject(value) ? text(value['start']) : null);
    if (date !== null) return date;
  }
  return null;
}
