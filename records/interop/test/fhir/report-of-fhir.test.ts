import type { JsonObject } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { fhirDocumentLimits, readFhirDocument, reportOfFhir, reportResources } from '../../src/index.ts';
import { utf8Bytes } from '../support/bytes.ts';
import { codeOf } from '../support/options.ts';

const subject = { reference: 'Patient/pat' };
const loinc = 'http://loinc.org';
const interpretation = 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation';
const patient: JsonObject = {
  ...{ resourceType: 'Patient', id: 'pat', gender: 'female', birthDate: '1977-07-12' },
  name: [{ use: 'official', family: 'MODELE', given: ['CAMILLE'] }],
};
const composition = (change: JsonObject = {}): JsonObject => ({
  ...{ resourceType: 'Composition', id: 'comp', status: 'final', date: '2026-11-12T10:00:00.5Z', title: 'Bilan' },
  type: { coding: [{ system: loinc, code: '11502-2' }] },
  ...{ subject, author: [{ display: 'Dr Camparini' }] },
  section: [{ title: 'Biochimie', entry: [{ reference: 'Observation/k' }] }],
  ...change,
});
/** The text of an Observation: numbers keep their digits only as text. */
const observation = (id: string, name: string, members: string): string =>
  `{"resourceType":"Observation","id":"${id}","status":"final","subject":{"reference":"Patient/pat"},` +
  `"code":{"coding":[{"system":"urn:labo","code":"X${id}"},{"system":"${loinc}","code":"1-${id}"}],"text":"${name}"},${members}}`;
const potassium = observation(
  'k',
  'Potassium',
  `"effectiveDateTime":"2026-11-12T07:30:00Z","valueQuantity":{"value":4.40,"unit":"mmol/L"},` +
    `"referenceRange":[{"low":{"value":3.50,"unit":"mmol/L"},"high":{"value":4.3}}],"note":[{"text":"Garrot serré"}]`,
);

function read(...resources: (JsonObject | string)[]) {
  const entries = resources.map((one) => `{"resource":${typeof one === 'string' ? one : JSON.stringify(one)}}`);
  const text = `{"resourceType":"Bundle","type":"document","identifier":{"value":"doc-1"},"entry":[${entries.join(',')}]}`;
  return reportOfFhir(readFhirDocument(utf8Bytes(text), fhirDocumentLimits));
}

/** The lines of the report of a document with these Observations. */
const linesOf = (...observations: string[]) =>
  read(composition({ section: [] }), patient, ...observations)?.requests.flatMap(({ items }) =>
    items.flatMap((item) => (item.kind === 'result' ? [item] : [])),
  ) ?? [];

