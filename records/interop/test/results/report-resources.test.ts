import { checkResource, resultsOf } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import { readReport, reportResources, type ReportResources } from '../../src/index.ts';
import { utf8Bytes } from '../support/bytes.ts';
import { options } from '../support/options.ts';

const convert = (lines: readonly string[]): ReportResources => {
  let count = 0;
  const report = readReport(utf8Bytes(lines.join('\r')), options);
  return reportResources(report, { patient: 'Patient/p', timeZone: 'Europe/Paris', newId: () => `id${++count}` });
};

const message = [
  'MSH|^~\\&|LABEX|EXEMPLE|DPI|CAB|20261112||ORU^R01|M1|P|2.5||||||UNICODE UTF-8',
  'PID|||IPP42^^^LABEX^PI||MODELE^CAMILLE^^^^^L||19770712|F',
  'OBR|1|P1|L1|HEMA^Hématologie^L|||202611120700|||||||||||||||20261112100000|||P',
  'NTE|1||Lettre du laboratoire',
  'OBX|1|NM|718-7^Hémoglobine^LN||9.80|g/dL|12.0-16.0|L|||F',
  'NTE|1||Contrôlé',
  'OBX|2|NM|1988-5^CRP^LN||<5|mg/L|<5||||F',
  'OBX|3|NM|GLU^Glycémie^L||1.30|g/L|0.74-1.06|N|||C',
  'OBX|4|NM|NA^Sodium^L||140|mmol/L|136-145|*|||P',
  'OBX|5|ST|ECBU^ECBU^L||stérile|||||F',
  'OBX|6|NM|K^Potassium^L||hémolysé|mmol/L|3.5-4.5||||X',
  'OBX|7|NM|CA^Calcium^L|||mmol/L|||||I',
  'OBX|8|NM|PLA^Plaquettes^L||250 000|/mm3|||||F',
];

describe('a report in FHIR', () => {
  const { reports, observations } = convert(message);

  test('has no fault, and the references of its resources', () => {
    for (const { resource } of [...reports, ...observations]) expect(checkResource(resource)).toEqual([]);
    expect(reports).toHaveLength(1);
    expect(reports[0]?.resource['result']).toEqual(observations.map(({ id }) => ({ reference: `Observation/${id}` })));
    expect(observations.map(({ resource }) => resource['subject'])).toEqual(
      observations.map(() => ({ reference: 'Patient/p' })),
    );
  });

  test('keeps the digits of its numbers', () => {
    expect(observations[0]?.text).toContain('"valueQuantity":{"value":9.80,"unit":"g/dL"}');
    expect(observations[0]?.text).toContain('"low":{"value":12.0,"unit":"g/dL"}');
    expect(observations[1]?.text).toContain('"valueQuantity":{"value":5,"comparator":"<","unit":"mg/L"}');
  });

  test('keeps what is no number as text, and says that a value is missing', () => {
    expect(observations[4]?.resource).toMatchObject({ valueString: 'stérile' });
    expect(observations[5]?.resource).toMatchObject({ valueString: 'hémolysé', status: 'cancelled' });
    expect(observations[7]?.resource).toMatchObject({ valueString: '250 000 /mm3' });
    expect(observations[6]?.resource['dataAbsentReason']).toBeDefined();
    expect(observations[6]?.resource).toMatchObject({ status: 'registered' });
  });

  test('has the mark as sent, and the computed one where it says something else', () => {
    const marks = observations.map(({ resource }) => resource['interpretation']);
    const text = (value: unknown): unknown =>
      Array.isArray(value) ? value.map((one: { text: string }) => one.text) : value;
    expect(marks.map(text)).toEqual([
      ...[['L'], undefined, ['N', 'au-dessus de l’intervalle (calculé)'], ['*']],
      ...[undefined, undefined, undefined, undefined],
    ]);
  });

  test('has its chapter, times with a zone, numbers and the letter', () => {
    expect(reports[0]?.resource).toMatchObject({
      ...{ status: 'partial', effectiveDateTime: '2026-11-12T07:00:00+01:00', issued: '2026-11-12T10:00:00+01:00' },
      identifier: [{ value: 'L1', assigner: { display: 'EXEMPLE' } }, { value: 'P1' }],
      presentedForm: [{ contentType: 'text/plain; charset=utf-8', data: btoa('Lettre du laboratoire') }],
      performer: [{ display: 'EXEMPLE' }],
    });
    expect(observations[0]?.resource).toMatchObject({
      category: [{ coding: [{ code: 'laboratory' }] }, { text: 'Hématologie' }],
      note: [{ text: 'Contrôlé' }],
    });
  });

  test('is shown by the views of a file, abnormal results first', () => {
    const lines = resultsOf(observations);
    expect(lines.slice(0, 2).map(({ name, values }) => [name, values[0]?.abnormal])).toEqual([
      ['Hémoglobine', 'low'],
      ['Glycémie', 'high'],
    ]);
    expect(lines.find(({ name }) => name === 'CRP')?.values[0]?.text).toBe('<5');
  });
});

test('the earlier value of a laboratory is in a note, once', () => {
  const head = ['P1', 'MODELE', 'CAMILLE', '', '', '29200 BREST', '12/07/1977', '', 'D1', '12/11/2026', 'LABEX', 'CAB'];
  const lines = [
    ...head,
    '****LAB****',
    'RES|TSH|TSH|N|0,10|mUI/L|0,27|4,20||F',
    'TEX|Antériorité : 0,30 (12/01/2026)',
    '****FIN****',
  ];
  const { observations, reports } = convert(lines);
  expect(observations[0]?.resource['note']).toEqual([{ text: 'Antériorité : 0,30 (12/01/2026)' }]);
  expect(observations[0]?.resource).toMatchObject({ effectiveDateTime: '2026-11-12', status: 'final' });
  expect(reports[0]?.resource['issued']).toBeUndefined();
});
