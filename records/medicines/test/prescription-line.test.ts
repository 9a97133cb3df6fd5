import fc from 'fast-check';
import { checkResource, type JsonObject } from '@etanche/records-fhir';
import { describe, expect, test } from 'vitest';
import {
  buildIndex,
  doseDays,
  lineDays,
  medicineLines,
  prescribed,
  prescriptionSystems,
  readPrescription,
  renewPrescriptions,
  substitutionIssue,
  substitutionText,
  writePrescription,
  type PrescriptionLine,
  type Substitution,
} from '@etanche/records-medicines';
import { bdpmSample } from './bdpm-sample.ts';
import { anyDose } from './dose-arbitrary.ts';

const references = { subject: { reference: 'Patient/p1' }, requester: { reference: 'Practitioner/d1' } };

const line: PrescriptionLine = {
  medicine: { label: 'amlodipine 10 mg, gélule', cis: '61939921', name: 'AMLOR 10 mg, gélule', isBrandChosen: false },
  dose: {
    kind: 'dose',
    dose: {
      unit: 'gélule',
      steps: [{ rhythm: { kind: 'moments', morning: 1, noon: 0, evening: 0, night: 0 }, duration: null }],
      asNeeded: null,
      maxPerDay: null,
    },
  },
  duration: { value: 3, unit: 'month' },
  renewals: 1,
  substitution: null,
  course: 'continuous',
  isAld: true,
  authoredOn: '2026-11-28',
  quantity: { amount: 90, unit: 'gélule' },
  note: null,
};

const anyLine: fc.Arbitrary<PrescriptionLine> = fc
  .record({
    medicine: fc.constantFrom(line.medicine, {
      label: 'bas de contention',
      cis: null,
      name: null,
      isBrandChosen: false,
    }),
    dose: fc.oneof(
      anyDose.map((dose) => ({ kind: 'dose' as const, dose })),
      fc.constant({ kind: 'text' as const, text: 'selon INR', fault: 'structure_missing' as const }),
    ),
    duration: fc.option(fc.record({ value: fc.integer({ min: 1, max: 300 }), unit: fc.constant('day' as const) })),
    renewals: fc.integer({ min: 0, max: 12 }),
    substitution: fc.option(
      fc.constantFrom<Substitution>({ reason: 'MTE' }, { reason: 'EFG' }, { reason: 'CIF', excipient: 'lactose' }),
    ),
    course: fc.constantFrom('acute' as const, 'continuous' as const),
    isAld: fc.boolean(),
    authoredOn: fc.constantFrom('2026-11-28', '2026-11-28T10:24:00+01:00'),
    quantity: fc.option(fc.record({ amount: fc.integer({ min: 1, max: 90 }), unit: fc.constant('comprimé') })),
    note: fc.option(fc.constant('à distance des repas')),
  })
  .map((any) => (any.dose.kind === 'dose' && doseDays(any.dose.dose) !== null ? { ...any, duration: null } : any));

