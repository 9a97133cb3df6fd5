import { isObject, type JsonObject } from '../json/json.ts';
import { checkFields } from './check-fields.ts';
import { checkJsonRules } from './check-json-rules.ts';
import { clinicalContained } from './compartment.ts';
import type { Issue } from './issue.ts';
import type { Fields, Kind } from './field-kinds.ts';
import { everyResource, fieldsOf } from './resource-fields.ts';
import { ruleOf } from './resource-table.ts';
import { isResource, type Resource } from './resource.ts';

/**
 * Finds the faults of a resource before it is sealed, by small rules that run in a browser. An empty list means that
 * this room can read it, not that it is valid R4, which records/validator checks.
 */
export function checkResource(resource: JsonObject): Issue[] {
  if (!isResource(resource)) return [{ path: 'resourceType', code: 'resource_type' }];
  const issues: Issue[] = [];
  const path = resource.resourceType;
  checkJsonRules(resource, path, issues);
  const fields = fieldsOf(path) ?? {};
  for (const field of ruleOf(path).required) {
    if (!hasField(resource, field, fields))
      issues.push({ path: `${path}.${field.replace('[]', '[x]')}`, code: 'required' });
  }
  checkFields(resource, everyResource, path, issues);
  checkFields(resource, fields, path, issues);
  checkContained(resource, issues);
  return issues.map((issue) => ({ ...issue, path: safePath(issue.path) }));
}

/** Replaces steps of a path that are not field names, because a name in an unknown object may be a person's. */
function safePath(path: string): string {
  const steps = path
    .split('.')
    .map((step) => (/^_?[A-Za-z][A-Za-z0-9]{0,40}(?:\[[0-9x]+\])*$/.test(step) ? step : '…'));
  return steps.slice(0, 40).join('.');
}

/**
 * True if the resource has the field, a type of the choice, or the extensions of an absent primitive (`_birthDate`).
 */
function hasField(resource: Resource, field: string, fields: Fields): boolean {
  if (field.endsWith('[]')) {
    const name = field.slice(0, -2);
    return Object.keys(resource).some((key) => key.startsWith(name) && /^[A-Z]/.test(key.slice(name.length)));
  }
  return Object.hasOwn(resource, field) || (!isComplex(fields[field]) && Object.hasOwn(resource, `_${field}`));
}

/**
 * True for a field of objects. In R4 only primitives have a `_name` with extensions (JSON, "Representation of primitive
 * elements").
 */
function isComplex(kind: Kind | undefined): boolean {
  if (typeof kind !== 'object') return false;
  return 'fields' in kind || ('list' in kind && isComplex(kind.list));
}

function checkContained(resource: Resource, issues: Issue[]): void {
  const { contained } = resource;
  if (!Array.isArray(contained)) return;
  for (const [i, inner] of contained.entries()) {
    const path = `${resource.resourceType}.contained[${i}]`;
    if (!isObject(inner) || !isResource(inner)) issues.push({ path, code: 'resource_type' });
    // Contained resources do not contain others (R4, invariant dom-2).
    else if (Object.hasOwn(inner, 'contained')) issues.push({ path: `${path}.contained`, code: 'value' });
  }
  if (resource.resourceType !== 'Patient') return;
  for (const i of clinicalContained(resource))
    issues.push({ path: `Patient.contained[${i}]`, code: 'clinical_content' });
}
