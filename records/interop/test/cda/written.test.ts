import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { fromUtf8, utf8 } from '@etanche/core-wire';
import { patientPdf } from '@etanche/records-document';
import { buildNoKnownAllergy, writeResource, type Resource } from '@etanche/records-fhir';
import {
  hasVsmContent,
  readCda,
  readXml,
  typeCodes,
  writeLevelOne,
  writeVaccinationRecord,
  writeVsm,
  xmlLimits,
  type CdaDraft,
} from '../../src/index.ts';
import { refusal } from '../support/refusal.ts';
import { countedIds, doctor, sampleDraft, samplePatient, samplePdf } from '../support/sample-draft.ts';
import { sampleFile } from '../support/sample-file.ts';
import { typeNamed, writtenDocuments } from '../support/written-documents.ts';

const require = createRequire(import.meta.url);
const fontFile = (name: string) => new Uint8Array(readFileSync(require.resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));

const letter = (changes: Partial<CdaDraft> = {}): string => fromUtf8(writeLevelOne(sampleDraft(changes), samplePdf));
const vsm = (resources: readonly Resource[]): string =>
  fromUtf8(writeVsm(sampleDraft({ type: typeNamed('SYNTH') }), resources, { attention: [], work: [] }, countedIds()));

describe('a written document', () => {
  test.each(Object.keys(writtenDocuments))('%s has the bytes of its fixture', (name) => {
    const written = writtenDocuments[name]?.() ?? new Uint8Array();
    expect(fromUtf8(written)).toBe(readFileSync(join(import.meta.dirname, '../fixtures/written', name), 'utf8'));
  });

  test('can have every type of the value set', () => {
    expect(typeCodes.length).toBe(new Set(typeCodes.map(({ code, system }) => `${system} ${code}`)).size);
    for (const type of typeCodes) {
      const root = readXml(utf8(letter({ type })), xmlLimits);
      expect(root.nodes).toContainEqual(
        expect.objectContaining({
          name: 'code',
          attributes: { code: type.code, codeSystem: type.system, displayName: type.name },
        }),
      );
    }
    expect(typeCodes.length).toBeGreaterThan(100);
  });

  test('has the matricule of a qualified identity only, and the number of the practice otherwise', () => {
    expect(letter()).toContain('279035121518989');
    for (const status of ['PROV', 'RECUP', 'VALI'] as const) {
      const patient = samplePatient({
        reliability: { status, flags: [], document: null, documentDate: null, insiDate: null },
      });
      const written = letter({ patient });
      expect(written).not.toContain('279035121518989');
      expect(written).toContain('extension="4711"');
    }
  });

  test('names the version that it replaces', () => {
    const replaces = { root: '1.2.3.4.567.10', extension: '1.1' };
    const written = letter({ id: { root: '1.2.3.4.567.10', extension: '1.2' }, version: 2, replaces });
    expect(written).toContain(
      '<relatedDocument typeCode="RPLC"><parentDocument><id root="1.2.3.4.567.10" extension="1.1"/></parentDocument></relatedDocument>',
    );
    expect(written).toContain('<versionNumber value="2"/>');
  });

  test.each<[string, Partial<CdaDraft>]>([
    ['a type of another value set', { type: { code: '96349-6', system: '1.2', name: null } }],
    ['an unknown type', { type: { code: 'LETTER', system: '1.2.250.1.213.1.1.4.12', name: null } }],
    ['version 0', { version: 0 }],
    ['a version that is no whole number', { version: 1.5 }],
    ['version 2 that replaces nothing', { version: 2 }],
    ['version 1 that replaces another', { replaces: { root: '1.2.3', extension: null } }],
    ['one id for the version and the document', { id: { root: '1.2.3.4.567.10', extension: '1' } }],
    ['an author without a number', { author: { time: '2026-11-22', professional: { ...doctor, id: null } } }],
    [
      'a signatory without a name',
      { authenticator: { time: '2026-11-22', professional: { ...doctor, family: null } } },
    ],
    ['a time that is no FHIR time', { time: '22/11/2026' }],
    ['a patient without a birth date', { patient: samplePatient({ birthDate: null }) }],
    ['a patient without a birth name', { patient: samplePatient({ birthFamilyName: null }) }],
    [
      'a patient without an identifier that may leave the practice',
      {
        patient: samplePatient({
          localId: { system: 'https://cabinet.example/dossiers', value: '4711' },
          reliability: { status: 'PROV', flags: [], document: null, documentDate: null, insiDate: null },
        }),
      },
    ],
  ])('with %s is rejected', (_name, changes) => {
    expect(() => letter(changes)).toThrow(refusal('cda_incomplete'));
  });

  test('embeds the archival PDF of a patient’s file', async () => {
    const patient = writeResource(samplePatient());
    const fonts = { plain: fontFile('DejaVuSansCondensed'), bold: fontFile('DejaVuSansCondensed-Bold') };
    const options = { practice: 'Cabinet du Port', now: 0, timeZone: 'Europe/Paris', isArchival: true, fonts };
    const pdf = await patientPdf([patient], options);
    const { body } = readCda(writeLevelOne(sampleDraft(), pdf), xmlLimits);
    expect(body).toEqual({ kind: 'file', mediaType: 'application/pdf', bytes: pdf });
    const plain = await patientPdf([patient], { ...options, isArchival: false });
    expect(() => writeLevelOne(sampleDraft(), plain)).toThrow(refusal('pdf_unsuitable'));
  });

  test.each([
    ['no PDF', 'Bonjour <pdfaid:part>1</pdfaid:part>'],
    ['a PDF that is not PDF/A', '%PDF-1.4\n%%EOF'],
    ['PDF/A-3', '%PDF-1.7\n<pdfaid:part>3</pdfaid:part>'],
    ['PDF/A-10', '%PDF-1.7\n<pdfaid:part>10</pdfaid:part>'],
  ])('with %s as its file is rejected', (_name, content) => {
    expect(() => writeLevelOne(sampleDraft(), utf8(content))).toThrow(refusal('pdf_unsuitable'));
  });
});

