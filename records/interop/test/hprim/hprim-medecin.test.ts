import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readHprimMedecin, type ReceivedReport } from '../../src/index.ts';
import { bytesIn, utf8Bytes } from '../support/bytes.ts';
import { codeOf, linesOf, options } from '../support/options.ts';

const read = (text: string): ReceivedReport => readHprimMedecin(utf8Bytes(text), options);
const sample = (name: string): ReceivedReport =>
  readHprimMedecin(readFileSync(new URL(`../fixtures/hprim/${name}`, import.meta.url)), options);

const header = [
  ...['P0042', 'ESSAI née MODÈLE', 'CAMILLE', '1 rue de l’Exemple', '', '29200 BREST', '12/07/1977'],
  ...['2 77 07 63 220 829 10', 'D2611', '12/11/2026', 'LABEX     LABORATOIRE DE L’EXEMPLE', 'CABEX     Dr TÉMOIN'],
];
const results = ['RES|GLYCEMIE|GLU|N|1,30|g/L|0,74|1,06|H|F', 'TEX|À jeun.', 'RES|TSH|TSH|N|0,10|mUI/L|0,27|4,20||P'];
const letter = (lines: readonly string[] = results, head: readonly string[] = header): string[] => [
  ...head,
  'Compte rendu',
  '****LAB****',
  ...lines,
  '****FIN****',
];
const file = (...lines: string[]): string => [...lines, '****FINFICHIER****', ''].join('\r\n');

describe('the samples of a viewer', () => {
  test('with a padded first line', () => {
    const { patient, sender, addressee, requests, faults } = sample('header-solabio.hpm');
    // Its number has a department and a key that do not exist.
    expect(patient).toMatchObject({ familyName: 'DUPONT', givenNames: ['JEAN'], birthDate: '1950-01-01', nir: null });
    expect([sender, addressee]).toEqual([
      { id: 'SOLABIO', name: 'SOLABIO' },
      { id: 'MARTPA', name: 'MARTIN PAUL' },
    ]);
    expect(requests).toMatchObject([{ id: '260624HE0103', requestedAt: '2026-06-24', state: 'final' }]);
    expect(linesOf(sample('header-solabio.hpm')).map(({ name, value }) => [name, value.text, value.number])).toEqual([
      ['HEMOGLOBINE', '14.8', { decimal: '14.8', comparator: null }],
      ['Cond. Rbt', 'Diabète', null],
    ]);
    expect(faults).toEqual([]);
  });

  test('with lines RES alone: the patient is unknown', () => {
    const report = sample('pipes.hpr');
    expect(report.faults).toEqual(['header_missing', 'end_missing']);
    expect(linesOf(report).map(({ abnormal }) => abnormal)).toEqual(['high', null, 'low', null, 'low']);
    expect(linesOf(report).at(-1)?.comments).toEqual(['Contrôle conseillé à distance.']);
  });

  test('with tags', () => {
    const lines = linesOf(sample('tags.hpr'));
    expect(lines.map(({ value }) => value.range?.text)).toEqual(['0.74 - 1.06', '136 - 145', '2.20-2.60']);
    expect(lines[2]?.abnormal).toBe('high');
  });

  test('with results in text, and seven lines of header', () => {
    const report = sample('text.hpr');
    expect(report.patient).toMatchObject({ familyName: 'MARTIN', birthDate: '1957-03-14' });
    expect(linesOf(report).map(({ name, value, abnormal }) => [name, value.text, value.unit, abnormal])).toEqual([
      ['Hémoglobine', '13.8', 'g/dL', null],
      ['Glycémie', '1.30', 'g/L', 'high'],
    ]);
  });
});

