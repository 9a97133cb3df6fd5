import { FhirError } from '../fhir-error.ts';
import { isObject, type Json, type JsonObject } from '../json/json.ts';
import { decodeJson, parseJson, type JsonLimits } from '../json/parse-json.ts';
import type { resourceFields } from './resource-fields.ts';
import { findLargeData, refuseReserved, withStoredData, type LargeData } from './large-data.ts';
import { isResourceType, type ResourceType } from './resource-types.ts';

/**
 * An R4 resource with all its fields, including unknown ones. `resourceType` is the name of a type of R4 and determines
 * which fields have names here; their values are any JSON until `isChecked` has verified them.
 */
export type Resource<T extends ResourceType = ResourceType> = T extends ResourceType
  ? JsonObject & { resourceType: T } & NamedFields<T>
  : never;

type NamedFields<T extends ResourceType> = T extends keyof typeof resourceFields
  ? { -readonly [Name in keyof (typeof resourceFields)[T]]?: Json }
  : unknown;

/** A resource as its author wrote it: `text` is signed and stored, `resource` is parsed from it. */
export interface RawResource {
  readonly text: string;
  readonly resource: Resource;
  /** Data to store separately, if the text is too large for a resource; `resource` lacks them. */
  readonly large?: readonly LargeData[];
}

/** Limits of a resource in a patient's file. Larger contents are binaries, which are stored separately. */
export const resourceLimits: JsonLimits = { bytes: 4 * 1024 * 1024, depth: 64 };

/**
 * Reads the exact bytes of one resource. They are never serialised again, because decimals such as 1.0 and 1.00 differ
 * in FHIR (R4, Datatypes, decimal) and `JSON.stringify` does not preserve them.
 *
 * @throws FhirError `json_limits`, `json_invalid`, `resource_type`
 */
export function parseResource(bytes: Uint8Array, limits: JsonLimits): RawResource {
  return resourceFromText(decodeJson(bytes, limits), limits);
}

/**
 * @throws FhirError `json_limits`, `json_invalid`, `resource_type`; with `limits.dataBytes` `too_large`,
 * `extension_reserved`
 */
export function resourceFromText(text: string, limits: JsonLimits): RawResource {
  if (limits.dataBytes !== undefined) refuseReserved(text);
  if (limits.dataBytes !== undefined && isLonger(text, limits.bytes))
    return largeResource(text, limits, limits.dataBytes);
  if (text.length > limits.bytes) {
    throw new FhirError('json_limits', `JSON of ${text.length} characters exceeds ${limits.bytes} bytes`);
  }
  return { text, resource: asResource(parseJson(text, limits)) };
}

/**
 * Parses a text again that `resourceFromText` accepted under the same limits. The checks of names and surrogates, which
 * take most of its time, are not repeated.
 */
export function resourceFromAccepted(text: string, limits: JsonLimits): RawResource {
  const isLarge = limits.dataBytes !== undefined && isLonger(text, limits.bytes);
  return isLarge ? resourceFromText(text, limits) : { text, resource: asResource(JSON.parse(text) as Json) };
}

function largeResource(text: string, limits: JsonLimits, dataBytes: number): RawResource {
  const large = findLargeData(text);
  const over = large.find(({ bytes }) => bytes > dataBytes);
  if (over !== undefined) throw new FhirError('too_large', `data of ${over.bytes} bytes`, { path: over.path });
  const reduced = withStoredData(
    text,
    large.map((data) => ({ ...data, stored: { ...placeholder, isPlain: data.isPlain } })),
  );
  if (isLonger(reduced, limits.bytes)) throw new FhirError('too_large', `a resource of ${text.length} characters`);
  return { text, resource: asResource(parseJson(reduced, limits)), large };
}

/** A reference of the same length as every reference to stored data. */
const placeholder = { binary: 'a'.repeat(26), secret: 'A'.repeat(43) };

function isLonger(text: string, bytes: number): boolean {
  if (text.length > bytes || text.length * 3 <= bytes) return text.length > bytes;
  return new TextEncoder().encode(text).length > bytes;
}

/** Serialises a resource that this program built. */
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