describe('the results of a FHIR document', () => {
  test('have the digits, units, ranges, times and comments that were sent, and become resources as those of CR-BIO do', () => {
    const report = read(composition(), patient, potassium);
    expect(report).toMatchObject({
      ...{ format: 'fhir', messageId: 'doc-1', sentAt: '2026-11-12T10:00:00+00:00', faults: [] },
      sender: { name: 'Dr Camparini' },
      patient: { birthFamilyName: 'MODELE', birthDate: '1977-07-12' },
      requests: [{ name: 'Bilan', state: 'final' }],
    });
    expect(report?.requests[0]?.items).toMatchObject([
      { kind: 'heading', text: 'Biochimie' },
      {
        ...{ kind: 'result', name: 'Potassium', code: { code: '1-k', system: loinc }, state: 'final' },
        value: {
          ...{ text: '4.40', number: { decimal: '4.40', comparator: null }, unit: 'mmol/L' },
          range: { text: '3.50 - 4.3', low: { decimal: '3.50' }, high: { decimal: '4.3' } },
        },
        ...{ abnormal: 'high', comments: ['Garrot serré'], observedAt: '2026-11-12T07:30:00+00:00' },
      },
    ]);
    if (report === null) throw new Error('the document has a report');
    let made = 0;
    const context = { patient: 'Patient/own', timeZone: 'Europe/Paris', newId: () => `id${made++}` };
    const { observations, reports } = reportResources(report, context);
    expect(observations[0]?.text).toContain('"valueQuantity":{"value":4.40,"unit":"mmol/L"}');
    expect(observations[0]?.text).toContain('"low":{"value":3.50,"unit":"mmol/L"}');
    expect(observations[0]?.text).toContain('"subject":{"reference":"Patient/own"}');
    expect(reports[0]?.resource['result']).toEqual([{ reference: `Observation/${observations[0]?.id ?? ''}` }]);
  });

  test('of each DiagnosticReport are a request of its own, groups are headings, and each result is there once', () => {
    const report = (id: string, change: JsonObject): JsonObject => ({
      ...{ resourceType: 'DiagnosticReport', id, status: 'final', subject, code: { text: `Chapitre ${id}` } },
      ...change,
    });
    const found = read(
      composition(),
      patient,
      report('a', {
        identifier: [
          { type: { coding: [{ code: 'PLAC' }] }, value: 'P1' },
          { type: { coding: [{ code: 'FILL' }] }, value: 'F1' },
        ],
        ...{
          result: [{ reference: 'Observation/g' }, { reference: 'Observation/absent' }],
          issued: '2026-11-12T09:00:00Z',
        },
        ...{ performer: [{ reference: 'Organization/labo' }], conclusion: 'Contrôle conseillé' },
      }),
      report('b', { status: 'amended', result: [{ reference: 'Observation/k' }] }),
      { resourceType: 'Organization', id: 'labo', name: 'Laboratoire des Halles' },
      { resourceType: 'Specimen', id: 's', subject, collection: { collectedDateTime: '2026-11-11' } },
      observation('g', 'Ionogramme', '"hasMember":[{"reference":"Observation/na"},{"reference":"Observation/g"}]'),
      observation('na', 'Sodium', '"valueQuantity":{"value":140},"specimen":{"reference":"Specimen/s"}'),
      potassium,
      observation('z', 'Zinc', '"valueString":"en cours"'),
    );
    expect(found?.sender?.name).toBe('Laboratoire des Halles');
    expect(found?.faults).toEqual(['line_unread']);
    expect(found?.requests).toMatchObject([
      {
        ...{ id: 'F1', orderId: 'P1', name: 'Chapitre a', state: 'final', issuedAt: '2026-11-12T09:00:00+00:00' },
        items: [
          { kind: 'heading', text: 'Ionogramme' },
          { kind: 'result', name: 'Sodium', observedAt: '2026-11-11' },
          { kind: 'text', text: 'Contrôle conseillé' },
        ],
      },
      { name: 'Chapitre b', state: 'corrected', items: [{ kind: 'result', name: 'Potassium' }] },
      { name: 'Bilan', items: [{ kind: 'result', name: 'Zinc' }] },
    ]);
  });

  test.each([
    ['a limit', '"valueQuantity":{"value":5,"comparator":"<","unit":"UI/L"}', '<5', '<5'],
    ['digits in an exponent', '"valueQuantity":{"value":1e3}', '1e3', null],
    ['a text', '"valueString":"4,40"', '4,40', null],
    ['words of a code', '"valueCodeableConcept":{"coding":[{"code":"X","display":"Positif"}]}', 'Positif', null],
    ['a truth', '"valueBoolean":false', 'non', null],
    ['an integer', '"valueInteger":12', '12', '12'],
    ['two bounds', '"valueRange":{"low":{"value":1.0},"high":{"value":2}}', '1.0 - 2', null],
    ['one bound', '"valueRange":{"low":{"value":1.0}}', '>=1.0', '>=1.0'],
    ['a ratio', '"valueRatio":{"numerator":{"value":1},"denominator":{"value":160}}', '1/160', null],
    ['a missing value', '"dataAbsentReason":{"text":"hémolyse"}', '', null],
  ])('stay as sent: %s', (_, value, text, number) => {
    const [line] = linesOf(observation('o', 'Analyse', value));
    const read = line?.value.number ?? null;
    expect([line?.value.text, read === null ? null : `${read.comparator ?? ''}${read.decimal}`]).toEqual([
      text,
      number,
    ]);
  });

  test.each([
    ['two ranges', '[{"low":{"value":1}},{"low":{"value":2}}]', '> 1 ; > 2', null],
    ['a range in another unit', '[{"low":{"value":1,"unit":"g/L"}}]', '> 1', null],
    ['bounds in the wrong order', '[{"low":{"value":9},"high":{"value":2}}]', '9 - 2', null],
    ['words', '[{"text":"selon l’âge"}]', 'selon l’âge', null],
    [
      'two ranges of which one is normal',
      '[{"low":{"value":5},"type":{"coding":[{"code":"normal"}]}},{"low":{"value":99},"type":{"coding":[{"code":"treatment"}]}}]',
      '> 5 ; > 99',
      'low',
    ],
  ])('have a mark only from a range that is certain: %s', (_, ranges, text, abnormal) => {
    const [line] = linesOf(
      observation('o', 'Analyse', `"valueQuantity":{"value":3,"unit":"mmol/L"},"referenceRange":${ranges}`),
    );
    expect([line?.value.range?.text, line?.abnormal]).toEqual([text, abnormal]);
  });

  test('keep the mark of the laboratory, a second unit, and the parts of an analysis', () => {
    const mark = `"interpretation":[{"coding":[{"system":"${interpretation}","code":"HH"}]}]`;
    const part = (name: string, value: number) => `{"code":{"text":"${name}"},"valueQuantity":{"value":${value}}}`;
    const [glucose] = linesOf(
      observation('o', 'Glucose', `"valueQuantity":{"value":1.30},${mark},"component":[${part('Glucose', 7.2)}]`),
    );
    expect(glucose).toMatchObject({ flag: 'HH', value: { text: '1.30' }, second: { text: '7.2' } });
    const parts = linesOf(
      observation('o', 'Tension', `"component":[${part('Systolique', 130)},${part('Diastolique', 80)}]`),
    );
    expect(parts.map(({ name, value }) => [name, value.text])).toEqual([
      ['Tension : Systolique', '130'],
      ['Tension : Diastolique', '80'],
    ]);
  });

  test('that cannot be read are reported', () => {
    const sampled = observation('o', 'Courbe', '"valueSampledData":{"origin":{"value":1}}');
    expect(read(composition(), patient, potassium, sampled)?.faults).toEqual(['line_unread']);
  });

  test('of a document that replaces another are corrections', () => {
    const relatesTo = [{ code: 'replaces', targetIdentifier: { value: 'doc-0' } }];
    expect(read(composition({ relatesTo }), patient, potassium)?.requests[0]?.state).toBe('corrected');
  });

  test('are none in a letter, and in a document without Observations', () => {
    const letter = composition({ type: { coding: [{ system: loinc, code: '96349-6' }] } });
    expect([read(letter, patient, potassium), read(composition(), patient)]).toEqual([null, null]);
  });

  test('of two patients are rejected as a whole', () => {
    const other = potassium.replace('Patient/pat', 'Patient/other').replace('"id":"k"', '"id":"k2"');
    expect(codeOf(() => read(composition(), patient, potassium, other))).toBe('several_patients');
  });
});
