import { describe, expect, test } from 'vitest';
import { versionDecision, type DocumentOrigin, type StoredVersion } from '@etanche/records-fhir';
import {
  originOfCda,
  originOfEntry,
  originOfReport,
  readReportMessage,
  readXdm,
  writeLevelOne,
  writeXdm,
  xmlLimits,
  zipLimits,
} from '../../src/index.ts';
import { sentIdOfCda, sentIdOfXds } from '../../src/versions/sent-ids.ts';
import { utf8Bytes } from '../support/bytes.ts';
import { options } from '../support/options.ts';
import { sampleXdm } from '../support/sample-archive.ts';
import { sampleDraft, samplePdf } from '../support/sample-draft.ts';

const setId = { root: '1.2.3.4.567.10', extension: '1' };
const idOf = (version: number) => ({ root: '1.2.3.4.567.10', extension: `1.${version}` });

function received(version: number, isDeletion = false): DocumentOrigin {
  const replaces = version === 1 ? null : idOf(version - 1);
  const bytes = writeLevelOne(sampleDraft({ id: idOf(version), setId, version, replaces }), samplePdf);
  const archive = writeXdm({ ...sampleXdm([bytes]), documents: [{ bytes, masking: 'patient_only', isDeletion }] });
  const [document] = readXdm(archive, { zip: zipLimits, xml: xmlLimits }).documents;
  if (document === undefined || document.cda === null) throw new Error('the archive has no document');
  expect(originOfEntry(document)).toMatchObject({ request: originOfCda(document.cda, document).request, sender: '' });
  return originOfCda(document.cda, document);
}
const stored = (version: number, state: StoredVersion['state'] = 'current'): StoredVersion => ({
  ...{ id: `r${version}`, state },
  origin: received(version),
});

describe('a version in an archive', () => {
  test.each([
    ['replaces the one before', received(2), [stored(1)], 'current', ['r1']],
    ['is not current after a later one', received(1), [stored(2)], 'superseded', []],
    [
      'is withdrawn with the earlier ones',
      received(2, true),
      [stored(1, 'superseded'), stored(2), stored(3)],
      'notice',
      ['r1', 'r2'],
    ],
  ] as const)('%s', (_, origin, versions, state, ids) => {
    const decision = versionDecision(origin, versions);
    expect([decision.state, decision.versions.map(({ id }) => id)]).toEqual([state, ids]);
  });

  test('has its sender, its number and its masks', () => {
    expect(received(2)).toMatchObject({
      ...{ version: 2, request: 'replace', results: 'all', id: { system: 'urn:oid:1.2.3.4.567.10', value: '1.2' } },
      marks: [{ system: 'urn:oid:1.2.250.1.213.1.1.4.13', code: 'MASQUE_PS' }],
    });
    expect(received(2).sender).not.toBe('');
  });
});

describe('a message of HL7', () => {
  const header = 'MSH|^~\\&|LABEX|EXEMPLE|DPI|CABINET|20261112081400+0100||';
  const patient = 'PID|||1^^^X||MODELE^CAMILLE^^^^^L||19770712|F';
  const read = (type: string, ...segments: readonly string[]): DocumentOrigin => {
    const bytes = utf8Bytes([`${header}${type}|1|P|2.5`, patient, ...segments].join('\r'));
    const { report, message } = readReportMessage(bytes, options);
    return originOfReport(report, message, 'Europe/Paris');
  };
  const line = (state: string) => `OBX|1|NM|K^Potassium^L||4.4|mmol/L|||||${state}`;
  const pdf = (state: string) => `OBX|2|ED|CR^Compte rendu^L||^TEXT^PDF^Base64^JVBERi0xLjcK||||||${state}`;

  test.each([
    [
      'results have the number of their request',
      'ORU^R01',
      ['OBR|1|P1|L1', line('F')],
      { request: 'create', sets: ['L1'], id: null, results: 'same' },
    ],
    ['a corrected result is one among others', 'ORU^R01', ['OBR|1|P1|L1', line('C')], { request: 'create' }],
    [
      'a corrected document replaces',
      'ORU^R01',
      ['OBR|1|P1|L1', line('F'), pdf('C')],
      { request: 'replace', sets: ['L1'] },
    ],
    ['a deleted document is withdrawn', 'ORU^R01', ['OBR|1|P1|L1', pdf('D')], { request: 'cancel', sets: ['L1'] }],
    [
      'valid results beside a deleted document stay',
      'ORU^R01',
      ['OBR|1|P1|L1', line('F'), pdf('D')],
      { request: 'replace' },
    ],
    [
      'a cancelled request without results is withdrawn',
      'ORU^R01',
      [`OBR|1|P1|L1${'|'.repeat(22)}X`],
      { request: 'cancel' },
    ],
    [
      'a document replaces its parent',
      'MDM^T10',
      [`TXA|1|CR|TX${'|'.repeat(9)}D2|D1`, pdf('F')],
      { request: 'replace', id: 'D2', replaces: ['D1'], sets: [], results: 'all' },
    ],
    [
      'a cancelled document is withdrawn',
      'MDM^T11',
      [`TXA|1|CR|TX${'|'.repeat(9)}D2`],
      { request: 'cancel', id: 'D2' },
    ],
  ])('%s', (_, type, segments, expected) => {
    const { request, sets, id, replaces, results, sender, sentAt } = read(type, ...segments);
    const values = { request, sets: sets.map(({ value }) => value), id: id?.value ?? null, results };
    expect({ ...values, replaces: replaces.map(({ value }) => value) }).toMatchObject(expected);
    expect([sender, sentAt]).toEqual(['LABEX|EXEMPLE', '2026-11-12T08:14:00+01:00']);
  });

  test('has the marks of readers that are set or unclear, and no wishes about its transport', () => {
    const marks = ['MASQUE_PS|Y', 'INVISIBLE_PATIENT|?', 'INVISIBLE_REP_LEGAUX|N', 'ACK_LECTURE_MSS|Y'].map((mark) => {
      const [code = '', value = ''] = mark.split('|');
      return `OBX|3|CE|${code}^^MetaDMPMSS||${value}`;
    });
    const read1 = read('ORU^R01', 'OBR|1|P1|L1', pdf('F'), ...marks).marks;
    expect(read1.map(({ code }) => code)).toEqual(['MASQUE_PS', 'INVISIBLE_PATIENT']);
  });
});

test.each([
  ['1.2.3^7', { system: 'urn:oid:1.2.3', value: '7' }],
  ['urn:oid:1.2.3', { system: 'urn:ietf:rfc:3986', value: 'urn:oid:1.2.3' }],
  ['urn:etanche:v1:received^hash', { system: null, value: 'urn:etanche:v1:received^hash' }],
])('a unique id %s is the identifier that CDA has', (unique, expected) => {
  expect(sentIdOfXds(unique)).toEqual(expected);
  const [root = '', extension = null] = unique.replace('urn:oid:', '').split('^');
  expect(sentIdOfCda({ root, extension })).toEqual(expected);
});
