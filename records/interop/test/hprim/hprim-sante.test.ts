import { describe, expect, test } from 'vitest';
import { readHprimSante, readReport, type ReceivedReport } from '../../src/index.ts';
import { bytesIn, utf8Bytes } from '../support/bytes.ts';
import { codeOf, options } from '../support/options.ts';

const read = (lines: readonly string[], end = '\r\n'): ReceivedReport =>
  readHprimSante(utf8Bytes(lines.join(end)), options);

const head = 'H|~^\\&|R0.HPR||LABEX~LABORATOIRE EXEMPLE||ORU|||CABEX~TÉMOIN||P|H2.1~C|202611120814';
const patient =
  'P|1|C7|L9||ESSAI~CAMILLE~ANNE|MODÈLE|19770712|F||1 rue~~BREST~~29200|||||||||||||||||||277076322082910';
const message = [
  head,
  patient,
  'C|1|L|À rappeler.',
  'OBR|1|D1|L1|HEMA~Hématologie~L|||202611120700|||||||||10~LE TEST~YANN||||||202611121000|||F',
  'OBX|1|NM|HB~Hémoglobine~L||9.8|g/dL|12.0-16.0|L|||F|||202611120700',
  'C|1|L|Contrôlé \\T\\ vérifié.',
  'OBR|2|D1|L1|BIO~Biochimie~L',
  'OBX|2|NM|CRP~CRP~L||<5|mg/L|<5||||F',
  'OBX|3|ST|ECBU~ECBU~L||stérile|||N|||C',
  'L|1||1',
];

describe('a message', () => {
  test('has its patient, request, chapters and results', () => {
    const report = read(message);
    expect(report).toMatchObject({
      ...{ messageId: 'R0.HPR', sentAt: '2026-11-12T08:14:00', faults: [] },
      sender: { id: 'LABEX', name: 'LABORATOIRE EXEMPLE' },
      addressee: { id: 'CABEX', name: 'TÉMOIN' },
      patient: {
        ...{ birthFamilyName: 'MODÈLE', usedFamilyName: 'ESSAI', givenNames: ['CAMILLE', 'ANNE'], sex: 'female' },
        ...{ birthDate: '1977-07-12', nir: { number: '2770763220829', key: '10' } },
      },
    });
    const [request, second] = report.requests.filter(({ id }) => id === 'L1');
    expect(second).toBeUndefined();
    expect(request).toMatchObject({
      ...{ orderId: 'D1', sampledAt: '2026-11-12T07:00:00', issuedAt: '2026-11-12T10:00:00', state: 'final' },
      prescriber: { id: '10', name: 'LE TEST YANN' },
    });
    expect(request?.items).toMatchObject([
      { kind: 'heading', text: 'Hématologie' },
      { name: 'Hémoglobine', abnormal: 'low', flag: 'L', observedAt: null, comments: ['Contrôlé & vérifié.'] },
      { kind: 'heading', text: 'Biochimie' },
      { name: 'CRP', abnormal: null, value: { number: { decimal: '5', comparator: '<' } } },
      { name: 'ECBU', state: 'corrected', value: { text: 'stérile', number: null } },
    ]);
  });

  test('keeps a comment before the first request', () => {
    expect(read(message).requests[0]?.items).toEqual([{ kind: 'text', text: 'À rappeler.' }]);
  });

  test('is the same in another encoding, with other line ends, and with lines that are cut', () => {
    const expected = read(message);
    const bytes = bytesIn(message.join('\r\n'), 'windows-1252');
    expect(readHprimSante(bytes, options)).toEqual(expected);
    for (const end of ['\r', '\n', '\r\n\f']) expect(read(message, end)).toEqual(expected);
    const cut = message.flatMap((line) => (line.length > 60 ? [line.slice(0, 55), `A|${line.slice(55)}`] : [line]));
    expect(read(cut)).toEqual(expected);
  });

  test('may have other delimiters', () => {
    const other = message.map((line) => line.replaceAll('|', '!').replaceAll('~', '$'));
    expect(read(other).requests.at(-1)).toEqual(read(message).requests.at(-1));
  });

  test('without a last segment is truncated', () => {
    expect(read(message.slice(0, -1)).faults).toEqual(['end_missing']);
    expect(read(message.slice(0, 6)).faults).toEqual(['end_missing']);
  });

  test('without a patient says so', () => {
    expect(read([head, ...message.slice(3)]).faults).toEqual(['header_missing']);
  });
});

describe('a file', () => {
  const other = patient.replace('CAMILLE', 'CLAUDE').replace('277076322082910', '');

  test('may have several messages of one patient', () => {
    const second = message.map((line) => line.replaceAll('|L1|', '|L2|').replaceAll('|D1|', '|D2|'));
    expect(read([...message, ...second]).requests.map(({ id }) => id)).toContain('L2');
  });

  test.each([
    ['in a second message', [...message, head, other, ...message.slice(3)]],
    ['in one message', [...message.slice(0, -1), other, ...message.slice(3)]],
  ])('is rejected as a whole with a second patient %s', (_name, lines) => {
    expect(codeOf(() => read(lines))).toBe('several_patients');
  });

  test.each(['', 'H', 'H|', 'H|~~~~|x', 'H|abcd|x', 'HH|~^\\&|', 'MSH|^~\\&|x'])(
    'with another header is refused: %j',
    (text) => {
      expect(codeOf(() => read([text]))).toBe('report_unknown');
    },
  );

  test('is recognised by its header', () => {
    expect(readReport(utf8Bytes(`\uFEFF${message.join('\n')}`), options).format).toBe('hprim-sante');
  });
});
