import { hasCode, labelOf } from '../french/coding.ts';
import { isObject, objects, text, type JsonObject } from '../json/json.ts';
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
  readonly kind: 'procedure' | 'family' | 'resolved' | 'habit';
  readonly name: string;
  readonly date: string | null;
}

const clinicalStatus = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
const allergyStatus = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical';
const verification = 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification';
const snomed = 'http://snomed.info/sct';
/** SNOMED CT "no known allergy". */
const noKnownAllergy = '716186003';
/** LOINC codes of habits. */
const habits = ['72166-2', '74013-4'];

/** Conditions: active ones first, then resolved ones, each newest first. */
export function problemsOf(sources: readonly ViewSource[]): ProblemView[] {
  const all = ofType(sources, 'Condition').map(({ id, resource }): ProblemView => ({
    id,
    name: labelOf(resource['code']) ?? '',
    date: dateOf(resource, 'onsetDateTime', 'recordedDate'),
    isActive: !['resolved', 'remission', 'inactive'].some((code) =>
      hasCode(resource['clinicalStatus'], clinicalStatus, code),
    ),
    isLongTerm: objects(resource['category']).some((category) => labelOf(category) === 'ALD'),
  }));
  return newestFirst(all);
}

export function allergiesOf(sources: readonly ViewSource[]): { state: AllergyState; list: AllergyView[] } {
  const all = ofType(sources, 'AllergyIntolerance').filter(
    ({ resource }) =>
      !hasCode(resource['verificationStatus'], verification, 'entered-in-error') &&
      !['resolved', 'inactive'].some((code) => hasCode(resource['clinicalStatus'], allergyStatus, code)),
  );
  const isNone = ({ resource }: ViewSource): boolean => hasCode(resource['code'], snomed, noKnownAllergy);
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
  const procedures = ofType(sources, 'Procedure').map(({ id, resource }): HistoryView => ({
    ...{ id, kind: 'procedure' },
    name: labelOf(resource['code']) ?? '',
    date: dateOf(resource, 'performedDateTime', 'performedPeriod'),
  }));
  const family = ofType(sources, 'FamilyMemberHistory').map(({ id, resource }): HistoryView => {
    const conditions = objects(resource['condition']).map(({ code }) => labelOf(code));
    const who = labelOf(resource['relationship']);
    return {
      id,
      kind: 'family',
      name: [who, conditions.filter(Boolean).join(', ')].filter(Boolean).join(' : '),
      date: null,
    };
  });
  const habit = ofType(sources, 'Observation')
    .filter(({ resource }) => habits.some((code) => hasCode(resource['code'], 'http://loinc.org', code)))
    .map(({ id, resource }): HistoryView => ({
      ...{ id, kind: 'habit' },
      name: `${labelOf(resource['code']) ?? ''} : ${labelOf(resource['valueCodeableConcept']) ?? text(resource['valueString']) ?? ''}`,
      date: null,
    }));
  return [...newestFirst(procedures), ...family, ...habit];
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
