import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  buildPatient,
  checkResource,
  readPatient,
  resourceFromText,
  resourceLimits,
  writeResource,
  type JsonObject,
  type PatientTraits,
} from '../src/index.ts';

const word = fc.stringMatching(/^[A-Z][a-zéèï]{1,11}(?:-[A-Z][a-z]{1,7})?$/);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2026-01-01'), noInvalidDate: true });
const date = day.map((one) => one.toISOString().slice(0, 10));
const partial = fc.tuple(date, fc.constantFrom(4, 7, 10)).map(([text, length]) => text.slice(0, length));
const matricule = fc.constantFrom('279035121518989', '277076322082910', '255082A16802597');
const certain = fc.constantFrom('PROV' as const, 'VALI' as const);
const retrieved = fc.constantFrom('RECUP' as const, 'QUAL' as const);

const traits: fc.Arbitrary<PatientTraits> = fc
  .record({
    birthFamilyName: maybe(word),
    birthGivenNames: fc.array(word, { maxLength: 3 }),
    usedFamilyName: maybe(word),
    usedGivenName: maybe(word),
    title: maybe(fc.constantFrom('Mme', 'M.')),
    sex: fc.constantFrom('male' as const, 'female' as const, 'other' as const, 'unknown' as const),
    birthDate: maybe(partial),
    birthPlace: maybe(fc.record({ insee: maybe(fc.constantFrom('51215', '2A004', '99350')), name: word })),
    billingNir: maybe(matricule),
    localId: maybe(fc.record({ system: fc.constant('urn:oid:1.2.3'), value: word })),
    phones: fc.array(
      fc.record({
        number: fc.stringMatching(/^0[1-9]\d{8}$/),
        use: maybe(fc.constantFrom('home' as const, 'mobile' as const)),
      }),
      { maxLength: 3 },
    ),
    emails: fc.array(fc.constantFrom('a@example.fr', 'b@example.fr'), { maxLength: 2 }),
    addresses: fc.array(
      fc.record({
        lines: fc.array(word, { minLength: 1, maxLength: 2 }),
        postalCode: maybe(fc.constant('56100')),
        city: maybe(word),
        country: maybe(fc.constant('FRA')),
        use: maybe(fc.constantFrom('home' as const, 'old' as const)),
      }),
      { maxLength: 2 },
    ),
    deathDate: maybe(date),
    deathPlace: maybe(word),
    birthRank: maybe(fc.integer({ min: 1, max: 4 })),
    active: fc.boolean(),
    ins: maybe(fc.record({ matricule, nature: fc.constantFrom('nir' as const, 'nia' as const, 'demo' as const) })),
    certain,
    retrieved,
    documentDate: maybe(date),
    insiDate: maybe(date),
  })
  .map(({ certain: low, retrieved: high, documentDate, insiDate, ...rest }) => ({
    ...rest,
    deceased: rest.deathDate !== null,
    reliability: {
      status: rest.ins === null ? low : high,
      flags: ['HOMA' as const],
      document: documentDate === null ? null : ('CN' as const),
      documentDate,
      insiDate,
    },
  }));