describe('a synthesis', () => {
  test('has an entry for the statement that no allergy is known', () => {
    const none = buildNoKnownAllergy({ patient: 'Patient/p1', author: 'Dr A', recorded: '2026-11-22T09:40:00+01:00' });
    const written = vsm([none]);
    expect(written).toContain('code="716186003"');
    expect(written).toContain('Aucune allergie connue');
    expect(written).not.toContain('participantRole');
  });

  test('says that nothing is recorded where nobody wrote anything, and does not say that there is nothing', () => {
    const written = vsm([]);
    expect(written.match(/<section nullFlavor="NI">/g)?.length).toBe(3);
    expect(written).not.toContain('716186003');
    expect(written).not.toContain('<entry');
    expect(written).not.toContain('11450-4');
  });

  test('leaves out what was entered in error', () => {
    const [problem] = sampleFile;
    const wrong = {
      ...problem,
      verificationStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
      },
    } as Resource;
    expect(vsm(sampleFile)).toContain('Hypertension');
    expect(vsm(sampleFile.with(0, wrong))).not.toContain('Hypertension');
  });

  test('refers from each entry to words of its own table', () => {
    const written = vsm(sampleFile);
    const ids = Array.from(written.matchAll(/ ID="([^"]+)"/g), ([, id]) => id);
    const references = Array.from(written.matchAll(/<reference value="#([^"]+)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(references.length).toBeGreaterThan(10);
    expect(references.filter((id) => !ids.includes(id))).toEqual([]);
  });

  test('is rejected with the type of another document', () => {
    expect(() => writeVsm(sampleDraft(), [], { attention: [], work: [] }, countedIds())).toThrow(
      refusal('cda_incomplete'),
    );
  });
});

test('a file has something for a synthesis if it has an entry, a statement, a treatment or a way of life', () => {
  const sources = sampleFile.map((resource, i) => ({ id: String(i), resource }));
  const has = (...types: string[]) =>
    hasVsmContent(sources.filter(({ resource }) => types.includes(resource.resourceType)));
  expect([has('Condition'), has('AllergyIntolerance'), has('Procedure'), has('FamilyMemberHistory')]).toEqual(
    Array(4).fill(true),
  );
  expect([has('Immunization'), has('Encounter', 'Composition'), has()]).toEqual(Array(3).fill(false));
  const none = buildNoKnownAllergy({ patient: 'Patient/p1', author: '', recorded: '2026-11-22T10:00:00+01:00' });
  expect(hasVsmContent([{ id: 'none', resource: none }])).toBe(true);
});

describe('a vaccination record', () => {
  test('marks a refused vaccination as not given, with the reason', () => {
    const written = fromUtf8(
      writeVaccinationRecord(sampleDraft({ type: typeNamed('11369-6') }), sampleFile, countedIds()),
    );
    expect(written.match(/negationInd="true"/g)?.length).toBe(1);
    expect(written).toContain('Non réalisée : Souhaite réfléchir');
    expect(written).toContain('<lotNumberText>U3J71</lotNumberText>');
  });

  test('is rejected with the type of another document', () => {
    expect(() => writeVaccinationRecord(sampleDraft(), [], countedIds())).toThrow(refusal('cda_incomplete'));
  });
});
