import { hasCode, labelOf } from '../french/coding.ts';
import { isObject, objects, without, type JsonObject } from '../json/json.ts';
import { dateOfChoice, noteOf, withCode, withDate, withLabel, withNote } from './edit-element.ts';
import { emptyEntry, type EntryFacts } from './entry-facts.ts';

export const conditionClinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';
export const conditionVerification = 'http://terminology.hl7.org/CodeSystem/condition-ver-status';
const past = ['resolved', 'remission', 'inactive'];
const longTerm = 'ALD';
/** SNOMED CT "obstetrics": the category of an obstetric history. */
const snomed = 'http://snomed.info/sct';
const obstetrics = { code: '417887005', text: 'Antécédent obstétrical' };

export function readCondition(condition: JsonObject): EntryFacts {
  const categories = objects(condition['category']);
  const isObstetric = categories.some((one) => hasCode(one, snomed, obstetrics.code));
  return {
    ...emptyEntry,
    kind: isObstetric ? 'obstetric' : 'problem',
    name: labelOf(condition['code']) ?? '',
    start: dateOfChoice(condition, 'onset'),
    end: dateOfChoice(condition, 'abatement'),
    isActive: isObstetric || isActive(condition),
    isLongTerm: categories.some(isLongTerm),
    note: noteOf(condition),
  };
}

export function isActive(condition: JsonObject): boolean {
  return !past.some((code) => hasCode(condition['clinicalStatus'], conditionClinical, code));
}

/** Writes the facts into a Condition; every other element of `before` stays. */
export function writeCondition(before: JsonObject, facts: EntryFacts): JsonObject {
  const dated = withDate(withDate(before, 'onset', facts.start), 'abatement', facts.end);
  const named = withNote(withLabel(dated, 'code', facts.name), facts.note);
  const categories = objects(before['category']).filter((one) => facts.isLongTerm || !isLongTerm(one));
  if (facts.isLongTerm && !categories.some(isLongTerm)) categories.push({ text: longTerm });
  if (facts.kind === 'obstetric' && !categories.some((one) => hasCode(one, snomed, obstetrics.code)))
    categories.push({ coding: [{ system: snomed, code: obstetrics.code }], text: obstetrics.text });
  const status = statusOf(before, facts.kind !== 'obstetric' && facts.isActive);
  return {
    ...without(without(named, 'category'), 'clinicalStatus'),
    ...(categories.length === 0 ? {} : { category: categories }),
    clinicalStatus: status,
  };
}

function statusOf(before: JsonObject, active: boolean): JsonObject {
  const { clinicalStatus } = before;
  // "remission" and "recurrence" say more than resolved and active: they stay while the answer is the same.
  if (isObject(clinicalStatus) && isActive(before) === active) return clinicalStatus;
  return withCode(clinicalStatus, conditionClinical, active ? 'active' : 'resolved');
}

function isLongTerm(category: JsonObject): boolean {
  return labelOf(category) === longTerm;
}
