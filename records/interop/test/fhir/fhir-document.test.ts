import {
  patientDocument,
  resourceFromText,
  resourceLimits,
  type JsonObject,
  type NamedResource,
} from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { fhirDocumentLimits, matchPatient, readFhirDocument, type FhirDocument } from '../../src/index.ts';
import { wordsOf } from '../../src/fhir/read-sections.ts';
import { utf8Bytes } from '../support/bytes.ts';
import { codeOf } from '../support/options.ts';

const core = 'https://hl7.fr/ig/fhir/core';
const former = 'http://interopsante.org/fhir';
const oid = 'urn:oid:1.2.250.1.213.1.4.8';
const patient = (id = 'pat', change: JsonObject = {}): JsonObject => ({
  ...{ resourceType: 'Patient', id, gender: 'female', birthDate: '1977-07-12' },
  name: [{ use: 'official', family: 'MODELE', given: ['CAMILLE'] }],
  ...change,
});
const composition = (change: JsonObject = {}): JsonObject => ({
  ...{ resourceType: 'Composition', id: 'comp', status: 'final', date: '2026-11-12', title: 'Résultats' },
  type: { coding: [{ system: 'http://loinc.org', code: '11502-2' }], text: 'CR' },
  subject: { reference: 'Patient/pat' },
  author: [{ reference: 'PractitionerRole/role' }],
  section: [
    {
      title: 'Biochimie',
      text: { status: 'generated', div: '<div><p>Potassium</p><p>4,4 &amp; suivi</p></div>' },
      entry: [{ reference: 'urn:uuid:obs' }, { reference: 'Observation/absent' }],
    },
  ],
  ...change,
});
const role: JsonObject = {
  resourceType: 'PractitionerRole',
  id: 'role',
  practitioner: { reference: 'Practitioner/doc' },
};
const doctor: JsonObject = {
  resourceType: 'Practitioner',
  id: 'doc',
  name: [{ family: 'TÉMOIN', given: ['Dominique'] }],
};
const observation =
  '{"resourceType":"Observation", "id":"obs","status":"final","code":{"text":"Potassium"},' +
  '"subject":{"reference":"Patient/pat"},"valueQuantity":{"value":1.00,"unit":"mmol/L"}}';

/** The text of a document with these resources, JSON or text. */
function bundle(resources: readonly (JsonObject | string)[], type = 'document'): string {
  const entries = resources.map((one) => {
    const text = typeof one === 'string' ? one : JSON.stringify(one);
    const { id } = JSON.parse(text) as { id: string };
    return `{"fullUrl":"urn:uuid:${id}","resource":${text}}`;
  });
  const head = `"resourceType":"Bundle","meta":{"profile":["urn:x"]},"identifier":{"system":"urn:ietf:rfc:3986","value":"urn:uuid:doc-1"},"type":"${type}"`;
  return `{${head},"entry":[${entries.join(',')}]}`;
}

const read = (...resources: (JsonObject | string)[]): FhirDocument =>
  readFhirDocument(utf8Bytes(bundle(resources)), fhirDocumentLimits);
const usual = [composition(), patient(), role, doctor, observation];
const codeFor = (...resources: (JsonObject | string)[]): string => codeOf(() => read(...resources));

