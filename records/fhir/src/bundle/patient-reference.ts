import { isObject, items, objects, text } from '../json/json.ts';
import type { Json, JsonObject } from '../json/json.ts';
import { ruleOf } from '../resource/resource-table.ts';
import type { Resource } from '../resource/resource.ts';

/** Where resources that the table does not name say whose they are, in the order of trust. */
const patientFields = ['patient', 'subject', 'beneficiary', 'for', 'individual', 'policyHolder'] as const;

/**
 * The references by which a resource says whose it is, as written: none for a Patient itself, a Practitioner or a
 * Medication; more than one for an Appointment of two patients.
 */
export function patientReferencesOf(resource: Resource): string[] {
  const { resourceType } = resource;
  if (resourceType === 'Patient') return [];
  if (resourceType === 'Appointment' || resourceType === 'AppointmentResponse') return actors(resource);
  const field = ruleOf(resourceType).patient;
  const fields = field === undefined ? patientFields : [field];
  for (const name of fields) {
    const found = referencesOf(resource[name]).filter((one) => isPatientOrUnknown(one));
    if (found.length > 0) return found;
  }
  return [];
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

function actors(resource: JsonObject): string[] {
  const participants = [...objects(resource['participant']), resource];
  return participants.flatMap((one) => referencesOf(one['actor'])).filter((one) => isPatient(one) || isUrn(one));
}

function referencesOf(value: Json | undefined): string[] {
  const list = Array.isArray(value) ? items(value) : [value ?? null];
  return objects(list).flatMap((one) => text(one['reference']) ?? []);
}

/** A subject may be a Group, a Device or a Location: then nobody's file holds the resource. */
function isPatientOrUnknown(reference: string): boolean {
  return isPatient(reference) || isUrn(reference) || reference.startsWith('#');
}

function isPatient(reference: string): boolean {
  return /(?:^|\/)Patient\/[^/]+(?:\/_history\/[^/]+)?$/.test(reference);
}

function isUrn(reference: string): boolean {
  return reference.startsWith('urn:');
}
