import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutMllp } from '../../src/hl7v2/hl7-header.ts';
import { readHl7, type Hl7Message } from '../../src/index.ts';
import { unescapeText } from '../../src/segments/segment.ts';
import { bytesIn, utf8Bytes } from '../support/bytes.ts';
import { codeOf, linesOf, options } from '../support/options.ts';

const header = (type: string, version = '2.5^FRA^2.10', charset = 'UNICODE UTF-8'): string =>
  `MSH|^~\\&|LABEX|EXEMPLE|DPI|CABINET|20261112081400+0100||${type}|MSG1|P|${version}||||||${charset}`;
const insNumber = '277076322082910^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.8&ISO^INS';
const patient = (identifiers = `${insNumber}~IPP42^^^LABEX&1.2.3&ISO^PI`, status = 'VALI'): string =>
  `PID|||${identifiers}||MODELE^CAMILLE^CAMILLE ANNE^^^^L~ESSAI^CAMILLE^^^^^D||19770712|F|||1 RUE^^BREST^^29200^^H~` +
  `^^^^^^BDL^^63220|||||||||||||||||||||${status}`;
const pdf = 'JVBERi0xLjcK';
const document = `OBX|9|ED|11502-2^CR d'examens biologiques^LN||^TEXT^PDF^Base64^${pdf}||||||F`;
const order = "OBR|1|P1|L1|11502-2^CR d'examens^LN|||20261112070000|||||||||10^LE TEST^YANN||||||20261112100000|||F";
const message = [
  ...[header('ORU^R01^ORU_R01'), patient(), 'PV1||O', 'ORC|RE', order],
  'OBX|1|NM|718-7^Hémoglobine^LN^HB^Hb^L||9.8|g/dL^gramme^UCUM|12.0-16.0|L~A|||F',
  'NTE|1||Contrôlé',
  'NTE|2||à revoir',
  'OBX|2|SN|1988-5^CRP^LN||<^5|mg/L|<5||||F',
  'OBX|3|SN|AC^Anticorps^L||^1^:^128|||A|||F',
  'OBX|4|CWE|GRP^Groupe^L||A^A rhésus positif^L||||||F',
  'OBX|5|ST|CULT^Culture^L||stérile~après 48 h|||N|||P',
  'OBX|6|TX|CONC^Conclusion^L||Première ligne||||||F',
  'OBX|7|TX|CONC^Conclusion^L||deuxième \\.br\\ troisième||||||F',
  'OBX|8|NM|K^Potassium^L||hémolysé|mmol/L|3.5-4.5||||X',
];
/** The frame of MLLP around a message. */
const withMllp = (bytes: Uint8Array): Uint8Array => Uint8Array.from([0x0b, ...bytes, 0x1c, 0x0d]);
const text = (lines: readonly string[]): string => `${lines.join('\r')}\r`;
const read = (lines: readonly string[]): Hl7Message => readHl7(utf8Bytes(text(lines)), options);

