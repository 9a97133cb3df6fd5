import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, inject, test } from 'vitest';
import { isEtancheError } from '@etanche/core-wire';
import {
  fhirDocumentLimits,
  matchPatient,
  readFhirDocument,
  readHl7,
  readHprimMedecin,
  readHprimSante,
  readReport,
  reportOfFhir,
  reportResources,
  type ReceivedReport,
} from '../src/index.ts';
import { bytesIn, utf8Bytes } from './support/bytes.ts';
import { options } from './support/options.ts';

/** Names and numbers of the fixtures: an error must not contain any of them. */
const personal = /DUPONT|MARTIN|DENISE|MODELE|CAMILLE|27707632|1977-?07/i;

const hprimMedecin = [
  ...['P0042', 'MODELE', 'CAMILLE', '1 rue', '', '29200 BREST', '12/07/1977', '277076322082910', 'D1', '12/11/2026'],
  ...[
    'LABEX   LABO',
    'CABEX   Dr TÉMOIN',
    'Prélèvement du 12/11/2026 à 07h30',
    'Hb :  13,8 g/dL  (12,0-16,0)',
    '****LAB****',
  ],
  ...[
    'RES|GLYC&eacute;MIE|GLU|N|1,30|g/L|0,74|1,06|H|F|7,2|mmol/L|4,1|5,9',
    'TEX|Antériorité : 1,25 (12/01/2026)',
    '****FIN****',
    '****FINFICHIER****',
  ],
].join('\r\n');
const hprimSante = [
  'H|~^\\&|R0||LABEX~LABO||ORU|||CABEX~TÉMOIN||P|H2.1~C|202611120814',
  'P|1|C7|L9||MODELE~CAMILLE||19770712|F||1 rue|||||||277076322082910',
  'OBR|1|D1|L1|HEMA~Hématologie~L|||202611120700',
  'OBX|1|NM|HB~Hémoglobine~L||9.8|g/dL|12.0-16.0|L|||F',
  'C|1|L|Contrôlé \\T\\',
  'A|suite',
  'L|1||1',
].join('\r\n');
const hl7 = [
  'MSH|^~\\&|LABEX|EX|DPI|CAB|20261112081400+0100||ORU^R01|M1|P|2.5||||||UNICODE UTF-8',
  'PID|||277076322082910^^^INS&1.2.250.1.213.1.4.8&ISO^INS||MODELE^CAMILLE^^^^^L||19770712|F|||^^^^^^BDL^^63220',
  'OBR|1|P1|L1|HEMA^Hématologie^L|||20261112070000',
  'OBX|1|SN|718-7^Hémoglobine^LN||<^9.8|g/dL|12.0-16.0|L|||F',
  'NTE|1||\\X0D\\ \\.br\\',
  'OBX|2|ED|11502-2^CR^LN||^TEXT^PDF^Base64^JVBERi0xLjcK||||||F',
  'OBX|3|CE|MASQUE_PS^Masque^MetaDMPMSS||N||||||F',
].join('\r');
const fhir = JSON.stringify({
  resourceType: 'Bundle',
  type: 'document',
  entry: [
    {
      fullUrl: 'urn:uuid:1',
      resource: {
        ...{ resourceType: 'Composition', id: '1', status: 'final', type: { coding: [{ code: '11502-2' }] } },
        ...{
          subject: { reference: 'Patient/2' },
          section: [{ title: 'S', text: { div: '<p>a</p>' }, entry: [{ reference: 'Observation/3' }] }],
        },
      },
    },
    {
      fullUrl: 'urn:uuid:2',
      resource: {
        ...{
          resourceType: 'Patient',
          id: '2',
          name: [{ use: 'official', family: 'MODELE', given: ['CAMILLE'] }],
          birthDate: '1977-07-12',
        },
        identifier: [{ system: 'urn:oid:1.2.250.1.213.1.4.8', value: '277076322082910' }],
      },
    },
    {
      fullUrl: 'urn:uuid:3',
      resource: {
        ...{ resourceType: 'Observation', id: '3', status: 'final', code: { text: 'K' } },
        ...{ subject: { reference: 'Patient/2' }, effectiveDateTime: '2026-11-12T08:14:00Z' },
        ...{ valueQuantity: { value: 4.4, unit: 'mmol/L' }, referenceRange: [{ low: { value: 3.5 } }] },
        hasMember: [{ reference: 'Observation/3' }],
        contained: [{ resourceType: 'Device', id: 'd' }],
      },
    },
  ],
});

const samples = readdirSync(new URL('./fixtures/hprim/', import.meta.url))
  .filter((name) => !name.endsWith('.md'))
  .map((name) => readFileSync(new URL(`./fixtures/hprim/${name}`, import.meta.url)));

type Format = {
  readonly seeds: readonly Uint8Array[];
  readonly read: (bytes: Uint8Array) => unknown;
};

