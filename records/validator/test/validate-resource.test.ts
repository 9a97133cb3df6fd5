import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resourceLimits, splitBundle, type Resource } from '@etanche/records-fhir';
import { validateResource } from '../src/index.ts';

const folder = new URL('../../fhir/test/fixtures/synthea/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const patient = {
  resourceType: 'Patient' as const,
  name: [{ family: 'Dupont' }],
  gender: 'male',
  birthDate: '1956-03-12',
};
const subject = { reference: 'Patient/1' };

describe('validateResource', () => {
  test.each(files)('finds no fault in %s', (name) => {
    const { entries } = splitBundle(readFileSync(new URL(name, folder), 'utf8'), resourceLimits);
    expect(entries.length).toBeGreaterThan(50);
    expect(entries.flatMap(({ resource }) => validateResource(resource))).toEqual([]);
  });

  test.each<[string, Resource, string, string, string | null]>([
    ['an unknown field', { ...patient, nickname: 'x' }, 'Patient.…', 'structure', null],
    [
      'a missing field',
      { resourceType: 'Observation', status: 'final', subject },
      'Observation.code',
      'structure',
      null,
    ],
    [
      'a missing field that the table of records/fhir requires too',
      { resourceType: 'Observation', status: 'final', subject },
      'Observation.code',
      'required',
      null,
    ],
    ['another JSON type', { ...patient, active: 'yes' }, 'Patient.active', 'structure', null],
    ['a violated invariant', { ...patient, contact: [{ gender: 'male' }] }, 'Patient.contact[0]', 'invariant', 'pat-1'],
    ['a code outside its value set', { ...patient, gender: 'homme' }, 'Patient.gender', 'value', null],
    [
      'a code of a field that is not in the table of records/fhir',
      { ...patient, communication: [{ language: { text: 'fr' } }], link: [{ other: subject, type: 'twin' }] },
      'Patient.link[0].type',
      'value',
      null,
    ],
    [
      'a code of a type that is not in the table of records/fhir',
      { resourceType: 'Goal', lifecycleStatus: 'soon', description: { text: 'x' }, subject },
      'Goal.lifecycleStatus',
      'value',
      null,
    ],
    [
      'a concept outside its value set',
      {
        resourceType: 'Condition',
        subject,
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'cured' }],
        },
      },
      'Condition.clinicalStatus',
      'value',
      null,
    ],
    [
      'a concept of another system',
      { resourceType: 'Condition', subject, clinicalStatus: { coding: [{ system: 'x', code: 'active' }] } },
      'Condition.clinicalStatus',
      'value',
      null,
    ],
    [
      'a concept without a code, where a code is required',
      { resourceType: 'Condition', subject, clinicalStatus: { text: 'guéri' } },
      'Condition.clinicalStatus',
      'value',
      null,
    ],
    [
      'a type that is not in R4',
      { resourceType: 'Dossier' } as unknown as Resource,
      'resourceType',
      'resource_type',
      null,
    ],
  ])('reports the path of %s', (_what, resource, path, code, rule) => {
    expect(validateResource(resource)).toContainEqual({ path, code, rule });
  });

  test.each<[string, Resource]>([
    [
      'a code of the value set',
      {
        resourceType: 'Condition',
        subject,
        clinicalStatus: {
          coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'recurrence' }],
        },
      },
    ],
    [
      'one valid coding among others',
      {
        resourceType: 'Condition',
        subject,
        clinicalStatus: {
          coding: [
            { system: 'x', code: 'y' },
            { system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' },
          ],
        },
      },
    ],
    [
      'codes of value sets that cannot be listed',
      { resourceType: 'Binary', contentType: 'image/x-nobody', language: 'br' },
    ],
    ['free text where a code is only preferred', { ...patient, maritalStatus: { text: 'Pacsée' } }],
  ])('accepts %s', (_what, resource) => {
    expect(validateResource(resource)).toEqual([]);
  });

  test('repeats no value of the resource', () => {
    const issues = validateResource({ ...patient, gender: 'Dupont', birthDate: 'Durand', active: 'Martin' });
    expect(issues.length).toBeGreaterThan(2);
    expect(JSON.stringify(issues)).not.toMatch(/Dup|Dur|Mar/);
  });
});
