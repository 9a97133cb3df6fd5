import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromUtf8 } from '@etanche/core-wire';
import {
  buildVaccine,
  checkResource,
  synthesisOf,
  vaccineRoutes,
  vaccineSites,
  type RawResource,
  type Resource,
  type VaccineFacts,
  type VaccineRoute,
  type VaccineSite,
} from '@etanche/records-fhir';
import { readCda, vaccinationsOfCda, writeVaccinationRecord, xmlLimits, type CdaUnread } from '../../src/index.ts';
import { onMutations } from '../support/mutated.ts';
import { messageOf, refusal } from '../support/refusal.ts';
import { countedIds, sampleDraft } from '../support/sample-draft.ts';
import { vaccination, vaccinationDocument } from '../support/vaccination-document.ts';
import { typeNamed, writtenDocuments } from '../support/written-documents.ts';

const read = (bytes: Uint8Array): readonly RawResource[] =>
  vaccinationsOfCda(readCda(bytes, xmlLimits), 'Patient/received');
const unread = (bytes: Uint8Array): readonly CdaUnread[] => readCda(bytes, xmlLimits).unread;
const factsOf = (resources: readonly Pick<RawResource, 'resource'>[]): VaccineFacts[] =>
  synthesisOf(resources.map(({ resource }, i) => ({ id: String(i), resource }))).vaccines.map(({ facts }) => facts);
const only = (entry: string, more: Parameters<typeof vaccinationDocument>[1] = {}): Resource => {
  const [first, ...others] = read(vaccinationDocument(entry, more));
  if (first === undefined || others.length > 0) throw new Error('the document has not one vaccination');
  return first.resource;
};
const writeRecord = (facts: readonly VaccineFacts[]): Uint8Array =>
  writeVaccinationRecord(
    sampleDraft({ type: typeNamed('11369-6'), title: 'Carnet de vaccination', recipients: [] }),
    facts.map((one) =>
      buildVaccine(one, { patient: 'Patient/p1', author: 'Dr A', recorded: '2026-11-22T09:40:00+01:00' }),
    ),
    countedIds(),
  );

