import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asEnteredInError,
  buildVaccine,
  checkResource,
  compartmentOf,
  synthesisOf,
  vaccineFaults,
  vaccineProducts,
  writeVaccine,
  type Resource,
  type VaccineFacts,
  type VaccineSite,
} from '@etanche/records-fhir';

const context = { patient: 'Patient/1', author: 'Dr Hélène Arnaud', recorded: '2026-11-26T10:12:00+01:00' };
const today = '2026-11-26';
const given: VaccineFacts = {
  ...{ cis: '69675854', name: 'VAXIGRIP', date: today, lot: 'U3J71', expiry: '2027-06', site: 'LA', route: 'IM' },
  ...{ dose: 1, isGivenHere: true, refusal: null, note: null },
};

const orNull = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(one, { nil: null });
const anyFacts = fc
  .record({
    product: fc.constantFrom(...vaccineProducts, null),
    date: fc.constantFrom('2019', '2024-03', '2026-11-26'),
    lot: orNull(fc.constantFrom('A1', 'U3J71')),
    site: orNull(fc.constantFrom<VaccineSite>('LA', 'RT', 'BU')),
    dose: orNull(fc.integer({ min: 1, max: 5 })),
    note: orNull(fc.constant('Bien toléré')),
  })
  .map(({ product, ...rest }): VaccineFacts => ({
    ...{ cis: product?.cis ?? null, name: product?.name ?? 'Autre vaccin', route: product?.route ?? null },
    ...rest,
    ...{ expiry: null, isGivenHere: rest.lot !== null, refusal: null },
  }));

const read = (resource: Resource) => synthesisOf([{ id: 'id', resource }]).vaccines;

describe('a vaccination', () => {
  test('has no fault of FHIR, is clinical, and is read back as it was written', () => {
    fc.assert(
      fc.property(anyFacts, (facts) => {
        expect(vaccineFaults(facts, today)).toEqual([]);
        const resource = buildVaccine(facts, context);
        expect(checkResource(resource)).toEqual([]);
        expect(compartmentOf(resource)).toBe('clinical');
        expect(read(resource)[0]?.facts).toEqual(facts);
        expect(writeVaccine(resource, facts)).toEqual(resource);
      }),
    );
  });

  test('has the new facts after a correction, and keeps what no fact describes', () => {
    const extra = {
      extension: [{ url: 'https://example.org/x', valueString: 'kept' }],
      reaction: [{ date: '2026-11-26' }],
      doseQuantity: { value: 0.5, unit: 'mL' },
    };
    fc.assert(
      fc.property(anyFacts, anyFacts, (before, after) => {
        const edited = writeVaccine({ ...buildVaccine(before, context), ...extra }, after);
        expect(read(edited)[0]?.facts).toEqual(after);
        expect(edited).toMatchObject(extra);
        expect(checkResource(edited)).toEqual([]);
      }),
    );
  });

  test('that was refused is in the record and protects against nothing', () => {
    const refused = buildVaccine({ ...given, lot: null, site: null, refusal: 'Refus du patient' }, context);
    expect(checkResource(refused)).toEqual([]);
    expect(refused['status']).toBe('not-done');
    expect(read(refused)).toMatchObject([{ isDone: false, facts: { refusal: 'Refus du patient' } }]);
    expect(read(asEnteredInError(refused))).toEqual([]);
  });

  test.each([
    ['HEXYON', ['diphtheria', 'tetanus', 'polio', 'pertussis', 'hib', 'hepatitis_b']],
    ['DTP-coqueluche (rappel)', ['diphtheria', 'tetanus', 'polio', 'pertussis']],
    ['Grippe saisonnière', ['influenza']],
    ['Vaccin Méningocoque B', ['meningococcus_b']],
    ['Revaxis', ['diphtheria', 'tetanus', 'polio']],
    ['Twinrix', ['hepatitis_b', 'hepatitis_a']],
    ['Vaccin de 2014', []],
  ])('of another program named %s protects against %j', (name, expected) => {
    const imported: Resource = {
      resourceType: 'Immunization',
      status: 'completed',
      vaccineCode: { text: name },
      patient: { reference: 'Patient/1' },
      occurrenceDateTime: '2020-01-01',
    };
    expect(read(imported)[0]?.diseases).toEqual(expected);
  });

  test('every product of the list has its own code and at least one disease', () => {
    expect(new Set(vaccineProducts.map(({ cis }) => cis)).size).toBe(vaccineProducts.length);
    for (const { cis, diseases } of vaccineProducts) {
      expect(cis).toMatch(/^6\d{7}$/);
      expect(diseases.length).toBeGreaterThan(0);
    }
  });
});

describe('faults of a vaccination', () => {
  test.each([
    ['without a name', { name: ' ' }, 'name_missing'],
    ['on a day that no calendar has', { date: '2026-02-30' }, 'date_invalid'],
    ['with an expiry that is no date', { expiry: '13/27' }, 'expiry_invalid'],
    ['tomorrow', { date: '2026-11-27' }, 'date_future'],
    ['without its lot', { lot: null }, 'lot_missing'],
    ['with a vial that expired last month', { expiry: '2026-10' }, 'expired'],
    ['with a vial that expired yesterday', { expiry: '2026-11-25' }, 'expired'],
    ['with an impossible number of the dose', { dose: 0 }, 'dose_invalid'],
  ])('are found in one %s', (_, change, fault) => {
    expect(vaccineFaults({ ...given, ...change }, today)).toEqual([fault]);
  });

  test('are none without a lot for one that was given elsewhere or refused', () => {
    expect(vaccineFaults({ ...given, lot: null, isGivenHere: false }, today)).toEqual([]);
    expect(vaccineFaults({ ...given, lot: null, refusal: 'Refus du patient' }, today)).toEqual([]);
  });

  test('are none through the month and the day of the expiry', () => {
    expect(vaccineFaults({ ...given, expiry: '2026-11' }, today)).toEqual([]);
    expect(vaccineFaults({ ...given, expiry: today }, today)).toEqual([]);
  });
});
