import { describe, expect, test } from 'vitest';
import {
  buildTreatingDoctor,
  checkResource,
  compartmentOf,
  resourceTable,
  type JsonObject,
  type Resource,
} from '../src/index.ts';

const of = (resourceType: string, fields: JsonObject = {}) => compartmentOf({ ...fields, resourceType } as Resource);
const coded = (system: string, code: string): JsonObject => ({ coding: [{ system, code }] });
const privacy = coded('http://terminology.hl7.org/CodeSystem/consentscope', 'patient-privacy');
const admin = coded('http://terminology.hl7.org/CodeSystem/flag-category', 'admin');
const drug = coded('http://terminology.hl7.org/CodeSystem/flag-category', 'drug');
const doctor = buildTreatingDoctor('1', 'Patient/1', { reference: null, name: 'Dr A', declared: null, until: null });

describe('the compartment', () => {
  test.each<[string, Resource]>([
    ['a patient', { resourceType: 'Patient' }],
    ['a relative', { resourceType: 'RelatedPerson' }],
    ['a mutuelle', { resourceType: 'Coverage' }],
    ['an appointment with a text for the reception', { resourceType: 'Appointment', description: 'vaccin' }],
    ['the treating doctor', doctor],
    ['an administrative flag', { resourceType: 'Flag', category: [admin] }],
    ['a consent to text messages', { resourceType: 'Consent', scope: privacy, provision: { type: 'permit' } }],
  ])('of %s is identity', (_what, resource) => {
    expect(compartmentOf(resource)).toBe('identity');
  });

  test.each<[string, Resource]>([
    ['an allergy', { resourceType: 'AllergyIntolerance' }],
    ['a type that is not in the table', { resourceType: 'ClinicalImpression' }],
    ['a claim, which contains acts', { resourceType: 'Claim' }],
    ['an appointment with a coded reason', { resourceType: 'Appointment', reasonCode: [{ text: 'VIH' }] }],
    [
      'an appointment about a condition',
      { resourceType: 'Appointment', reasonReference: [{ reference: 'Condition/1' }] },
    ],
    [
      'an appointment that contains a condition',
      { resourceType: 'Appointment', contained: [{ resourceType: 'Condition' }] },
    ],
    ['a care team of specialists', { resourceType: 'CareTeam', participant: [{ member: { display: 'Oncologie' } }] }],
    ['a treating doctor with a reason', { ...doctor, reasonCode: [{ text: 'VIH' }] }],
    ['a flag without a category', { resourceType: 'Flag' }],
    ['a flag about a drug', { resourceType: 'Flag', category: [drug] }],
    ['a flag of two categories', { resourceType: 'Flag', category: [admin, drug] }],
    ['a consent to treatment', { resourceType: 'Consent', scope: coded('x', 'treatment') }],
    ['a consent about some data', { resourceType: 'Consent', scope: privacy, provision: { type: 'deny', data: [{}] } }],
    ['a relative with an unknown contained value', { resourceType: 'RelatedPerson', contained: [7] }],
    ['a type of Object.prototype', { resourceType: 'constructor' } as unknown as Resource],
  ])('of %s is clinical', (_what, resource) => {
    expect(compartmentOf(resource)).toBe('clinical');
  });

  test('of a patient is identity, and clinical content in it is rejected', () => {
    const patient = { contained: [{ resourceType: 'Condition', subject: { reference: '#' } }] };
    expect(of('Patient', patient)).toBe('identity');
    expect(checkResource({ resourceType: 'Patient', ...patient })).toContainEqual({
      path: 'Patient.contained[0]',
      code: 'clinical_content',
    });
  });

  test('of every type is the one in the table, for a resource without other fields', () => {
    const conditional = ['CareTeam', 'Flag', 'Consent'];
    for (const [type, { compartment }] of Object.entries(resourceTable)) {
      expect({ type, compartment: conditional.includes(type) ? compartment : of(type) }).toEqual({ type, compartment });
    }
  });
});
