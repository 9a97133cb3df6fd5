import { FhirError } from '../fhir-error.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { decodeJson, parseJson, type JsonLimits } from '../json/parse-json.ts';
import type { resourceFields } from './resource-fields.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';

/**
 * An R4 resource with all its fields, those that nobody here knows included. `resourceType` is the name of a type of R4
 * and decides which fields are named; the values of fields are any JSON until `isChecked` has looked at them.
 */
export type Resource<T extends ResourceType = ResourceType> = T extends ResourceType
  ? JsonObject & { resourceType: T } & NamedFields<T>
  : never;

type NamedFields<T extends ResourceType> = T extends keyof typeof resourceFields
  ? { -readonly [Name in keyof (typeof resourceFields)[T]]?: Json }
  : unknown;

/** A resource as its author wrote it: `text` is what is signed and kept, `resource` what is read from it. */
export interface RawResource {
  readonly text: string;
  readonly resource: Resource;
}

/** What a resource in a patient's file may be. Larger contents are binaries, which are stored apart. */
export const resourceLimits: JsonLimits = { bytes: 4 * 1024 * 1024, depth: 64 };

/**
 * The exact bytes of one resource. Nothing is ever serialised again: decimals as 1.0 and 1.00 differ in FHIR
 * (R4, Datatypes, decimal), and `JSON.stringify` forgets which it was.
 *
 * @throws FhirError `json_limits`, `json_invalid`, `resource_type`
 */
export function parseResource(bytes: Uint8Array, limits: JsonLimits): RawResource {
  return resourceFromText(decodeJson(bytes, limits), limits);
}

/** @throws FhirError `json_limits`, `json_invalid`, `resource_type` */
export function resourceFromText(text: string, limits: JsonLimits): RawResource {
  if (text.length > limits.bytes) {
    throw new FhirError('json_limits', `JSON of ${text.length} characters is over ${limits.bytes} bytes`);
  }
  return { text, resource: asResource(parseJson(text, limits)) };
}

/** A resource that we wrote ourselves, in the one text that it gets. */
export function writeResource(resource: Resource): RawResource {
  return resourceFromText(JSON.stringify(resource), resourceLimits);
}

function asResource(value: Json): Resource {
  if (!isObject(value)) throw new FhirError('json_invalid', 'a resource is a JSON object');
  if (!isResource(value)) throw new FhirError('resource_type', 'resourceType is not the name of an R4 resource');
  return value;
}

export function isResource(value: JsonObject): value is Resource {
  return typeof value['resourceType'] === 'string' && isResourceType(value['resourceType']);
}