describe('a document', () => {
  test('has its kind, author, sections, and resources with their exact text', () => {
    const document = read(...usual);
    expect(document).toMatchObject({
      ...{ id: 'urn:uuid:doc-1', kind: 'results', title: 'Résultats', date: '2026-11-12', status: 'final' },
      ...{ authors: ['Dominique TÉMOIN'], unresolved: 1, unclear: [], replaces: [] },
      identity: { birthFamilyName: 'MODELE', givenNames: ['CAMILLE'], birthDate: '1977-07-12', sex: 'female' },
    });
    const [section] = document.sections;
    expect(section).toMatchObject({ title: 'Biochimie', text: 'Potassium\n4,4 & suivi' });
    expect(section?.entries.map(({ text }) => text)).toEqual([observation]);
    expect(document.entries.map(({ resource }) => resource.resourceType)).toEqual([
      'PractitionerRole',
      'Practitioner',
      'Observation',
    ]);
  });

  test.each([
    ['SYNTH', 'synthesis'],
    ['60591-5', 'synthesis'],
    ['96349-6', 'letter'],
    ['57833-6', 'prescription'],
    ['11369-6', 'vaccination'],
    ['11502-2', 'results'],
    ['18748-4', null],
  ])('of the type %s is of the kind %s', (code, kind) => {
    const type = { coding: [{ system: 'urn:other', code: 'X' }, { code }] };
    expect(read(composition({ type }), ...usual.slice(1)).kind).toBe(kind);
  });

  test('may replace another one', () => {
    const relatesTo = [
      { code: 'replaces', targetIdentifier: { value: 'doc-0' } },
      { code: 'appends', targetIdentifier: { value: 'order' } },
    ];
    expect(read(composition({ relatesTo }), ...usual.slice(1)).replaces).toEqual(['doc-0']);
  });

  test('may have resources without a clear subject, which a person looks at', () => {
    const unclear = {
      resourceType: 'Observation',
      id: 'dev',
      status: 'final',
      code: { text: 'x' },
      subject: { display: 'M. X' },
    };
    const document = read(...usual, unclear);
    expect(document.unclear.map(({ resource }) => resource['id'])).toEqual(['dev']);
    expect(document.entries).toHaveLength(3);
  });
});

describe('the two generations of FR Core', () => {
  const place = (url: string) => ({
    url: 'http://hl7.org/fhir/StructureDefinition/patient-birthPlace',
    valueAddress: { extension: [{ url, valueCoding: { code: '63220' } }] },
  });
  const reliability = (url: string, part: string, system: string, code: string) => ({
    url,
    extension: [{ url: part, valueCoding: { system, code } }],
  });
  const identifier = [{ system: oid, value: '277076322082910' }];
  const present = (code: string) => [
    reliability(
      `${core}/StructureDefinition/fr-core-identity-reliability`,
      'identityStatus',
      `${core}/CodeSystem/fr-core-cs-identity-status`,
      code,
    ),
    place(`${core}/StructureDefinition/fr-core-address-insee-code`),
  ];
  const old = (code: string) => [
    reliability(
      `${former}/StructureDefinition/FrPatientIdentReliability`,
      'identityReliability',
      `${former}/CodeSystem/fr-v2-0445`,
      code,
    ),
    place(`${former}/StructureDefinition/FrAddressInseeCode`),
  ];
  const identityOf = (extension: JsonObject[]) =>
    read(composition(), patient('pat', { extension, identifier }), ...usual.slice(2)).identity;
  const expected = { birthPlace: '63220', ins: { matricule: '277076322082910', nature: 'nir' }, nir: null };

  test.each(['QUAL', 'RECUP', 'VALI'])('are read alike: %s of the present one', (code) => {
    expect(identityOf(present(code))).toMatchObject(expected);
  });

  test('are read alike: VALI of the former one', () => {
    expect(identityOf(old('VALI'))).toMatchObject(expected);
  });

  test.each([
    ['present', present('PROV')],
    ['former', old('PROV')],
  ])('make no INS of a provisional identity: %s', (_name, extension) => {
    expect(identityOf(extension)).toMatchObject({ ins: null, nir: { number: '2770763220829', key: '10' } });
  });

  test('leave the text of the Patient as it was', () => {
    const text = JSON.stringify(patient('pat', { extension: old('VALI'), identifier }));
    expect(read(composition(), text, ...usual.slice(2)).patient.text).toBe(text);
  });
});

