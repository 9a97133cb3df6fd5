import { describe, expect, expectTypeOf, test } from 'vitest';
import { everyResource, fieldsOf } from '../src/resource/resource-fields.ts';
import type { Fields, Kind } from '../src/resource/field-kinds.ts';
import {
  checkResource,
  isChecked,
  isResource,
  isResourceType,
  resourceFromText,
  resourceLimits,
  resourceTable,
  type CheckedResource,
  type Json,
  type JsonObject,
  type Resource,
  type ResourceType,
} from '../src/index.ts';

const tables = Object.keys(resourceTable)
  .filter(isResourceType)
  .map((type) => [type, { ...everyResource, ...fieldsOf(type) }] as const);

const parsed = (fields: object): Resource => resourceFromText(JSON.stringify(fields), resourceLimits).resource;
const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'taille' },
  valueQuantity: { value: 172, unit: 'cm' },
};

describe('a resource that was only parsed', () => {
  test('narrows by resourceType to named fields of any JSON', () => {
    const resource = parsed({ ...observation, valueQuantity: 'none' });
    if (resource.resourceType !== 'Observation') throw new Error('no Observation');
    expectTypeOf(resource).toEqualTypeOf<Resource<'Observation'>>();
    expectTypeOf(resource.valueQuantity).toEqualTypeOf<Json | undefined>();
    expectTypeOf<'valueQuantity'>().toExtend<KnownName<typeof resource>>();
    expectTypeOf<'gender'>().not.toExtend<KnownName<typeof resource>>();
    // @ts-expect-error: it was not checked to be an object
    expect(resource.valueQuantity?.value).toBeUndefined();
  });

  test('has the name of a type of R4', () => {
    // @ts-expect-error: not a type of R4
    const none: Resource = { resourceType: 'Dossier' };
    expect(isResource(none)).toBe(false);
    expectTypeOf<Resource['resourceType']>().toEqualTypeOf<ResourceType>();
    expectTypeOf<'Patient' | 'VisionPrescription' | 'Account'>().toExtend<ResourceType>();
    expectTypeOf<'' | ' '>().not.toExtend<ResourceType>();
  });
});

describe('a checked resource', () => {
  test('narrows to fields of the types that were checked', () => {
    const resource = parsed(observation);
    if (!isChecked(resource) || resource.resourceType !== 'Observation') throw new Error('no checked Observation');
    expectTypeOf(resource.valueQuantity?.value).toEqualTypeOf<number | undefined>();
    expectTypeOf(resource.code.text).toEqualTypeOf<string | undefined>();
    // A text, also a required one, may be absent if extensions give the reason.
    expectTypeOf(resource.status).extract<undefined>().toBeUndefined();
    expectTypeOf(resource['bodySite']).toEqualTypeOf<Json | undefined>();
    expect([resource.valueQuantity?.value, resource.code.text]).toEqual([172, 'taille']);
  });

  test('narrows in the other order too', () => {
    const resource = parsed({ resourceType: 'Coverage', status: 'active', beneficiary: {}, payor: [{}] });
    expect(isChecked(resource)).toBe(false);
    if (resource.resourceType === 'Coverage' && isChecked(resource)) {
      expectTypeOf(resource.payor[0]?.display).toEqualTypeOf<string | undefined>();
    }
  });

  test('has codes of R4, nulls only among primitives, and required objects', () => {
    expectTypeOf<CheckedResource<'Patient'>['gender']>().toEqualTypeOf<
      'male' | 'female' | 'other' | 'unknown' | undefined
    >();
    type Name = NonNullable<CheckedResource<'Patient'>['name']>[number];
    expectTypeOf<Name['given']>().toEqualTypeOf<(string | null)[] | undefined>();
    expectTypeOf<null>().not.toExtend<Name>();
    expectTypeOf<undefined>().not.toExtend<CheckedResource<'Condition'>['subject']>();
    expectTypeOf<undefined>().toExtend<CheckedResource<'Observation'>['subject']>();
  });

  test('is rejected for every field of the table with another JSON type', () => {
    let count = 0;
    for (const [resourceType, fields] of tables) {
      for (const { path, value } of wrongValues(fields)) {
        count++;
        const issues = checkResource({ resourceType, ...value });
        expect({ path, found: issues.some((issue) => issue.path === `${resourceType}.${path}`) }).toEqual({
          path,
          found: true,
        });
      }
    }
    expect(count).toBeGreaterThan(1000);
  });

  test.each([
    ['Condition', 'subject'],
    ['Observation', 'code'],
    ['Coverage', 'payor'],
  ])('is rejected for a %s without %s, with or without extensions for it', (resourceType, field) => {
    const required = { path: `${resourceType}.${field}`, code: 'required' };
    expect(checkResource({ resourceType })).toContainEqual(required);
    expect(checkResource({ resourceType, [`_${field}`]: { id: 'a' } })).toContainEqual(required);
  });

  test('is accepted for a required text with extensions in its place', () => {
    const reason = { extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason' }] };
    expect(isChecked(parsed({ resourceType: 'Observation', _status: reason, code: { text: 'x' } }))).toBe(true);
  });
});

/** The names of a type, without its index signature. */
type KnownName<T> = keyof { [Name in keyof T as string extends Name ? never : Name]: T[Name] };

/** For every field, an object in which only that field has another JSON type than in the table. */
function* wrongValues(fields: Fields): Generator<{ path: string; value: JsonObject }> {
  for (const [name, kind] of Object.entries(fields)) {
    for (const { path, value } of wrong(kind)) yield { path: `${name}${path}`, value: { [name]: value } };
  }
}

function* wrong(kind: Kind): Generator<{ path: string; value: Json }> {
  yield { path: '', value: kind === 'boolean' || kind === 'number' || kind === 'integer' ? 'x' : 7 };
  if (typeof kind === 'string') return;
  if ('code' in kind) yield { path: '', value: 'no-such-code' };
  if ('fields' in kind) {
    for (const { path, value } of wrongValues(kind.fields)) yield { path: `.${path}`, value };
  }
  if ('list' in kind) {
    if (typeof kind.list !== 'string' && 'fields' in kind.list) yield { path: '[0]', value: [null] };
    for (const { path, value } of wrong(kind.list)) yield { path: `[0]${path}`, value: [value] };
  }
}
