import { describe, expect, test } from 'vitest';
import { settingsIssues } from '../../src/settings/check-document.ts';
import { patientDataIn } from '../../src/settings/patient-data.ts';

const template = { document: 'template', kind: 'certificate', name: 'Aptitude', text: 'Je certifie {patient}.' };
const hours = {
  document: 'hours',
  timeZone: 'Europe/Paris',
  weekdays: [{ day: 1, ranges: [{ from: 480, to: 720 }] }],
  closures: [{ from: '2026-12-24', to: '2026-12-31', reason: 'Congés' }],
};
const practitioner = {
  ...{ document: 'practitioner', member: '', name: 'Dr A', title: '', speciality: 'Médecine générale' },
  ...{ rpps: '10001234565', colour: 1, phone: '', email: '' },
};

const growth = {
  ...{ document: 'growth', name: 'Table d’essai', date: '2006-04-27', source: 'inventée', beyond3: 'restricted' },
  curves: [{ measure: 'weight', sex: 'female', rows: ['0 0.3809 3.2322 0.14171', '1 0.1714 4.1873 0.13724'] }],
};
const line = {
  key: 'amlo',
  brand: null,
  label: 'amlodipine 5 mg',
  typed: '1 0 0 3 mois',
  renewals: 2,
  isContinuous: true,
};
const favourite = { document: 'favourite', owner: '', name: 'HTA', reason: 'HTA essentielle', lines: [line] };
const withRows = (...rows: readonly string[]) => ({ ...growth, curves: [{ ...growth.curves[0], rows }] });

describe('documents that are accepted', () => {
  test.each([
    ['a template with a law’s date in words', { ...template, text: 'Arrêté du 7 octobre 1991, liste fermée.' }],
    ['opening hours with a closure', hours],
    ['a table of growth with its date', growth],
    ['a favourite of the practice', favourite],
    ['a protocol of a member', { ...favourite, owner: 'a'.repeat(26), lines: [line, line] }],
    ['a practitioner with a valid RPPS number', practitioner],
    ['a practitioner without an RPPS number', { ...practitioner, rpps: '' }],
  ])('%s', (_, document) => {
    expect(settingsIssues(document)).toEqual([]);
  });
});

describe('documents that are rejected', () => {
  test.each<[string, unknown, string, string]>([
    ['an unknown document', { document: 'patient' }, '$.document', 'unknown_document'],
    ['a text instead of a document', 'hours', '$.document', 'unknown_document'],
    ['an unknown field', { ...template, patient: 'x' }, '$.*', 'schema'],
    ['a missing field', { document: 'template', kind: 'letter', name: 'A' }, '$.text', 'schema'],
    ['a text that is too long', { ...template, text: 'a'.repeat(20_001) }, '$.text', 'schema'],
    ['an empty template', { ...template, text: '' }, '$.text', 'schema'],
    ['a table of growth with a word in a row', withRows('0 1 50 0.04', '1 x 51 0.04'), '$.curves[0].rows[1]', 'schema'],
    ['a table of growth out of order', withRows('1 1 50 0.04', '0 1 51 0.04'), '$.curves', 'growth_rows'],
    [
      'a table of growth with a curve twice',
      { ...growth, curves: [...growth.curves, ...growth.curves] },
      '$.curves',
      'growth_rows',
    ],
    [
      'a table of growth with a birth date in its source',
      { ...growth, source: 'X né le 14/03/1958' },
      '$.source',
      'patient_birth_date',
    ],
    ['a favourite with a patient', { ...favourite, patient: 'x' }, '$.*', 'schema'],
    ['a favourite line with a patient', { ...favourite, lines: [{ ...line, subject: 'x' }] }, '$.lines[0].*', 'schema'],
    ['a favourite without a line', { ...favourite, lines: [] }, '$.lines', 'schema'],
    ['a favourite of nobody known', { ...favourite, owner: 'Dr A' }, '$.owner', 'schema'],
    [
      'a birth date in the reason of a favourite',
      { ...favourite, reason: 'Mme X née le 14/03/1958' },
      '$.reason',
      'patient_birth_date',
    ],
    [
      'a social security number in a dose',
      { ...favourite, lines: [{ ...line, typed: '1 matin 2 79 03 51 215 189 58' }] },
      '$.lines[0].typed',
      'patient_nir',
    ],
    ['a social security number', { ...template, text: 'N° 2 79 03 51 215 189 58' }, '$.text', 'patient_nir'],
    ['one with a wrong key', { ...template, text: '279035121518944' }, '$.text', 'patient_nir'],
    ['a birth date in digits', { ...template, text: 'né le 14/03/1958' }, '$.text', 'patient_birth_date'],
    ['a birth date in ISO form', { ...template, name: 'DUPONT 1958-03-14' }, '$.name', 'patient_birth_date'],
    ['a birth date in words', { ...template, text: 'Mme X, née le 3 août 1990,' }, '$.text', 'patient_birth_date'],
    [
      'a birth date in the reason of a closure',
      { ...hours, closures: [{ from: '2026-12-24', to: '2026-12-31', reason: 'M. X 14.03.1958' }] },
      '$.closures[0].reason',
      'patient_birth_date',
    ],
    [
      'ranges that overlap',
      {
        ...hours,
        weekdays: [
          {
            day: 1,
            ranges: [
              { from: 480, to: 720 },
              { from: 700, to: 800 },
            ],
          },
        ],
      },
      '$.weekdays[0].ranges',
      'hours_order',
    ],
    ['a weekday twice', { ...hours, weekdays: [...hours.weekdays, ...hours.weekdays] }, '$.weekdays', 'hours_order'],
    [
      'a closure that ends first',
      { ...hours, closures: [{ from: '2026-12-31', to: '2026-12-24', reason: '' }] },
      '$.closures[0]',
      'hours_order',
    ],
    ['an unknown time zone', { ...hours, timeZone: 'Europe/Atlantis' }, '$.timeZone', 'time_zone'],
    ['a wrong RPPS key', { ...practitioner, rpps: '10001234566' }, '$.rpps', 'rpps_key'],
    ['two kinds with one code', { document: 'kinds', kinds: [kind('a'), kind('a')] }, '$.kinds', 'code_twice'],
    ['no kind at all', { document: 'kinds', kinds: [] }, '$.kinds', 'schema'],
  ])('%s', (_, document, path, code) => {
    expect(settingsIssues(document)).toEqual([{ path, code }]);
  });

  test('no issue contains the text that was rejected', () => {
    const issues = JSON.stringify(settingsIssues({ ...template, text: 'né le 14/03/1958' }));
    expect(issues).not.toContain('1958');
  });
});

test.each([
  'FR76 3000 6000 0112 3456 7890 189',
  'SIRET 123 456 789 00012',
  'RPPS 10001234565',
  '02 98 44 12 34, poste 12',
  '1 comprimé matin et soir pendant 7 jours',
])('%s is no data of a patient', (text) => {
  expect(patientDataIn(text)).toBeNull();
});

function kind(code: string) {
  return { code, name: 'Consultation', minutes: 20, colour: 1 };
}