describe('a document is rejected as a whole', () => {
  const about = (reference: string): JsonObject => ({ resourceType: 'Condition', id: 'c2', subject: { reference } });
  const containing = (contained: JsonObject): JsonObject => ({ ...about('Patient/pat'), contained: [contained] });

  test.each([
    ['with a second Patient', patient('other', { birthDate: '1990-01-01' })],
    ['with a resource about another Patient', about('Patient/other')],
    ['with a resource about a Patient of another server', about('https://autre.example/Patient/pat')],
    ['with a contained Patient who is another person', containing(patient('x', { birthDate: '1990-01-01' }))],
    [
      'with a contained resource about another Patient',
      containing({ resourceType: 'Observation', id: 'o', subject: { reference: 'Patient/other' } }),
    ],
  ])('%s', (_name, resource) => {
    expect(codeFor(...usual, resource)).toBe('several_patients');
  });

  test('but not for a contained copy of its Patient', () => {
    expect(codeFor(...usual, containing(patient('x')))).toBe('none');
    expect(codeFor(...usual, containing({ resourceType: 'Observation', id: 'o', subject: { reference: '#' } }))).toBe(
      'none',
    );
  });

  test.each([
    ['without a Composition in front', usual.slice(1)],
    ['without a Patient', [composition({ section: [] }), role, doctor]],
    [
      'whose subject is another resource',
      [composition({ subject: { reference: 'Practitioner/doc' } }), ...usual.slice(1)],
    ],
    ['whose subject is only words', [composition({ subject: { display: 'M. X' } }), ...usual.slice(1)]],
    ['with a Bundle in it', [...usual, { resourceType: 'Bundle', id: 'b', type: 'collection', entry: [] }]],
    ['with a type that is not of R4', [...usual, { resourceType: 'Voiture', id: 'v' }]],
  ])('%s', (_name, resources) => {
    expect(['document_invalid', 'several_patients']).toContain(codeFor(...resources));
  });

  test('if it is no document, no JSON, or not UTF-8', () => {
    const codeOfText = (text: string | Uint8Array): string =>
      codeOf(() => readFhirDocument(typeof text === 'string' ? utf8Bytes(text) : text, fhirDocumentLimits));
    expect(codeOfText(bundle(usual, 'collection'))).toBe('document_invalid');
    expect(codeOfText(bundle(usual, 'message'))).toBe('bundle_invalid');
    expect(codeOfText('{"resourceType":"Patient"}')).toBe('bundle_invalid');
    expect(codeOfText('<Bundle/>')).toBe('json_invalid');
    expect(codeOfText(bundle(usual).slice(0, -30))).toBe('document_invalid');
    expect(codeOfText(Uint8Array.of(0x7b, 0xe9, 0x7d))).toBe('document_invalid');
  });

  test('beyond a limit', () => {
    const bytes = utf8Bytes(bundle(usual));
    const limits = { bytes: bytes.length, entries: 5, resource: resourceLimits };
    expect(codeOf(() => readFhirDocument(bytes, limits))).toBe('none');
    expect(codeOf(() => readFhirDocument(bytes, { ...limits, bytes: bytes.length - 1 }))).toBe('document_limits');
    expect(codeOf(() => readFhirDocument(bytes, { ...limits, entries: 4 }))).toBe('document_limits');
    expect(codeOf(() => readFhirDocument(bytes, { ...limits, resource: { bytes: 4096, depth: 4 } }))).toBe(
      'document_invalid',
    );
  });
});

test('a document of ours is read again with the same texts, and belongs to its patient', () => {
  const named = (resource: JsonObject | string): NamedResource =>
    resourceFromText(typeof resource === 'string' ? resource : JSON.stringify(resource), resourceLimits);
  const text = patientDocument([patient(), role, doctor, observation].map(named), {
    documentId: '7f3c9a52-0000-4000-8000-000000000001',
    compositionId: '7f3c9a52-0000-4000-8000-000000000002',
    ...{ now: 0, base: 'https://cabinet.example', author: { display: 'Cabinet' } },
    document: { type: { system: 'http://loinc.org', code: '11502-2', display: 'CR' }, title: 'Bilan' },
  });
  const document = readFhirDocument(utf8Bytes(text), fhirDocumentLimits);
  expect(document).toMatchObject({ kind: 'results', title: 'Bilan', authors: ['Cabinet'], unresolved: 0 });
  expect(document.entries.at(-1)?.text).toBe(observation);
  expect(document.sections.flatMap(({ entries }) => entries.map((one) => one.text))).toContain(observation);
  expect(matchPatient(document.identity, [])).toMatchObject({ reason: 'no_candidate' });
});

test.each([
  ['<div>un<br/>deux</div>', 'un\ndeux'],
  ['<table><tr><td>a</td><td>b &lt;5</td></tr></table>', 'a\tb <5'],
  ['<script>alert(1)</script>x', 'alert(1)x'],
  ['a < b', 'a'],
  ['<<<<', ''],
  ['&amp;lt;', '&lt;'],
])('the words of a narrative are taken without its elements: %s', (html, words) => {
  expect(wordsOf(html)).toBe(words);
});