describe('a message ORU^R01', () => {
  test('has its patient, with names, number and birth place of the French extension', () => {
    expect(read(message).report.patient).toEqual({
      ...{ birthFamilyName: 'MODELE', usedFamilyName: 'ESSAI', familyName: null, sex: 'female', nir: null },
      ...{ givenNames: ['CAMILLE', 'CAMILLE ANNE'], birthDate: '1977-07-12', birthPlace: '63220' },
      ins: { matricule: '277076322082910', nature: 'nir' },
      localIds: [{ system: 'urn:oid:1.2.3', value: 'IPP42' }],
    });
  });

  test('has its results, each with the exact text', () => {
    const { report } = read(message);
    expect(report.requests[0]).toMatchObject({
      ...{ id: 'L1', orderId: 'P1', sampledAt: '2026-11-12T07:00:00', issuedAt: '2026-11-12T10:00:00', state: 'final' },
      prescriber: { id: '10', name: 'LE TEST YANN' },
    });
    expect(linesOf(report).map(({ name, value, state }) => [name, value.text, value.number?.decimal, state])).toEqual([
      ['Hémoglobine', '9.8', '9.8', 'final'],
      ['CRP', '<5', '5', 'final'],
      ['Anticorps', '1:128', undefined, 'final'],
      ['Groupe', 'A rhésus positif', undefined, 'final'],
      ['Culture', 'stérile\naprès 48 h', undefined, 'preliminary'],
      ['Conclusion', 'Première ligne\ndeuxième \n troisième', undefined, 'final'],
      ['Potassium', 'hémolysé', undefined, 'cancelled'],
    ]);
    expect(linesOf(report)[0]).toMatchObject({
      ...{ code: { code: '718-7', system: 'http://loinc.org' }, flag: 'L A', abnormal: 'low' },
      ...{ comments: ['Contrôlé', 'à revoir'], value: { unit: 'g/dL' } },
    });
  });

  test.each(['2.3', '2.3.1', '2.4', '2.5', '2.5.1', '2.6'])('is read in version %s', (version) => {
    expect(linesOf(read([header('ORU^R01', version), ...message.slice(1)]).report)).toHaveLength(7);
  });

  test.each([
    ['8859/1', 'windows-1252'],
    ['8859/15', 'iso-8859-15'],
    ['UNICODE UTF-8', 'utf-8'],
    ['', 'windows-1252'],
    ['', 'utf-8'],
  ] as const)('is read in the character set %s of MSH-18', (name, encoding) => {
    const lines = [header('ORU^R01', '2.5', name), ...message.slice(1)];
    expect(linesOf(readHl7(bytesIn(text(lines), encoding), options).report)).toEqual(linesOf(read(message).report));
  });

  test('in another character set than MSH-18 says is read, and says so', () => {
    const { report } = readHl7(bytesIn(text(message), 'windows-1252'), options);
    expect(report.faults).toEqual(['encoding_wrong']);
    expect(linesOf(report)[0]?.name).toBe('Hémoglobine');
  });

  test('is the same in the frame of MLLP, and with other line ends', () => {
    const expected = read(message);
    expect(readHl7(withMllp(utf8Bytes(text(message))), options)).toEqual(expected);
    expect(readHl7(utf8Bytes(message.join('\r\n')), options)).toEqual(expected);
    expect(readHl7(utf8Bytes(`\uFEFF${message.join('\n')}`), options)).toEqual(expected);
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        fc.pre(!bytes.includes(0x0b) && !bytes.includes(0x1c));
        expect(withoutMllp(withMllp(bytes))).toEqual(bytes);
      }),
    );
  });

  test('may have a document in it, and the wishes of the national extension', () => {
    const marks = ['MASQUE_PS', 'DESTMSSANTEPAT', 'ACK_LECTURE_MSS'].map(
      (code, i) => `OBX|${i}|CE|${code}^Marque^MetaDMPMSS||${i === 1 ? 'Y' : 'N'}^^expandedYes-NoIndicator||||||F`,
    );
    const mail = `OBX|8|ED|CORPSMAIL_PS^Corps du mail^MetaDMPMSS||^TEXT^^Base64^${btoa('Cher confrere')}||||||F`;
    const { report, document: sent, marks: read1 } = read([...message, document, ...marks, mail]);
    expect(report.requests[0]?.attachments).toEqual([
      { mediaType: 'application/pdf', title: "CR d'examens biologiques", bytes: utf8Bytes('%PDF-1.7\n') },
    ]);
    expect(sent).toMatchObject({ action: 'create', type: { code: '11502-2' } });
    expect(read1.map(({ code, isSet }) => [code, isSet])).toEqual([
      ['MASQUE_PS', false],
      ['DESTMSSANTEPAT', true],
      ['ACK_LECTURE_MSS', false],
      ['CORPSMAIL_PS', null],
    ]);
    expect(report.requests[0]?.items.at(-1)).toEqual({ kind: 'text', text: 'Cher confrere' });
    expect(linesOf(report)).toHaveLength(7);
  });

  test.each([
    ['C', 'replace'],
    ['D', 'cancel'],
    ['F', 'create'],
  ])('says by the state %s what happens to the document', (state, action) => {
    const sent = document.replace(/F$/, state);
    expect(read([...message.slice(0, 5), sent]).document?.action).toBe(action);
  });

  test.each(['JVBER', '****', 'JVBERi0xLjcK=='])('with a damaged document says so: %s', (data) => {
    const damaged = document.replace(pdf, data);
    expect(read([...message.slice(0, 5), damaged]).report.faults).toEqual(['attachment_unread']);
  });
});

