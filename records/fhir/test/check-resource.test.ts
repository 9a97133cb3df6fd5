import { describe, expect, test } from 'vitest';
import {
  checkResource,
  identityIssues,
  missingTraits,
  readPatient,
  unusableIns,
  type JsonObject,
} from '../src/index.ts';

const ins = 'urn:oid:1.2.250.1.213.1.4.8';
const reliability = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability';
const statusSystem = 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-identity-status';
const plain: JsonObject = {
  resourceType: 'Patient',
  id: 'a-1',
  name: [{ use: 'official', family: 'Dupont', given: ['Jean'] }],
  gender: 'male',
  birthDate: '1956-03-12',
};
const trust = (status: string, ...flags: string[]): JsonObject => ({
  url: reliability,
  extension: [
    { url: 'identityStatus', valueCoding: { system: statusSystem, code: status } },
    ...flags.map((code) => ({ url: 'comment', valueCoding: { code } })),
  ],
});
const matricule: JsonObject = { use: 'official', system: ins, value: '279035121518989' };
const subject = { reference: 'Patient/1' };

describe('checkResource accepts', () => {
  test.each<[string, JsonObject]>([
    ['a patient', plain],
    ['a partial birth date', { ...plain, birthDate: '1956' }],
    ['extensions in place of a value', { ...plain, _birthDate: { extension: [{ url: 'x', valueCode: 'unknown' }] } }],
    ['a qualified identity', { ...plain, extension: [trust('QUAL')], identifier: [matricule] }],
    ['a doubtful identity', { ...plain, extension: [trust('PROV', 'DOUT', 'HOMA')] }],
    [
      'a null with extensions at its position',
      { ...plain, name: [{ family: 'D', given: [null], _given: [{ id: 'x' }] }] },
    ],
    ['unknown extensions', { ...plain, extension: [{ url: 'x', extension: [{ url: 'y', valueString: 'z' }] }] }],
    [
      'a medication by reference',
      { resourceType: 'MedicationStatement', status: 'active', medicationReference: { reference: 'x' }, subject },
    ],
    ['a type that is not in the table', { resourceType: 'Basic', code: { text: 'x' } }],
    [
      'a test identity whose key is wrong',
      { ...plain, identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.10', value: '276059205062865' }] },
    ],
  ])('%s', (_what, resource) => {
    expect(checkResource(resource)).toEqual([]);
  });
});

describe('checkResource refuses', () => {
  test.each<[string, JsonObject, string, string]>([
    ['a missing type', {}, 'resourceType', 'resource_type'],
    [
      'a missing medication',
      { resourceType: 'MedicationStatement', status: 'active', subject },
      'MedicationStatement.medication[x]',
      'required',
    ],
    ['a bad id', { ...plain, id: 'a b' }, 'Patient.id', 'id'],
    ['a date that is not in the calendar', { ...plain, birthDate: '2023-02-29' }, 'Patient.birthDate', 'date'],
    ['a date in French', { ...plain, birthDate: '12/03/1956' }, 'Patient.birthDate', 'date'],
    [
      'a time without a zone',
      { ...plain, deceasedDateTime: '2020-01-01T10:00:00' },
      'Patient.deceasedDateTime',
      'date',
    ],
    ['a gender outside its value set', { ...plain, gender: 'M' }, 'Patient.gender', 'value'],
    ['a name that is not a list', { ...plain, name: { family: 'x' } }, 'Patient.name', 'type'],
    ['a number for a family name', { ...plain, name: [{ family: 7 }] }, 'Patient.name[0].family', 'type'],
    ['an empty text', { ...plain, name: [{ family: '' }] }, 'Patient.name[0].family', 'empty'],
    ['an empty list', { ...plain, telecom: [] }, 'Patient.telecom', 'empty'],
    ['an empty object', { ...plain, contact: [{}] }, 'Patient.contact[0]', 'empty'],
    ['a null', { ...plain, active: null }, 'Patient.active', 'empty'],
    [
      'a null in a list without extensions',
      { ...plain, name: [{ family: 'D', given: [null] }] },
      'Patient.name[0].given[0]',
      'empty',
    ],
    [
      'an extension without url',
      { ...plain, extension: [{ valueString: 'x' }] },
      'Patient.extension[0].url',
      'required',
    ],
    [
      'an extension with two values',
      { ...plain, extension: [{ url: 'x', valueString: 'x', valueCode: 'x' }] },
      'Patient.extension[0]',
      'value',
    ],
    ['a photo that is not base64', { ...plain, photo: [{ data: '<svg>' }] }, 'Patient.photo[0].data', 'base64'],
    [
      'a contained resource in a contained one',
      { ...plain, contained: [{ resourceType: 'Practitioner', contained: [] }] },
      'Patient.contained[0].contained',
      'value',
    ],
  ])('%s', (_what, resource, path, code) => {
    expect(checkResource(resource)).toContainEqual({ path, code });
  });

  test('a fault without a value in its path', () => {
    const issues = checkResource({ ...plain, gender: 'Dupont', identifier: [{ ...matricule, value: '1' }] });
    expect(JSON.stringify(issues)).not.toMatch(/Dupont|"1"/);
    expect(issues).toHaveLength(1);
  });
});

describe('identityIssues rejects', () => {
  test.each<[string, JsonObject, string, string]>([
    [
      'a matricule typed by hand',
      { ...plain, extension: [trust('PROV')], identifier: [matricule] },
      'Patient.identifier',
      'ins_status',
    ],
    [
      'a qualified identity without matricule',
      { ...plain, extension: [trust('QUAL')] },
      'Patient.identifier',
      'ins_status',
    ],
    [
      'an unknown status',
      { ...plain, extension: [trust('SURE')] },
      `Patient.extension('fr-core-identity-reliability').identityStatus`,
      'identity_status',
    ],
    [
      'two statuses',
      { ...plain, extension: [trust('PROV'), trust('VALI')] },
      `Patient.extension('fr-core-identity-reliability').identityStatus`,
      'identity_status',
    ],
    [
      'a doubtful and validated identity',
      { ...plain, extension: [trust('VALI', 'DOUT')] },
      `Patient.extension('fr-core-identity-reliability').comment`,
      'identity_flags',
    ],
    [
      'a doubtful and fictitious identity',
      { ...plain, extension: [trust('PROV', 'DOUT', 'FICT')] },
      `Patient.extension('fr-core-identity-reliability').comment`,
      'identity_flags',
    ],
  ])('%s', (_what, resource, path, code) => {
    expect(identityIssues(resource)).toContainEqual({ path, code });
    expect(checkResource(resource)).toEqual([]);
  });

  test('no patient without a French status', () => {
    expect(identityIssues(plain)).toEqual([]);
  });
});

describe('a valid R4 Patient', () => {
  test.each<[string, JsonObject]>([
    ['has no element', {}],
    ['has no given name', { name: [{ family: 'Dupont' }], birthDate: '2026-01-02' }],
    ['has no family name', { name: [{ use: 'official', given: ['Jean'] }] }],
    ['has only a prefix', { name: [{ prefix: ['M.'] }] }],
    ['has its name as one text', { name: [{ text: 'Jean Dupont' }] }],
    [
      'has two official names',
      {
        name: [
          { use: 'official', family: 'A' },
          { use: 'official', family: 'B' },
        ],
      },
    ],
    ['has a wrong INS key', { identifier: [{ ...matricule, value: '279035121518988' }] }],
  ])('is accepted if it %s', (_what, fields) => {
    const resource = { resourceType: 'Patient', ...fields };
    expect(checkResource(resource)).toEqual([]);
    expect(missingTraits(readPatient(resource)).length).toBeGreaterThan(0);
  });

  test('keeps an INS with a wrong key, which is marked as unusable', () => {
    const wrong = { ...plain, identifier: [{ ...matricule, value: '279035121518988' }, matricule] };
    expect(unusableIns(wrong)).toEqual(['Patient.identifier[0].value']);
    expect(readPatient(wrong).ins?.matricule).toBe(matricule['value']);
  });
});

test('the path of a fault has no name that is not a field name', () => {
  const paths = checkResource({ ...plain, 'Jean Dupont': [], ['x'.repeat(600)]: null }).map(({ path }) => path);
  expect(paths).toEqual(['Patient.…', 'Patient.…']);
});