/** Words on one line, as a cell of a table has them. */
const words = fc
  .stringMatching(/^[A-Za-zÀ-ÖØ-öø-ÿ0-9 <>&"'’.,;:#()%-]{1,60}$/)
  .map((text) => text.replace(/ +/g, ' ').trim())
  .filter((text) => text !== '');
const optional = <Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> => fc.option(value, { nil: null });
const day = fc
  .date({ min: new Date('1930-01-01'), max: new Date('2026-11-20'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const date = fc.oneof(
  day,
  day.map((one) => one.slice(0, 4)),
  day.map((one) => one.slice(0, 7)),
  day.map((one) => `${one}T09:05:07+02:00`),
  day.map((one) => `${one}T23:59:59Z`),
);
const vaccine: fc.Arbitrary<VaccineFacts> = fc.record({
  ...{ cis: optional(fc.constantFrom('69675854', '67619892')), name: words, date, lot: optional(words) },
  ...{ expiry: fc.constant(null), site: optional(fc.constantFrom(...(['LA', 'RA', 'LT', 'RT'] as VaccineSite[]))) },
  ...{ route: optional(fc.constantFrom(...(Object.keys(vaccineRoutes) as VaccineRoute[]))) },
  ...{ dose: optional(fc.integer({ min: 1, max: 20 })), isGivenHere: fc.boolean() },
  ...{ refusal: optional(fc.oneof(words, fc.constant(''))), note: optional(words) },
});

describe('the vaccination record of this program', () => {
  test('is read with the vaccinations that were written, whatever they say', () => {
    fc.assert(
      fc.property(fc.array(vaccine, { maxLength: 6 }), (facts) => {
        const document = writeRecord(facts);
        const resources = read(document);
        for (const { resource } of resources) expect(checkResource(resource)).toEqual([]);
        // A record states neither who gave it nor when a vial expires, and has the reason in the place of the note.
        const expected = facts.map((one) => ({
          ...one,
          isGivenHere: false,
          note: one.refusal === null ? one.note : null,
        }));
        const inOrder = (all: readonly VaccineFacts[]): string[] => all.map((one) => JSON.stringify(one)).toSorted();
        expect(inOrder(factsOf(resources).map((one) => ordered(one)))).toEqual(inOrder(expected.map(ordered)));
        expect(unread(document)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('has no date for a vaccination whose date is in words, though the file knows when it was written down', () => {
    const [facts] = factsOf(read(writtenDocuments['vaccinations.xml']?.() ?? new Uint8Array()));
    const document = writeVaccinationRecord(
      sampleDraft({ type: typeNamed('11369-6'), recipients: [] }),
      [
        {
          ...{ resourceType: 'Immunization', status: 'completed', patient: { reference: 'Patient/p1' } },
          ...{ vaccineCode: { text: 'ROR' }, occurrenceString: 'dans l’enfance', recorded: '2026-11-22' },
        },
      ],
      countedIds(),
    );
    expect(facts?.date).toBe('2026-10-20');
    expect(fromUtf8(document)).toContain('<effectiveTime nullFlavor="UNK"/>');
    expect(fromUtf8(document)).toContain('dans l’enfance');
    expect(fromUtf8(document)).not.toContain('20261122"');
    expect(read(document)[0]?.resource).not.toHaveProperty('occurrenceDateTime');
  });

  test('is read from its fixture: one that was given, and one that was refused', () => {
    const resources = read(writtenDocuments['vaccinations.xml']?.() ?? new Uint8Array());
    expect(factsOf(resources)).toEqual([
      {
        ...{ cis: '69675854', name: 'VAXIGRIP', date: '2026-10-20', lot: 'U3J71', expiry: null, site: 'LA' },
        ...{ route: 'IM', dose: 1, isGivenHere: false, refusal: null, note: 'Bien toléré' },
      },
      {
        ...{ cis: null, name: 'Vaccin contre le zona', date: '2026-10-20', lot: null, expiry: null, site: null },
        ...{ route: null, dose: null, isGivenHere: false, refusal: 'Souhaite réfléchir', note: null },
      },
    ]);
  });
});

function ordered(facts: VaccineFacts): VaccineFacts {
  const { cis, name, date: at, lot, expiry, site, route, dose, isGivenHere, refusal: reason, note } = facts;
  return { cis, name, date: at, lot, expiry, site, route, dose, isGivenHere, refusal: reason, note };
}

describe('a vaccination of another program', () => {
  test('has all its codes, with the words of its author', () => {
    const material = `<code code="J07CA02" codeSystem="2.16.840.1.113883.6.73" displayName="DTCaP">
<originalText><reference value="#v1"/></originalText>
<translation code="3400930003107" codeSystem="1.2.250.1.213.2.3.2" displayName="REPEVAX boîte de 1"/>
<translation code="871876005" codeSystem="2.16.840.1.113883.6.96"/><translation code="X1" codeSystem="interne"/></code>`;
    const narrative = '<paragraph ID="v1">Repevax rappel</paragraph>';
    expect(only(vaccination({ material }), { narrative })['vaccineCode']).toEqual({
      coding: [
        { system: 'http://www.whocc.no/atc', code: 'J07CA02', display: 'DTCaP' },
        { system: 'urn:oid:1.2.250.1.213.2.3.2', code: '3400930003107', display: 'REPEVAX boîte de 1' },
        { system: 'http://snomed.info/sct', code: '871876005' },
        { code: 'X1' },
      ],
      text: 'Repevax rappel',
    });
  });

  test('has its lot, maker, performer, route, site, number and identifier', () => {
    const resource = only(
      vaccination({
        before: '<id root="1.2.3.9" extension="v7"/><statusCode code="completed"/>',
        time: `<effectiveTime xsi:type="IVL_TS"><low value="20190502093000+0200"/><high value="20190502"/></effectiveTime>
<routeCode code="IM" codeSystem="2.16.840.1.113883.5.112"/>
<approachSiteCode code="368208006" codeSystem="2.16.840.1.113883.6.96" displayName="Deltoïde gauche"/>`,
        material: '<code nullFlavor="NA"/><name>Repevax</name><lotNumberText> R2001 </lotNumberText>',
        product: '<manufacturerOrganization><name>Sanofi</name></manufacturerOrganization>',
        after: `<performer><assignedEntity><id root="1.2.250.1.71.4.2.1" extension="801234534765"/>
<assignedPerson><name><family>CAMPARINI</family><given>Marcel</given><suffix>DR</suffix></name></assignedPerson></assignedEntity></performer>
<entryRelationship typeCode="SUBJ"><observation><code code="30973-2"/><value xsi:type="INT" value="3"/></observation></entryRelationship>
<entryRelationship typeCode="RSON"><observation><code code="X"/><value xsi:type="CD" code="Y" displayName="Voyage"/></observation></entryRelationship>
<entryRelationship typeCode="COMP"><substanceAdministration moodCode="EVN"><consumable/></substanceAdministration></entryRelationship>`,
      }),
    );
    expect(resource).toEqual({
      resourceType: 'Immunization',
      identifier: [{ system: 'urn:oid:1.2.3.9', value: 'v7' }],
      status: 'completed',
      patient: { reference: 'Patient/received' },
      primarySource: false,
      vaccineCode: { text: 'Repevax' },
      occurrenceDateTime: '2019-05-02T09:30:00+02:00',
      lotNumber: 'R2001',
      manufacturer: { display: 'Sanofi' },
      performer: [{ actor: { display: 'DR Marcel CAMPARINI' } }],
      reasonCode: [{ text: 'Voyage' }],
      protocolApplied: [{ doseNumberPositiveInt: 3 }],
      route: {
        coding: [
          {
            system: 'http://terminology.hl7.org/CodeSystem/v3-RouteOfAdministration',
            code: 'IM',
            display: 'intramusculaire',
          },
          { system: 'urn:oid:2.16.840.1.113883.5.112', code: 'IM' },
        ],
        text: 'intramusculaire',
      },
      site: {
        coding: [
          { system: 'http://terminology.hl7.org/CodeSystem/v3-ActSite', code: 'LA', display: vaccineSites.LA },
          { system: 'http://snomed.info/sct', code: '368208006', display: 'Deltoïde gauche' },
        ],
        text: 'Deltoïde gauche',
      },
    });
    expect(checkResource(resource)).toEqual([]);
  });

  test.each([
    ['a day', '<effectiveTime value="20190502"/>', '2019-05-02'],
    ['a month', '<effectiveTime value="201905"/>', '2019-05'],
    ['a year', '<effectiveTime value="2019"/>', '2019'],
    ['a time without a zone', '<effectiveTime value="201905021130"/>', '2019-05-02'],
    ['a start alone', '<effectiveTime><low value="20190502"/></effectiveTime>', '2019-05-02'],
    [
      'a start and an end on one day',
      '<effectiveTime><low value="20190502"/><high value="201905021130"/></effectiveTime>',
      '2019-05-02',
    ],
    [
      'an interval of days',
      '<effectiveTime><low value="20190502"/><high value="20190530"/></effectiveTime>',
      undefined,
    ],
    ['an end alone', '<effectiveTime><high value="20190502"/></effectiveTime>', undefined],
    ['an unknown time', '<effectiveTime nullFlavor="UNK"/>', undefined],
    ['no time', '', undefined],
    ['a day that no calendar has', '<effectiveTime value="20190230"/>', undefined],
    ['a time in words', '<effectiveTime value="printemps 2019"/>', undefined],
    ['two times', '<effectiveTime value="2019"/><effectiveTime value="2020"/>', undefined],
  ])('has the date of %s, and none that is guessed', (_name, time, date_) => {
    const resource = only(vaccination({ time }));
    expect(resource['occurrenceDateTime']).toBe(date_);
    expect(checkResource(resource).length === 0).toBe(date_ !== undefined);
    expect(resource).not.toHaveProperty('recorded');
  });

  test.each([
    ['INT', '<value xsi:type="INT" value="2"/>', { doseNumberPositiveInt: 2 }],
    ['words', '<value xsi:type="ST">rappel</value>', { doseNumberString: 'rappel' }],
    ['a number that is none', '<value xsi:type="INT" value="0"/>', { doseNumberString: '0' }],
    ['two numbers', '<value xsi:type="ST">2/3</value>', { doseNumberString: '2/3' }],
  ])('has the number of its dose from %s as written', (_name, value, expected) => {
    const after = `<entryRelationship><observation><code code="30973-2"/>${value}</observation></entryRelationship>`;
    const resource = only(vaccination({ after }));
    expect(resource['protocolApplied']).toEqual([expected]);
    expect(checkResource(resource)).toEqual([]);
  });

  test('has no number of a dose where none is written, and that of C-CDA where it is', () => {
    const empty =
      '<entryRelationship><observation><code code="30973-2"/><value xsi:type="INT" nullFlavor="UNK"/></observation></entryRelationship>';
    expect(only(vaccination({ after: empty }))).not.toHaveProperty('protocolApplied');
    const [facts] = factsOf(
      read(vaccinationDocument(vaccination({ time: '<effectiveTime value="2019"/><repeatNumber value="2"/>' }))),
    );
    expect(facts?.dose).toBe(2);
  });

  test('that was refused is never one that was given', () => {
    const after =
      '<entryRelationship typeCode="RSON"><observation><code code="PATOBJ" displayName="Refus du patient"/></observation></entryRelationship>';
    for (const negation of ['true', '1']) {
      const resource = only(vaccination({ attributes: `moodCode="EVN" negationInd="${negation}"`, after }));
      expect(resource).toMatchObject({ status: 'not-done', statusReason: { text: 'Refus du patient' } });
      expect(resource).not.toHaveProperty('reasonCode');
    }
    const comment = '<entryRelationship><act><code code="48767-8"/><text>Grossesse</text></act></entryRelationship>';
    const commented = only(vaccination({ attributes: 'moodCode="EVN" negationInd="true"', after: comment }));
    expect(commented).toMatchObject({ status: 'not-done', statusReason: { text: 'Grossesse' } });
  });

  test('at a place that our list does not have keeps the code and words of its sender', () => {
    const time =
      '<effectiveTime value="2019"/><approachSiteCode code="LG" codeSystem="2.16.840.1.113883.5.1052" displayName="Fesse gauche"/>';
    const resource = only(vaccination({ time }));
    expect(resource['site']).toEqual({
      coding: [{ system: 'urn:oid:2.16.840.1.113883.5.1052', code: 'LG', display: 'Fesse gauche' }],
      text: 'Fesse gauche',
    });
    expect(factsOf([{ resource }])[0]?.site).toBe(null);
  });
});

describe('an entry that is no vaccination to store', () => {
  test.each([
    ['is planned', vaccination({ attributes: 'moodCode="INT"' })],
    ['has no mood', vaccination({ attributes: '' })],
    ['was an error', vaccination({ before: '<statusCode code="nullified"/>' })],
    ['is under way', vaccination({ before: '<statusCode code="active"/>' })],
    ['is negated in words', vaccination({ attributes: 'moodCode="EVN" negationInd="peut-être"' })],
    [
      'is negated and an error',
      vaccination({ attributes: 'moodCode="EVN" negationInd="true"', before: '<statusCode code="nullified"/>' }),
    ],
    ['names no vaccine', vaccination({ material: '<code nullFlavor="UNK"/>' })],
    ['has a page as its name', vaccination({ material: `<name>${'x'.repeat(201)}</name>` })],
    ['has two vaccines', vaccination({ after: '<consumable/>' })],
  ])('%s is left to the words of the document', (_name, entry) => {
    const bytes = vaccinationDocument(entry);
    expect(read(bytes)).toEqual([]);
    expect(unread(bytes)).toEqual([{ path: 'entry/substanceAdministration', reason: 'vaccination_unread' }]);
  });

  test('is a treatment of another section', () => {
    const bytes = vaccinationDocument(vaccination(), { head: '<code code="10160-0"/>' });
    expect(read(bytes)).toEqual([]);
    expect(unread(bytes)).toEqual([{ path: 'section 10160-0/entry', reason: 'entry_unread' }]);
  });

  test('is one of more than a document may have', () => {
    const bytes = vaccinationDocument(vaccination().repeat(1001));
    expect(read(bytes).length).toBe(1000);
    expect(unread(bytes)).toContainEqual({ path: 'entry/substanceAdministration', reason: 'vaccination_unread' });
  });
});

describe('vaccinations', () => {
  test.each([
    ['the template of IHE', '<templateId root="1.3.6.1.4.1.19376.1.5.3.1.4.12"/>'],
    ['the template of C-CDA', '<templateId root="2.16.840.1.113883.10.20.22.4.52"/>'],
    ['the French template', '<templateId root="1.2.250.1.213.1.1.3.45"/>'],
    ['the code of a vaccination', '<code code="IMMUNIZ" codeSystem="2.16.840.1.113883.5.4"/>'],
  ])('are known in any section by %s', (_name, before) => {
    expect(read(vaccinationDocument(vaccination({ before }), { head: '<code code="1-8"/>' })).length).toBe(1);
  });

  test('are read in a group too', () => {
    const inside = vaccination().replaceAll(/<\/?entry>/g, '');
    const entry = `<entry><organizer><component>${inside}</component><component>${inside}</component></organizer></entry>`;
    expect(read(vaccinationDocument(entry)).length).toBe(2);
  });

  test('of a document of two patients are none of anybody', () => {
    const second = (name: string): string =>
      `<recordTarget><patientRole><patient><name><family>${name}</family><given>A</given></name><birthTime value="19800101"/></patient></patientRole></recordTarget>`;
    const bytes = vaccinationDocument(vaccination(), { targets: second('UN') + second('DEUX') });
    expect(() => read(bytes)).toThrow(refusal('several_patients'));
  });

  test('are in no letter, synthesis or social report', () => {
    const social = gunzipSync(readFileSync(join(import.meta.dirname, '../fixtures/ans/tddui.xml.gz')));
    const written = ['letter.xml', 'synthesis.xml'].map((name) => writtenDocuments[name]?.() ?? new Uint8Array());
    for (const bytes of [social, ...written]) expect(read(bytes)).toEqual([]);
  });

  test('of a damaged document are read with a state and a name, or refused with a code', () => {
    const whole = vaccinationDocument(vaccination({ after: '<performer><assignedEntity/></performer>' }).repeat(2));
    onMutations([writtenDocuments['vaccinations.xml']?.() ?? new Uint8Array(), whole], (bytes) => {
      messageOf(() => {
        for (const { resource } of read(bytes)) {
          expect(['completed', 'not-done']).toContain(resource['status']);
          expect(
            checkResource(resource)
              .map(({ path }) => path)
              .filter((path) => !path.includes('occurrence')),
          ).toEqual([]);
        }
      });
    });
  });

  test('with markup in their words have the words alone', () => {
    const material = '<name>REP<!-- x -->EVAX &lt;b&gt;</name>';
    expect(only(vaccination({ material }))['vaccineCode']).toEqual({ text: 'REPEVAX <b>' });
  });
});