describe('the patient of a message', () => {
  const of = (...args: Parameters<typeof patient>) =>
    read([message[0] ?? '', patient(...args), ...message.slice(4)]).report.patient;

  test('has no INS if the identity is provisional, but the number', () => {
    expect(of(insNumber, 'PROV')).toMatchObject({ ins: null, nir: { number: '2770763220829', key: '10' } });
    expect(of(insNumber, '')).toMatchObject({ ins: { matricule: '277076322082910' }, nir: null });
  });

  test('has a number without an authority as a number', () => {
    expect(of('277076322082910^^^CPAM^NH')).toMatchObject({ ins: null, nir: { number: '2770763220829' } });
  });

  test('has neither with a wrong key, except for identities of tests', () => {
    expect(of(insNumber.replace('082910', '082911'))).toMatchObject({ ins: null, nir: null });
    const tested = insNumber.replace('082910', '082911').replace('4.8&', '4.10&');
    expect(of(tested).ins).toEqual({ matricule: '277076322082911', nature: 'test' });
  });

  test('is rejected as a whole if a second one follows', () => {
    const second = patient().replaceAll('CAMILLE', 'CLAUDE');
    expect(codeOf(() => read([...message, second, ...message.slice(4)]))).toBe('several_patients');
    expect(codeOf(() => read([...message, patient(), ...message.slice(4)]))).toBe('none');
    const none = second.replace(insNumber, '');
    expect(codeOf(() => read([...message, none, ...message.slice(4)]))).toBe('several_patients');
  });
});

describe('a message MDM', () => {
  const txa = 'TXA|1|11488-4^Consultation^LN|TEXT|20261112081400||||||10^LE TEST||DOC2^LABEX|DOC1^LABEX||||LA';
  test.each([
    ['T02', 'create'],
    ['T10', 'replace'],
    ['T11', 'cancel'],
  ])('of the event %s means %s', (event, action) => {
    const { document: sent, report } = read([
      header(`MDM^${event}^MDM_${event}`, '2.6'),
      'EVN||2026',
      patient(),
      txa,
      document,
    ]);
    expect(sent).toEqual({
      ...{ action, id: 'DOC2', replaces: 'DOC1', at: '2026-11-12T08:14:00' },
      type: { name: 'Consultation', code: '11488-4' },
    });
    expect(report.requests[0]?.attachments).toHaveLength(1);
  });
});

describe('another message', () => {
  test.each(['ADT^A08', 'ORM^O01', 'ORU^R02', 'MDM^T05', '^', ''])('is refused: %s', (type) => {
    expect(codeOf(() => read([header(type), patient()]))).toBe('message_type');
  });

  test.each(['', 'MSH', 'MSH|^^^^|', 'MSH|abcd|', 'PID|1', 'MSHx^~\\&x'])(
    'without a header is refused: %j',
    (start) => {
      expect(codeOf(() => readHl7(utf8Bytes(start), options))).toBe('report_unknown');
    },
  );

  test('beyond a limit is refused', () => {
    const bytes = utf8Bytes(text(message));
    expect(codeOf(() => readHl7(bytes, { ...options, bytes: bytes.length - 1 }))).toBe('report_limits');
    expect(codeOf(() => readHl7(bytes, { ...options, lines: 5 }))).toBe('report_limits');
  });
});

test('escape sequences are read, and an unknown one stays as sent', () => {
  const delimiters = { field: '|', component: '^', repetition: '~', escape: '\\', subcomponent: '&' };
  expect(unescapeText('\\F\\\\S\\\\T\\\\R\\\\E\\', delimiters)).toBe('|^&~\\');
  expect(unescapeText('a \\ b \\Q\\ \\X4\\ \\Xc3a9\\ \\H\\gras\\N\\', delimiters)).toBe('a \\ b \\Q\\ \\X4\\ é gras');
});
