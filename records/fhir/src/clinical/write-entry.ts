import { hasCode } from '../french/coding.ts';
import { without, type JsonObject } from '../json/json.ts';
import type { Resource } from '../resource/resource.ts';
import { allergyClinical, allergyVerification, readAllergy, writeAllergy } from './allergy-entry.ts';
import { conditionVerification, readCondition, writeCondition } from './condition-entry.ts';
import { withCode } from './edit-element.ts';
import type { EntryFacts, EntryKind } from './entry-facts.ts';
import type { EntryContext } from './entry-context.ts';
import { isPregnancy } from '../pregnancy/pregnancy-entry.ts';
import { readFamily, writeFamily } from './family-entry.ts';
import { readOperation, writeOperation } from './operation-entry.ts';

type EntryType = 'Condition' | 'AllergyIntolerance' | 'Procedure' | 'FamilyMemberHistory';

const types: Readonly<Record<EntryKind, EntryType>> = {
  problem: 'Condition',
  obstetric: 'Condition',
  allergy: 'AllergyIntolerance',
  surgical: 'Procedure',
  family: 'FamilyMemberHistory',
};
const writers = { Condition: writeCondition, AllergyIntolerance: writeAllergy, Procedure: writeOperation } as const;
const snomed = 'http://snomed.info/sct';
const noKnownAllergy = { system: snomed, code: '716186003', display: 'Aucune allergie connue' };

/** Builds the resource of a new entry. @param facts without faults (`entryFaults`) */
export function buildEntry(facts: EntryFacts, { patient, author, recorded }: EntryContext): Resource {
  const type = types[facts.kind];
  const subject = { reference: patient };
  const person = { display: author };
  const before: Readonly<Record<EntryType, JsonObject>> = {
    Condition: { subject, recordedDate: recorded, recorder: person },
    AllergyIntolerance: { patient: subject, recordedDate: recorded, recorder: person },
    Procedure: { subject, recorder: person },
    FamilyMemberHistory: { patient: subject, date: recorded },
  };
  const written = write(type, before[type], facts);
  if (type === 'Procedure' || type === 'FamilyMemberHistory') return { resourceType: type, ...written };
  const system = type === 'Condition' ? conditionVerification : allergyVerification;
  return { resourceType: type, ...written, verificationStatus: { coding: [{ system, code: 'confirmed' }] } };
}

/**
 * The resource of an entry with other facts. Elements and extensions that no fact describes stay as they are; the same
 * facts return an equal resource. The kind cannot change the type of the resource.
 *
 * @throws RangeError for another type
 */
export function editEntry(before: Resource, facts: EntryFacts): Resource {
  const { resourceType } = before;
  if (!isEntryType(resourceType) || types[facts.kind] !== resourceType)
    throw new RangeError(`an entry ${facts.kind} is not a ${resourceType}`);
  return { ...write(resourceType, before, facts), resourceType };
}

/** Null for a resource of another type, and for the statement that there are no allergies. */
export function readEntry(resource: JsonObject): EntryFacts | null {
  switch (resource['resourceType']) {
    case 'Condition':
      return isPregnancy(resource) ? null : readCondition(resource);
    case 'AllergyIntolerance':
      return isNoKnownAllergy(resource) ? null : readAllergy(resource);
    case 'Procedure':
      return readOperation(resource);
    case 'FamilyMemberHistory':
      return readFamily(resource);
    default:
      return null;
  }
}

/** True for an entry, vaccine, result or document that somebody wrote by mistake. */
export function isInError(resource: JsonObject): boolean {
  if (resource['status'] === 'entered-in-error') return true;
  return [conditionVerification, allergyVerification].some((system) =>
    hasCode(resource['verificationStatus'], system, 'entered-in-error'),
  );
}

/** The resource marked as entered in error; everything else in it stays. */
export function asEnteredInError(resource: Resource): Resource {
  const { resourceType } = resource;
  if (resourceType !== 'Condition' && resourceType !== 'AllergyIntolerance')
    return { ...resource, status: 'entered-in-error' };
  const system = resourceType === 'Condition' ? conditionVerification : allergyVerification;
  // R4 con-5, ait-2: an entry in error has no clinical status. The version before keeps it.
  const rest = without(resource, 'clinicalStatus');
  return {
    ...rest,
    resourceType,
    verificationStatus: withCode(resource['verificationStatus'], system, 'entered-in-error'),
  };
}

/** The statement that the patient has no known allergy. */
export function buildNoKnownAllergy({ patient, author, recorded }: EntryContext): Resource {
  return {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: { coding: [{ system: allergyClinical, code: 'active' }] },
    verificationStatus: { coding: [{ system: allergyVerification, code: 'confirmed' }] },
    code: { coding: [noKnownAllergy], text: noKnownAllergy.display },
    patient: { reference: patient },
    recordedDate: recorded,
    recorder: { display: author },
  };
}

export function isNoKnownAllergy(resource: JsonObject): boolean {
  return hasCode(resource['code'], snomed, noKnownAllergy.code);
}

function write(type: EntryType, before: JsonObject, facts: EntryFacts): JsonObject {
  return type === 'FamilyMemberHistory' ? writeFamily(before, facts) : writers[type](before, facts);
}

function isEntryType(type: string): type is EntryType {
  return Object.values<string>(types).includes(type);
}
