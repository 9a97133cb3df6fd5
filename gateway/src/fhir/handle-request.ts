import {
  parseResource,
  isResourceType,
  resourceLimits,
  type JsonObject,
  type ResourceType,
} from '@etanche/records-fhir';
import { utf8 } from '@etanche/core-wire';
import type { OpenSession } from '../session/gateway-session.ts';
import { apiId, readApiId } from './api-id.ts';
import { parseExact } from './exact-json.ts';
import { ApiProblem } from './outcome.ts';
import { readParameters, searchedScope, searchFile, searchPatients } from './search-api.ts';
import { inward, outward, patientScopeOf } from './translate.ts';

/** An answer with the text of a resource. */
export type ApiAnswer = {
  readonly status: number;
  readonly text: string;
  /** Number of the version, for the header ETag. */
  readonly version: number | null;
  /** Path under the base, of a new resource. */
  readonly location: string | null;
};

export type ApiRequest = {
  readonly type: ResourceType;
  readonly id: string | null;
  readonly query: Readonly<Record<string, unknown>>;
  /** The body as it was sent. */
  readonly body: string | null;
  readonly ifMatch: string | null;
  readonly baseUrl: string;
};

/** @throws ApiProblem `type_unknown` */
export function requireType(type: string): ResourceType {
  if (!isResourceType(type)) throw new ApiProblem('type_unknown');
  return type;
}

/**
 * Each request opens the file, so that it is an access in the audit log.
 *
 * @throws ApiProblem, DataError, RecordsClientError
 */
export async function read({ data }: OpenSession, { type, id }: ApiRequest): Promise<ApiAnswer> {
  const place = readApiId(id ?? '');
  if (place === null || (place.record === null) !== (type === 'Patient')) throw new ApiProblem('not_found');
  const file = await data.patients.open(place.scope);
  const found = place.record === null ? file.patient().resource : file.resource(place.record);
  if (found === null || found.resource.resourceType !== type) throw new ApiProblem('not_found');
  return { status: 200, text: outward(file, found), version: found.version, location: null };
}

/** @throws ApiProblem, DataError, RecordsClientError */
export async function search({ data }: OpenSession, { type, query, baseUrl }: ApiRequest): Promise<ApiAnswer> {
  const parameters = readParameters(query, type);
  const own = type === 'Patient' ? readApiId(parameters.get('_id') ?? '') : null;
  let texts: string[];
  // To ignore the others would answer another question.
  if (own !== null && parameters.size > 1) throw new ApiProblem('parameter_unknown');
  if (own !== null) {
    const file = await data.patients.open(own.scope);
    texts = [outward(file, file.patient().resource)];
  } else if (type === 'Patient') texts = await searchPatients(data, parameters);
  else texts = searchFile(await data.patients.open(searchedScope(parameters)), type, parameters);
  const entries = texts.map((text) => {
    const { id } = JSON.parse(text) as { id: string };
    return `{"fullUrl":${JSON.stringify(`${baseUrl}/${type}/${id}`)},"resource":${text},"search":{"mode":"match"}}`;
  });
  const list = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  const text = `{"resourceType":"Bundle","type":"searchset","total":${entries.length}${list}}`;
  return { status: 200, text, version: null, location: null };
}

/** Adds a resource to the file of the patient whom it names. A Patient is never created here. @throws ApiProblem … */
export async function create({ data }: OpenSession, request: ApiRequest): Promise<ApiAnswer> {
  const { type } = request;
  // A new patient needs the search for duplicates and the identity rules, which a person answers for.
  if (type === 'Patient') throw new ApiProblem('not_permitted');
  const value = bodyOf(request);
  const file = await data.patients.open(patientScopeOf(value));
  const id = crypto.randomUUID();
  const [record = ''] = await file.write([{ kind: 'create', resource: inward(file, value, id) }]);
  const found = file.resource(record);
  if (found === null) throw new ApiProblem('uncertain');
  const location = `${type}/${apiId(type, file.scope, record)}/_history/${found.version}`;
  return { status: 201, text: outward(file, found), version: found.version, location };
}

/** Replaces a version that the program has read: `If-Match` names it. @throws ApiProblem … */
export async function update({ data }: OpenSession, request: ApiRequest): Promise<ApiAnswer> {
  const { type, id, ifMatch } = request;
  const value = bodyOf(request);
  if (value['id'] !== id) throw new ApiProblem('id_differs');
  const base = Number(/^(?:W\/)?"([1-9]\d{0,8})"$/.exec(ifMatch ?? '')?.[1] ?? Number.NaN);
  if (Number.isNaN(base)) throw new ApiProblem('version_required');
  const place = readApiId(id ?? '');
  if (place === null || (place.record === null) !== (type === 'Patient')) throw new ApiProblem('not_found');
  const file = await data.patients.open(place.scope);
  const found = place.record === null ? file.patient().resource : file.resource(place.record);
  if (found === null || found.resource.resourceType !== type) throw new ApiProblem('not_found');
  if (found.version !== base) throw new ApiProblem('version_conflict');
  if (type !== 'Patient' && patientScopeOf(value) !== file.scope)
    throw new ApiProblem('resource_invalid', { paths: ['subject'] });
  const stored = found.resource['id'];
  const resource = inward(file, value, typeof stored === 'string' ? stored : found.id);
  await file.write([{ kind: 'update', id: found.id, base, resource }]);
  const written = file.resource(found.id);
  if (written === null) throw new ApiProblem('uncertain');
  return { status: 200, text: outward(file, written), version: written.version, location: null };
}

/** @throws ApiProblem `body_invalid` for a body that is not one resource of the type */
function bodyOf({ type, body }: ApiRequest): JsonObject {
  try {
    // The strict reader first: depth, size, repeated names.
    const { resource } = parseResource(utf8(body ?? ''), resourceLimits);
    if (resource.resourceType === type) return parseExact(body ?? '') as JsonObject;
  } catch (cause) {
    throw new ApiProblem('body_invalid', { cause });
  }
  throw new ApiProblem('body_invalid');
}