describe('a Patient of FR Core', () => {
  test('is read back to the traits from which it was built', () => {
    fc.assert(
      fc.property(traits, (value) => {
        const named = { ...value, title: value.birthFamilyName === null ? null : value.title };
        expect(readPatient(buildPatient('1', named))).toEqual(named);
      }),
    );
  });

  test('has no fault if name and birth date are known', () => {
    fc.assert(
      fc.property(traits, word, date, (value, birthFamilyName, birthDate) => {
        const { resource } = writeResource(buildPatient('1', { ...value, birthFamilyName, birthDate }));
        expect(checkResource(resource)).toEqual([]);
      }),
    );
  });

  test('keeps content that is not a trait, and replaces the traits', () => {
    const before: JsonObject = {
      resourceType: 'Patient',
      meta: { tag: [{ code: 'x' }], profile: ['https://example.org/p'] },
      extension: [{ url: 'https://example.org/e', valueString: 'kept' }],
      identifier: [
        { use: 'secondary', system: 'urn:oid:1.2.250.1.213.1.4.2', value: 'INS-C' },
        { use: 'old', system: 'urn:oid:1.2.250.1.213.1.4.8', value: '277076322082910' },
        { use: 'official', system: 'urn:oid:1.2.250.1.213.1.4.8', value: '279035121518989' },
      ],
      name: [
        { use: 'official', family: 'Avant' },
        { use: 'old', family: 'Jadis' },
      ],
      telecom: [
        { system: 'phone', value: '0612345678' },
        { system: 'fax', value: '0142685300' },
      ],
      photo: [{ contentType: 'image/jpeg', data: 'AAAA' }],
      contact: [{ name: { text: 'Sa sœur' } }],
      link: [{ other: { reference: 'Patient/2' }, type: 'seealso' }],
    };
    const changed = { ...readPatient(before), birthFamilyName: 'Après', ins: null, phones: [] };
    const after = buildPatient('1', changed, before);
    expect(after).toMatchObject({
      meta: { tag: [{ code: 'x' }], profile: [expect.stringContaining('fr-core-patient'), 'https://example.org/p'] },
      photo: before['photo'],
      contact: before['contact'],
      link: before['link'],
      name: [
        { use: 'official', family: 'Après' },
        { use: 'old', family: 'Jadis' },
      ],
      telecom: [{ system: 'fax', value: '0142685300' }],
    });
    expect(JSON.stringify(after['identifier'])).not.toContain('279035121518989');
    expect(JSON.stringify(after['identifier'])).toContain('277076322082910');
    expect(JSON.stringify(after['extension'])).toContain('kept');
  });
});

describe('readPatient', () => {
  const reliability = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability';
  const with445 = (code: string, identifier: JsonObject[]): JsonObject => ({
    identifier,
    extension: [
      {
        url: reliability,
        extension: [
          {
            url: 'identityStatus',
            valueCoding: { system: 'https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445', code },
          },
        ],
      },
    ],
  });
  const ins = { system: 'urn:oid:1.2.250.1.213.1.4.8', value: '279035121518989', use: 'official' };

  test('reads VALI of FR Core 2.1 with a matricule as qualified, and without one as validated', () => {
    expect(readPatient(with445('VALI', [ins])).reliability.status).toBe('QUAL');
    expect(readPatient(with445('VALI', [])).reliability.status).toBe('VALI');
  });

  test.each(['', 'SURE', 'vali', 'VIDE'])('reads the status "%s" as provisional', (code) => {
    expect(readPatient(with445(code, [])).reliability.status).toBe('PROV');
  });

  test('distinguishes the billing number from the matricule, which has the same OID', () => {
    const billing = {
      ...ins,
      type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v2-0203', code: 'NH' }] },
    };
    expect(readPatient({ identifier: [billing] })).toMatchObject({ ins: null, billingNir: '279035121518989' });
  });

  test('does not throw on any resource', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 4 }),
        fc.constantFrom('name', 'identifier', 'extension', 'telecom', 'address', 'meta'),
        (json, field) => {
          const value = JSON.parse(json) as JsonObject[string];
          expect(readPatient({ [field]: value, gender: value })).toMatchObject({ active: true });
          expect(Array.isArray(checkResource({ resourceType: 'Patient', [field]: value }))).toBe(true);
        },
      ),
    );
  });

  test('reads a list of given names whose first is a compound without hyphen', () => {
    const url = 'https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-patient-birth-list-given-name';
    const name = [{ use: 'official', given: ['ANNE SOPHIE'], extension: [{ url, valueString: 'ANNE SOPHIE MARIE' }] }];
    expect(readPatient({ name }).birthGivenNames).toEqual(['ANNE SOPHIE', 'MARIE']);
    const { resource } = resourceFromText(JSON.stringify({ resourceType: 'Patient', name }), resourceLimits);
    expect(readPatient(resource).birthGivenNames).toEqual(['ANNE SOPHIE', 'MARIE']);
  });
});
