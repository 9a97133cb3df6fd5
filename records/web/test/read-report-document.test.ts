import { expect, test } from 'vitest';
import { readReportDocument } from '../worker/exchange/read-report-document.ts';

const loinc = 'http://loinc.org';
const fhir = (subject: string) =>
  JSON.stringify({
    ...{ resourceType: 'Bundle', type: 'document', identifier: { value: 'doc-1' } },
    entry: [
      {
        ...{ resourceType: 'Composition', id: 'c', status: 'final', date: '2026-11-12', title: 'Bilan' },
        ...{ type: { coding: [{ system: loinc, code: '11502-2' }] }, author: [{ display: 'Laboratoire' }] },
        subject: { reference: 'Patient/p' },
      },
      { resourceType: 'Patient', id: 'p', birthDate: '1977-07-12', name: [{ family: 'MODELE', given: ['CAMILLE'] }] },
      {
        ...{ resourceType: 'Observation', id: 'o', status: 'final', code: { text: 'Potassium' } },
        ...{ subject: { reference: subject }, valueQuantity: { value: 4.4, unit: 'mmol/L' } },
      },
    ].map((resource) => ({ resource })),
  });
const cda =
  '<ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole><patient><name>' +
  '<family qualifier="BR">MODELE</family><given>CAMILLE</given></name></patient></patientRole></recordTarget></ClinicalDocument>';
const read = (text: string) => readReportDocument(new TextEncoder().encode(text));

test('a FHIR document that waits shows its patient and results, and its results go into the file it is assigned to', () => {
  const report = read(fhir('Patient/p'));
  expect(report).toMatchObject({ fault: null, patient: { name: 'MODELE CAMILLE' } });
  expect(report.results.map(({ name, unit, values: [value] }) => [name, unit, value?.text])).toEqual([
    ['Potassium', 'mmol/L', '4,4'],
  ]);
  let made = 0;
  const written = report.resources('Patient/own', () => `id${made++}`).map(({ text }) => text);
  expect(written).toHaveLength(2);
  expect(written.join()).toContain('"subject":{"reference":"Patient/own"}');
});

test('one with two patients shows and writes nothing', () => {
  const report = read(fhir('Patient/other'));
  expect(report).toMatchObject({ fault: 'several_patients', patient: null, results: [] });
  expect(report.resources('Patient/own', () => 'x')).toEqual([]);
});

test('a CDA document without results that waits shows its patient', () => {
  expect(read(cda)).toMatchObject({ fault: null, patient: { name: 'MODELE CAMILLE' }, results: [] });
});

test('a scan has neither', () => {
  expect(read('%PDF-1.4 scan')).toMatchObject({ fault: null, patient: null, results: [] });
});
