import { isObject, items, objects, text, type Json, type JsonObject } from '../json/json.ts';
import { ruleOf } from '../resource/resource-table.ts';
import type { Resource } from '../resource/resource.ts';

/** Fields with the patient in resource types without a table entry, in the order of precedence. */
const patientFields = ['patient', 'subject', 'beneficiary', 'for', 'individual', 'policyHolder'] as const;
/** If one of these fields has no patient, the resource is about another subject. */
const subjectFields: ReadonlySet<string> = new Set(['patient', 'subject', 'beneficiary']);

/**
 * The patient of a resource, as the resource refers to it:
 *
 * - `reference`: as written, `Patient/1`, a URL, `urn:uuid:…` or `#contained`;
 * - `identifier`: a logical or conditional reference (`Patient?identifier=system|value`); `system` is null if none is
 *   given;
 * - `unclear`: only a display text, or a subject that is not a patient (a Group, a Device, a Location).
 */
export type Subject =
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'identifier'; readonly system: string | null; readonly value: string }
  | { readonly kind: 'unclear' };

/**
 * All references of a resource to its patient: none for a Patient itself, a Practitioner or a Medication; more than one
 * for an Appointment of two patients.
 */
export function subjectsOf(resource: Resource): Subject[] {
  const { resourceType } = resource;
  if (resourceType === 'Patient') return [];
  if (resourceType === 'Appointment' || resourceType === 'AppointmentResponse') return actors(resource);
  const field = ruleOf(resourceType).patient;
  const fields = field === undefined ? patientFields : [field];
  const found = fields.map((name) => ({ name, subjects: subjectsIn(resource[name]) }));
  for (const { subjects } of found) {
    const clear = subjects.filter(({ kind }) => kind !== 'unclear');
    if (clear.length > 0) return clear;
  }
  const isAboutOthers = found.some(({ name, subjects }) => subjectFields.has(name) && subjects.length > 0);
  return isAboutOthers ? [{ kind: 'unclear' }] : [];
}

/** All references of a resource, at any depth. */
export function allReferences(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(allReferences);
  if (!isObject(value)) return [];
  const own = text(value['reference']);
  const url = text(value['url']);
  return [
    ...(own === null ? [] : [own]),
    // An attachment refers to its Binary by a URL, which may be relative.
    ...(url === null ? [] : [url]),
    ...Object.values(value).flatMap(allReferences),
  ];
}

/** An identifier as one text, the same for `identifier` elements and references; null if it has no value. */
export function identifierKey(system: string | null, value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : `${system ?? ''}|${trimmed}`;
}

/** The patients among the participants of an appointment, which may also have practitioners and places. */
function actors(resource: JsonObject): Subject[] {
  const participants = [...objects(resource['participant']), resource];
  const subjects = participants.flatMap((one) => subjectsIn(one['actor'], false));
  return subjects.filter(({ kind }) => kind !== 'unclear');
}

function subjectsIn(value: Json | undefined, isSubject = true): Subject[] {
  const list = Array.isArray(value) ? items(value) : [value ?? null];
  return objects(list).flatMap((one) => subjectOf(one, isSubject) ?? []);
}

function subjectOf(reference: JsonObject, isSubject: boolean): Subject | null {
  const written = text(reference['reference']);
  const type = text(reference['type']);
  if (written !== null) {
    const conditional = /^Patient\?identifier=(?:([^|&]*)\|)?([^|&]+)$/.exec(decoded(written));
    if (conditional !== null) {
      const [, system = '', value = ''] = conditional;
      return { kind: 'identifier', system: system === '' ? null : system, value };
    }
    if (isPatientOrUnknown(written, isSubject)) return { kind: 'reference', reference: written };
    return isOther(written) || (isSubject && !isResourceReference(written)) ? { kind: 'unclear' } : null;
  }
  const identifier = reference['identifier'];
  if (isObject(identifier) && (type === null ? isSubject : type === 'Patient')) {
    const value = text(identifier['value']);
    if (value !== null) return { kind: 'identifier', system: text(identifier['system']), value };
  }
  return reference['display'] === undefined && identifier === undefined && type === null ? null : { kind: 'unclear' };
}

function decoded(reference: string): string {
  try {
    return decodeURIComponent(reference);
  } catch {
    return reference;
  }
}

/** Types of subjects that are not patients. Other types, as the subject of a Basic, are ignored. */
const otherSubjects =
  /(?:^|\/)(?:Group|Device|Location|Practitioner|PractitionerRole|Organization|RelatedPerson|Person|Substance|Medication|HealthcareService|BiologicallyDerivedProduct)[/?]/;

function isOther(reference: string): boolean {
  return otherSubjects.test(reference);
}

/**
 * True for type and id. Any other text as a subject (`Patient?name=A`, `patient/1`, `12`) makes the subject unclear.
 */
function isResourceReference(reference: string): boolean {
  return /(?:^|\/)[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[^/]+)?$/.test(reference);
}

function isPatientOrUnknown(reference: string, isSubject: boolean): boolean {
  return isPatient(reference) || reference.startsWith('urn:') || (isSubject && reference.startsWith('#'));
}

function isPatient(reference: string): boolean {
  return /(?:^|\/)Patient\/[^/]+(?:\/_history\/[^/]+)?$/.test(reference);
}