test('every line is the same after writing and reading, completely read, and valid FHIR', () => {
  fc.assert(
    fc.property(anyLine, (any) => {
      const resource = JSON.parse(JSON.stringify(writePrescription(any, references))) as JsonObject;
      expect(readPrescription(resource)).toEqual({ line: any, unread: [] });
      expect(checkResource(resource)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test('a line is coded by CIS, named by substance, with duration and validity', () => {
  expect(writePrescription(line, references)).toMatchObject({
    medicationCodeableConcept: {
      text: 'amlodipine 10 mg, gélule',
      coding: [{ system: 'urn:oid:1.2.250.1.213.2.3.1', code: '61939921', userSelected: false }],
    },
    courseOfTherapyType: { coding: [{ code: 'continuous' }] },
    dispenseRequest: {
      validityPeriod: { start: '2026-11-28', end: '2027-05-27' },
      numberOfRepeatsAllowed: 1,
      quantity: { value: 90, unit: 'gélule' },
      expectedSupplyDuration: { value: 3, code: 'mo' },
    },
  });
});

test('a search result is prescribed by substance, with the brand only if it is chosen', () => {
  const found = medicineLines(buildIndex(bdpmSample, null).index).find(({ label }) => label.startsWith('amlodipine'));
  if (found === undefined) throw new Error('the sample has amlodipine');
  expect(prescribed(found, null)).toMatchObject({ cis: '61939921', isBrandChosen: false });
  expect(prescribed(found, found.medicines[0] ?? null)).toMatchObject({ isBrandChosen: true });
});

describe('a line that must not be written', () => {
  test.each<readonly [string, Partial<PrescriptionLine>]>([
    ['without a label', { medicine: { ...line.medicine, label: ' ' } }],
    ['with another code', { medicine: { ...line.medicine, cis: '123' } }],
    ['with a code without a name', { medicine: { ...line.medicine, name: null } }],
    ['with an empty dose', { dose: { kind: 'text', text: ' ', fault: 'not_understood' } }],
    ['with a duration of zero', { duration: { value: 0, unit: 'day' } }],
    ['for two years', { duration: { value: 24, unit: 'month' } }],
    ['with 1.5 renewals', { renewals: 1.5 }],
    ['with 13 renewals', { renewals: 13 }],
    ['with CIF without an excipient', { substitution: { reason: 'CIF', excipient: '' } }],
    ['without a day', { authoredOn: '28/11/2026' }],
    ['on a day that does not exist', { authoredOn: '2026-13-01' }],
    ['with a quantity of zero', { quantity: { amount: 0, unit: 'gélule' } }],
  ])('%s', (_name, change) => {
    expect(() => writePrescription({ ...line, ...change }, references)).toThrow(
      expect.objectContaining({ code: 'line_invalid' }),
    );
  });

  test('with two durations', () => {
    const dose = line.dose.kind === 'dose' ? line.dose.dose : null;
    if (dose === null) throw new Error('the line has a dose');
    const steps = dose.steps.map((step) => ({ ...step, duration: { value: 7, unit: 'day' as const } }));
    expect(() => writePrescription({ ...line, dose: { kind: 'dose', dose: { ...dose, steps } } }, references)).toThrow(
      expect.objectContaining({ code: 'line_invalid' }),
    );
  });
});

describe('a resource of another program', () => {
  const resource = writePrescription(line, references) as JsonObject;

  test('keeps its elements when a line is written over it', () => {
    const base = { ...resource, priority: 'urgent', dispenseRequest: { performer: { display: 'Pharmacie' } } };
    expect(writePrescription(line, references, base)).toMatchObject({
      priority: 'urgent',
      dispenseRequest: { performer: { display: 'Pharmacie' }, numberOfRepeatsAllowed: 1 },
    });
  });

  test.each<readonly [string, JsonObject, string]>([
    ['another element', { priority: 'urgent' }, 'priority'],
    ['a substitution without a reason', { substitution: { allowedBoolean: false } }, 'substitution'],
    ['two notes', { note: [{ text: 'a' }, { text: 'b' }] }, 'note'],
    ['a note with an author', { note: [{ text: 'a', authorString: 'b' }] }, 'note'],
    ['another course', { courseOfTherapyType: { text: 'saisonnier' } }, 'courseOfTherapyType'],
    ['a supply in years', { dispenseRequest: { expectedSupplyDuration: { value: 1, code: 'a' } } }, 'dispenseRequest'],
    ['fractional renewals', { dispenseRequest: { numberOfRepeatsAllowed: 0.5 } }, 'dispenseRequest'],
  ])('names what was not read: %s', (_name, change, unread) => {
    expect(readPrescription({ ...resource, ...change })?.unread).toContain(unread);
  });

  test('with text alone is read as text', () => {
    const foreign: JsonObject = {
      resourceType: 'MedicationRequest',
      ...{ status: 'active', intent: 'order', authoredOn: '2024-01-01', subject: {} },
      medicationCodeableConcept: { text: 'Kardégic 75' },
      dosageInstruction: [{ text: '1 sachet par jour' }],
    };
    expect(readPrescription(foreign)).toMatchObject({
      line: { medicine: { label: 'Kardégic 75', cis: null }, dose: { kind: 'text', text: '1 sachet par jour' } },
      unread: [],
    });
  });

  test.each<readonly [string, JsonObject]>([
    ['no medicine', { medicationCodeableConcept: {} }],
    ['no day', { authoredOn: null }],
    ['another type', { resourceType: 'MedicationStatement' }],
  ])('is no line: %s', (_name, change) => {
    expect(readPrescription({ ...resource, ...change })).toBeNull();
  });
});

describe('renewal', () => {
  const now = { authoredOn: '2027-05-20', requester: { reference: 'Practitioner/d2' } };
  const old = { ...writePrescription(line, references), id: 'm1' } as JsonObject;

  test('gives the same line with the new date, and names the earlier request', () => {
    const { renewed, refused } = renewPrescriptions([old], now);
    expect(refused).toEqual([]);
    expect(renewed[0]).toMatchObject({
      requester: { reference: 'Practitioner/d2' },
      priorPrescription: { reference: 'MedicationRequest/m1' },
      dispenseRequest: { validityPeriod: { start: '2027-05-20' } },
    });
    expect(renewed[0]).not.toHaveProperty('id');
    expect(readPrescription(renewed[0] ?? {})?.line).toEqual({ ...line, authoredOn: '2027-05-20' });
  });

  test('a renewed request can be renewed again', () => {
    const [again] = renewPrescriptions([old], now).renewed;
    expect(renewPrescriptions([{ ...(again as JsonObject), id: 'm2' }], now).renewed).toHaveLength(1);
  });

  /** A standing line that states only its text and its first and last day. */
  const plain: JsonObject = {
    resourceType: 'MedicationRequest',
    ...{ id: 'm3', status: 'active', intent: 'order', authoredOn: '2026-09-01', subject: references.subject },
    medicationCodeableConcept: { text: 'METFORMINE ACCORD 500 mg, comprimé pelliculé' },
    dosageInstruction: [{ text: '1 matin et soir' }],
    dispenseRequest: { validityPeriod: { start: '2026-09-01', end: '2026-11-30' } },
  };

  test('a line that states only its first and last day keeps that duration', () => {
    const { renewed, refused } = renewPrescriptions([plain], now);
    expect(refused).toEqual([]);
    expect(renewed[0]?.['dispenseRequest']).toMatchObject({
      validityPeriod: { start: '2027-05-20', end: '2027-08-18' },
      expectedSupplyDuration: { value: 90, code: 'd' },
    });
  });

  test.each<readonly [string, JsonObject]>([
    ['the text names another duration', { dosageInstruction: [{ text: '1 matin et soir pendant 7 jours' }] }],
    ['the last day is no day', { dispenseRequest: { validityPeriod: { start: '2026-09-01', end: '2026-11' } } }],
    ['it ends before it begins', { dispenseRequest: { validityPeriod: { start: '2026-09-01', end: '2026-08-01' } } }],
    ['another day begins it', { dispenseRequest: { validityPeriod: { start: '2026-09-02', end: '2026-11-30' } } }],
  ])('no duration is taken from the days if %s', (_name, change) => {
    const { refused } = renewPrescriptions([{ ...plain, ...change }], now);
    expect(refused.map(({ reason }) => reason)).toEqual(['unreadable']);
  });

  test('another duration replaces the earlier one, with its quantity', () => {
    const [renewed] = renewPrescriptions([old], { ...now, days: 30 }).renewed;
    expect(renewed?.['dispenseRequest']).toEqual({
      validityPeriod: { start: '2027-05-20', end: '2027-07-19' },
      numberOfRepeatsAllowed: 1,
      expectedSupplyDuration: { value: 30, unit: 'jour', system: 'http://unitsofmeasure.org', code: 'd' },
    });
    expect(renewPrescriptions([old], { ...now, days: 90 }).renewed).toEqual(renewPrescriptions([old], now).renewed);
    expect(renewPrescriptions([old], { ...now, days: 0 }).refused).toMatchObject([{ reason: 'invalid' }]);
  });

  test.each<readonly [string, JsonObject, string]>([
    ['stopped', { status: 'stopped' }, 'stopped'],
    ['entered in error', { status: 'entered-in-error' }, 'stopped'],
    ['with more than a line has', { substitution: { allowedBoolean: false } }, 'unreadable'],
    ['without a medicine', { medicationCodeableConcept: {} }, 'unreadable'],
    ['without a patient', { subject: 'p1' }, 'unreadable'],
    ['without a dose', { dosageInstruction: [] }, 'unreadable'],
  ])('is refused with its reason: %s', (_name, change, reason) => {
    const { renewed, refused } = renewPrescriptions([{ ...old, ...change }], now);
    expect({ renewed, reasons: refused.map((each) => each.reason) }).toEqual({ renewed: [], reasons: [reason] });
  });
});

test.each<readonly [Substitution, string[], number | null, string | null]>([
  [{ reason: 'MTE' }, ['LÉVOTHYROXINE'], 60, null],
  [{ reason: 'MTE' }, ['VALPROATE DE SODIUM'], 60, null],
  [{ reason: 'MTE' }, ['AMLODIPINE'], 60, 'not_listed'],
  [{ reason: 'EFG' }, ['PARACÉTAMOL'], 5, null],
  [{ reason: 'EFG' }, ['PARACÉTAMOL'], 6, 'not_a_child'],
  [{ reason: 'EFG' }, ['PARACÉTAMOL'], null, 'not_a_child'],
  [{ reason: 'CIF', excipient: 'lactose' }, [], null, null],
  [{ reason: 'CIF', excipient: ' ' }, [], null, 'excipient_missing'],
])('the reason %o fits or not', (substitution, substances, age, issue) => {
  expect(substitutionIssue(substitution, substances, age)).toBe(issue);
  expect(substitutionText(substitution)).toContain(substitution.reason);
});

test('the days of a line are those of its dose, or of the line', () => {
  expect(lineDays(line)).toBe(90);
  expect(lineDays({ ...line, duration: null })).toBeNull();
  expect(prescriptionSystems.cis).toMatch(/^urn:oid:/);
});