const asReport =
  (reader: (bytes: Uint8Array) => ReceivedReport) =>
  (bytes: Uint8Array): unknown => {
    const report = reader(bytes);
    let count = 0;
    reportResources(report, { patient: 'Patient/p', timeZone: 'Europe/Paris', newId: () => `id${++count}` });
    return matchPatient(report.patient, []);
  };

const formats: Readonly<Record<string, Format>> = {
  'HPRIM Médecin': {
    seeds: [utf8Bytes(hprimMedecin), bytesIn(hprimMedecin, 'ibm850'), ...samples],
    read: asReport((bytes) => readHprimMedecin(bytes, options)),
  },
  'HPRIM Santé': {
    seeds: [utf8Bytes(hprimSante), bytesIn(hprimSante, 'windows-1252')],
    read: asReport((bytes) => readHprimSante(bytes, options)),
  },
  'HL7 v2': {
    seeds: [utf8Bytes(hl7), bytesIn(hl7.replace('UNICODE UTF-8', '8859/1'), 'windows-1252')],
    read: asReport((bytes) => readHl7(bytes, options).report),
  },
  'any format of a laboratory': {
    seeds: [hprimMedecin, hprimSante, hl7].map(utf8Bytes),
    read: asReport((bytes) => readReport(bytes, options)),
  },
  'FHIR documents': {
    seeds: [utf8Bytes(fhir)],
    read: (bytes) => {
      const document = readFhirDocument(bytes, fhirDocumentLimits);
      const report = reportOfFhir(document);
      return report === null ? matchPatient(document.identity, []) : asReport(() => report)(bytes);
    },
  },
};

/** Signs and segments that have a meaning in one of the formats. */
const tokens = [
  ...['|', '~', '^', '\\', '&', '\r', '\n', '\f', '****FIN****', 'RES|', 'OBX|', 'PID|', 'A|', 'P|', 'MSH|', 'H|'],
  ...[
    '\\X',
    '\\.br\\',
    '&lt;',
    '&#',
    '<br',
    '(',
    ')',
    '-',
    '0',
    ',',
    '.',
    '"',
    '{',
    '}',
    '[',
    ']',
    ':',
    '\u0000',
    'é',
    '\uFEFF',
  ],
  ...['\nTEX|x', '\rNTE|1||x', '\rC|1|L|x', '\rOBX|1|TX|a||x', '\rOBR|1', '\nRES|a|b|N|1', '\n29200 X\n12/07/1977\n'],
].map(utf8Bytes);

type Edit = { readonly at: number; readonly removed: number; readonly inserted: Uint8Array };

const edit: fc.Arbitrary<Edit> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  removed: fc.oneof(fc.constant(0), fc.nat(4), fc.nat(200)),
  inserted: fc.oneof(fc.constantFrom(...tokens), fc.uint8Array({ maxLength: 3 })),
});

function mutated(seed: Uint8Array, edits: readonly Edit[]): Uint8Array {
  return edits.reduce((bytes, { at, removed, inserted }) => {
    const place = Math.floor(at * bytes.length);
    return Buffer.concat([bytes.subarray(0, place), inserted, bytes.subarray(place + removed)]);
  }, seed);
}

const runs = inject('isNightly') ? 200_000 : 400;

describe.each(Object.entries(formats))('%s', (_name, { seeds, read }) => {
  /** Reads, and requires of a refusal a code and a message without personal data. */
  const attempt = (bytes: Uint8Array): void => {
    try {
      read(bytes);
    } catch (error) {
      if (!isEtancheError(error)) throw error;
      expect(error.message).not.toMatch(personal);
    }
  };

  test('is read or refused with a code, however it is damaged', () => {
    const damaged = fc.tuple(fc.constantFrom(...seeds), fc.array(edit, { minLength: 1, maxLength: 8 }));
    fc.assert(
      fc.property(damaged, ([seed, edits]) => {
        attempt(mutated(seed, edits));
      }),
      { numRuns: runs },
    );
  });

  test('is read or refused at each place where it may end', () => {
    for (const seed of seeds) {
      const step = inject('isNightly') ? 1 : 7;
      for (let end = 0; end < seed.length; end += step) {
        expect(() => {
          attempt(seed.subarray(0, end));
        }).not.toThrow();
      }
    }
  });

  test('ends for files that would take hours with a square in them', () => {
    const [seed = new Uint8Array()] = seeds;
    const [count, places] = inject('isNightly') ? [200_000, [0, 0.3, 0.6, 1]] : [20_000, [0.4]];
    for (const token of tokens) {
      const repeated = Buffer.concat(Array.from({ length: count }, () => token));
      for (const place of places) {
        expect(() => {
          attempt(mutated(seed, [{ at: place, removed: 0, inserted: repeated }]));
        }).not.toThrow();
      }
    }
  });
});
