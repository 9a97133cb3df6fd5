import type { FileResource, PatientFile } from '@etanche/records-client';
import { isObject, text, type JsonObject } from '@etanche/records-fhir';
import { apiId, readApiId } from './api-id.ts';
import { parseExact, writeExact } from './exact-json.ts';
import { ApiProblem } from './outcome.ts';

/**
 * A resource of a file as the API shows it: with the API's ids, its version, and references that the API resolves.
 * Numbers keep their digits.
 */
export function outward(file: PatientFile, found: FileResource): string {
  const { id: record, version, time, resource } = found;
  const value = parseExact(found.text) as JsonObject;
  const { resourceType, id: _id, meta, ...rest } = value;
  const shown = { versionId: String(version), lastUpdated: new Date(time).toISOString() };
  const mapped = mapReferences(rest, (reference) => outwardReference(file, found, reference));
  return writeExact({
    ...{ resourceType, id: apiId(resource.resourceType, file.scope, record) },
    meta: { ...(isObject(meta) ? meta : {}), ...shown },
    ...(mapped as object),
  });
}

function outwardReference(file: PatientFile, from: FileResource, reference: string): string {
  if (reference.startsWith('#')) return reference;
  const patient = file.patient().resource;
  const ownPatient = `Patient/${text(patient.resource['id']) ?? ''}`;
  if (reference === ownPatient || reference === `Patient/${file.scope}`) return `Patient/${file.scope}`;
  const [found, ...others] = file.resolve(reference, from);
  if (found === undefined || others.length > 0) return reference;
  return `${found.resource.resourceType}/${apiId(found.resource.resourceType, file.scope, found.id)}`;
}

/**
 * The text of a resource from a program as it is stored: with the id of the file and references within the file.
 *
 * @param id the FHIR id under which it is stored
 * @throws ApiProblem `resource_invalid` for a reference into another file
 */
export function inward(file: PatientFile, value: JsonObject, id: string): string {
  const { resourceType, id: _id, meta, ...rest } = value;
  const kept = isObject(meta) ? withoutVersion(meta) : {};
  const mapped = mapReferences(rest, (reference) => inwardReference(file, reference));
  return writeExact({
    ...{ resourceType, id },
    ...(Object.keys(kept).length > 0 && { meta: kept }),
    ...(mapped as object),
  });
}

function inwardReference(file: PatientFile, reference: string): string {
  const [type = '', id = '', ...more] = reference.split('/');
  const place = more.length > 0 ? null : readApiId(id);
  if (place === null) return reference;
  if (place.scope !== file.scope) throw new ApiProblem('resource_invalid', { paths: ['reference'] });
  const found = place.record === null ? file.patient().resource : file.resource(place.record);
  if (found === null || found.resource.resourceType !== type)
    throw new ApiProblem('resource_invalid', { paths: ['reference'] });
  const stored = text(found.resource['id']);
  return stored === null ? reference : `${type}/${stored}`;
}

/** The scope of the patient whom a resource from a program names. @throws ApiProblem `patient_missing` */
export function patientScopeOf(value: JsonObject): string {
  for (const name of ['subject', 'patient', 'beneficiary']) {
    const named = value[name];
    const reference = isObject(named) ? (text(named['reference']) ?? '') : '';
    const place = reference.startsWith('Patient/') ? readApiId(reference.slice('Patient/'.length)) : null;
    if (place?.record === null) return place.scope;
  }
  throw new ApiProblem('patient_missing');
}

function withoutVersion(meta: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(meta).filter(([name]) => name !== 'versionId' && name !== 'lastUpdated'));
}

/** Copies a value with other texts in members `reference`. Raw numbers are copied as they are. */
function mapReferences(value: unknown, map: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => mapReferences(one, map));
  if (!isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      name,
      name === 'reference' && typeof one === 'string' ? map(one) : mapReferences(one, map),
    ]),
  );
}

/** False for the frozen objects without a prototype that hold raw numbers. */
function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) !== null;
}
