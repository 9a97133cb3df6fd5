import { isObject, items, objects, text, type Json, type JsonObject } from '../json/json.ts';
import { ruleOf } from '../resource/resource-table.ts';
import type { Resource } from '../resource/resource.ts';

/** Where resources that the table does not name say whose they are, in the order of trust. */
const patientFields = ['patient', 'subject', 'beneficiary', 'for', 'individual', 'policyHolder'] as const;
/** Fields of these names that do not lead to a patient say that the resource is about somebody or something else. */
const subjectFields: ReadonlySet<string> = new Set(['patient', 'subject', 'beneficiary']);

/**
 * How a resource says whose it is:
 *
 * - `reference`: as written, `Patient/1`, a URL, `urn:uuid:…` or `#contained`;
 * - `identifier`: a logical or conditional reference (`Patient?identifier=system|value`); `system` null where none is given;
 * - `unclear`: a display text alone, or a subject that is no patient (a Group, a Device, a Location).
 */
export type Subject =
  | { readonly kind: 'reference'; readonly reference: string }
  | { readonly kind: 'identifier'; readonly system: string | null; readonly value: string }
  | { readonly kind: 'unclear' };

/**
 * Everything by which a resource says whose it is: nothing for a Patient itself, a Practitioner or a Medication; more
 * than one subject for an Appointment of two patients.
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

/** All references of a resource, wherever they stand. */
export function allReferences(value: Json): string[] {
  if (Array.isArray(value)) return value.flatMap(allReferences);
  if (!isObject(value)) return [];
  const own = text(value['reference']);
  const url = text(value['url']);
  return [
    ...(own === null ? [] : [own]),
    // An attachment names its Binary by a URL, which may be relative.
    ...(url === null ? [] : [url]),
    ...Object.values(value).flatMap(allReferences),
  ];
}

/** An identifier as one text, the same for `identifier` elements and references; null where it has no value. */
export function identifierKey(system: string | null, value: string | null): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : `${system ?? ''}|${trimmed}`;
}

/** Practitioners and places take part in an appointment too; only its patients say whose it is. */
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

/** A subject of these types is no patient; a resource about another resource (a Basic) says nothing by it. */
const otherSubjects =
  /(?:^|\/)(?:Group|Device|Location|Practitioner|PractitionerRole|Organization|RelatedPerson|Person|Substance|Medication|HealthcareService|BiologicallyDerivedProduct)[/?]/;

function isOther(reference: string): boolean {
  return otherSubjects.test(reference);
}

/** Type and id. Anything else in the place of a subject (`Patient?name=A`, `patient/1`, `12`) names somebody unknown. */
function isResourceReference(reference: string): boolean {
  return /(?:^|\/)[A-Z][A-Za-z]+\/[A-Za-z0-9.-]{1,64}(?:\/_history\/[^/]+)?$/.test(reference);
}

function isPatientOrUnknown(reference: string, isSubject: boolean): boolean {
  return isPatient(reference) || reference.startsWith('urn:') || (isSubject && reference.startsWith('#'));
}

function isPatient(reference: string): boolean {
  return /(?:^|\/)Patient\/[^/]+(?:\/_history\/[^/]+)?$/.test(reference);
}