describe('a letter', () => {
  test('has its patient, its request and its results', () => {
    const report = read(file(...letter()));
    expect(report.patient).toEqual({
      ...{ birthFamilyName: 'MODÈLE', usedFamilyName: 'ESSAI', familyName: null, givenNames: ['CAMILLE'] },
      ...{ birthDate: '1977-07-12', sex: 'unknown', birthPlace: null, ins: null },
      nir: { number: '2770763220829', key: '10' },
      localIds: [{ system: null, value: 'P0042' }],
    });
    expect(report.sender).toEqual({ id: 'LABEX', name: 'LABORATOIRE DE L’EXEMPLE' });
    expect(report.requests[0]).toMatchObject({ id: 'D2611', requestedAt: '2026-11-12', state: 'preliminary' });
    expect(linesOf(report)).toMatchObject([
      { name: 'GLYCEMIE', flag: 'H', abnormal: 'high', state: 'final', comments: ['À jeun.'] },
      { name: 'TSH', flag: null, abnormal: 'low', state: 'preliminary' },
    ]);
    expect(report.faults).toEqual([]);
  });

  test.each(['windows-1252', 'iso-8859-15', 'ibm850', 'utf-8'] as const)('is the same in %s', (encoding) => {
    const text = file(...letter()).replaceAll('’', "'");
    const expected = read(text);
    expect({ ...readHprimMedecin(bytesIn(text, encoding), options), faults: [] }).toEqual(expected);
  });

  test.each(['\r', '\n', '\r\n', '\r\n\f'])('is the same with the line end %j, and with a byte order mark', (end) => {
    const text = letter().join(end);
    expect(read(`\uFEFF${text}${end}`)).toEqual(read(letter().join('\n')));
  });

  test('may have entities and breaks of HTML', () => {
    const lines = ['RES|Glyc&eacute;mie|GLU|A|&lt; 0,10 contr&ocirc;l&eacute;|g/L||||F', 'TEX|un<br />deux'];
    expect(linesOf(read(file(...letter(lines))))).toMatchObject([
      { name: 'Glycémie', value: { text: '< 0,10 contrôlé', number: null }, comments: ['un\ndeux'] },
    ]);
  });

  test('may have a second unit, headings and words', () => {
    const lines = [
      'RES|HEMATOLOGIE||||||||',
      'RES|GLYCEMIE|GLU|N|0.95|g/l|0.70|1.10|N|F|5.27|mmol/l|3.89|6.11',
      'RES|ECBU|ECB|A|Escherichia coli|||||F',
      'RES|LEUCO|LEU|A|12|||||F',
    ];
    const [request] = read(file(...letter(lines))).requests;
    expect(request?.items.filter(({ kind }) => kind !== 'text')).toMatchObject([
      { kind: 'heading', text: 'HEMATOLOGIE' },
      { value: { text: '0.95' }, second: { text: '5.27', unit: 'mmol/l', number: { decimal: '5.27' } } },
      { value: { text: 'Escherichia coli', number: null }, second: null },
      { value: { text: '12', number: null } },
    ]);
  });

  test('may name the earlier value and its times', () => {
    const lines = [...results.slice(0, 1), 'TEX|Antériorité du 12/01/2026 : 1,25 g/L'];
    const head = [...header, 'Prélèvement du 12/11/2026 à 07h30', 'Édité le 12/11/2026'];
    const [request] = read(file(...letter(lines, head))).requests;
    expect(request).toMatchObject({ sampledAt: '2026-11-12T07:30:00', issuedAt: '2026-11-12', validatedAt: null });
    expect(linesOf(read(file(...letter(lines))))[0]?.previous).toEqual({ text: '1,25 g/L', at: '2026-01-12' });
  });

  test('keeps a line of free text that is not wholly a result as text', () => {
    const text = [
      'Glycémie :  1,30 g/L  (0,74-1,06)  1,25',
      'CA 125    U/mL  (0-35)',
      'Glycémie  1,30 ou 1,25 g/L  (0,74-1,06)',
      'Sodium :  140 mmol/L',
    ];
    const report = read([...header, ...text, '****FIN****'].join('\n'));
    expect(linesOf(report)).toEqual([]);
    expect(report.requests[0]?.items).toEqual([{ kind: 'text', text: text.join('\n') }]);
  });

  test('reads whole results in free text, with several signs between name and value', () => {
    const text = [
      'Hématies ........ 4,58 T/L   VR: 4,60 - 6,20',
      'CRP   <5 mg/L  (<5)',
      'Vitamine B12 : 350 ng/L [200 - 900]',
    ];
    const lines = linesOf(read([...header, ...text, '****FIN****'].join('\n')));
    expect(lines.map(({ name, value, abnormal }) => [name, value.text, value.unit, abnormal])).toEqual([
      ['Hématies', '4,58', 'T/L', 'low'],
      ['CRP', '<5', 'mg/L', null],
      ['Vitamine B12', '350', 'ng/L', null],
    ]);
  });

  test('shows an unknown line as text', () => {
    const report = read(file(...letter([...results, 'ZZZ|inconnu'])));
    expect(report.faults).toEqual(['line_unread']);
    expect(report.requests[0]?.items.at(-1)).toEqual({ kind: 'text', text: 'ZZZ|inconnu' });
  });
});

describe('a file', () => {
  const other = ['P0043', 'AUTRE', ...header.slice(2)];

  test('may have several requests of one patient', () => {
    const second = letter(['RES|CRP|CRP|N|5|mg/L||5||F'], [...header.slice(0, 8), 'D2612', ...header.slice(9)]);
    const { requests, patient } = read(file(...letter(), ...second));
    expect(requests.map(({ id }) => id)).toEqual(['D2611', 'D2612']);
    expect(patient.birthFamilyName).toBe('MODÈLE');
  });

  test.each([
    ['another name', [...letter(), ...letter(results, [...other.slice(0, 7), '', ...header.slice(8)])]],
    ['another given name', [...letter(), ...letter(results, [...header.slice(0, 2), 'CLAUDE', ...header.slice(3)])]],
    [
      'another birth date',
      [...letter(), ...letter(results, [...header.slice(0, 6), '13/07/1977', '', ...header.slice(8)])],
    ],
    [
      'another number',
      [...letter(), ...letter(results, [...header.slice(0, 7), '1 77 07 63 220 829 60', ...header.slice(8)])],
    ],
    ['no header', [...letter(), '****LAB****', ...results, '****FIN****']],
    ['no header anywhere', [...results, '****FIN****', ...results]],
    ['another name after a lost end', [...letter().slice(0, -1), ...letter(results, other)]],
  ])('is rejected as a whole with a second letter of %s', (_name, lines) => {
    expect(codeOf(() => read(file(...lines)))).toBe('several_patients');
  });

  test('that is truncated says so', () => {
    const whole = letter().join('\r\n');
    for (const length of [whole.length - 5, whole.length - 40, 260]) {
      expect(read(whole.slice(0, length)).faults).toContain('end_missing');
    }
  });

  test.each(['', '\n\n', 'Bonjour', '%PDF-1.7', '<xml/>', 'a\n'.repeat(30)])(
    'in another format is refused: %j',
    (text) => {
      expect(codeOf(() => read(text))).toBe('report_unknown');
    },
  );

  test('has limits of bytes and lines', () => {
    const bytes = utf8Bytes(file(...letter()));
    expect(codeOf(() => readHprimMedecin(bytes, { ...options, bytes: bytes.length }))).toBe('none');
    expect(codeOf(() => readHprimMedecin(bytes, { ...options, bytes: bytes.length - 1 }))).toBe('report_limits');
    expect(codeOf(() => readHprimMedecin(bytes, { ...options, lines: 10 }))).toBe('report_limits');
  });
});
