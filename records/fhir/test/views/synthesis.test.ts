import { describe, expect, test } from 'vitest';
import { synthesisOf, type Resource, type ViewSource } from '@etanche/records-fhir';

const loinc = 'http://loinc.org';
const clinical = 'http://terminology.hl7.org/CodeSystem/condition-clinical';

function sources(...resources: readonly Resource[]): ViewSource[] {
  return resources.map((resource, i) => ({ id: `id-${i}`, resource }));
}

function observation(
  code: string,
  date: string,
  value: number,
  more: Readonly<Record<string, unknown>> = {},
): Resource {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: loinc, code }], text: code },
    effectiveDateTime: date,
    valueQuantity: { value, unit: '%' },
    ...more,
  };
}

describe('the synthesis of an empty file', () => {
  const empty = synthesisOf([]);

  test('says that allergies are not recorded, which is not the same as none', () => {
    expect(empty.allergies).toEqual({ state: 'not_recorded', list: [] });
  });

  test('has no treating doctor', () => {
    expect(empty.treatingDoctor).toBeNull();
  });
});

describe('allergies', () => {
  const allergy = (more: Readonly<Record<string, unknown>>): Resource => ({
    resourceType: 'AllergyIntolerance',
    ...more,
  });

  test('are none known only when somebody wrote so', () => {
    const code = { coding: [{ system: 'http://snomed.info/sct', code: '716186003' }] };
    expect(synthesisOf(sources(allergy({ code }))).allergies.state).toBe('none_known');
  });

  test('are listed before intolerances, the severe ones first', () => {
    const { allergies } = synthesisOf(
      sources(
        allergy({ code: { text: 'Ramipril' }, type: 'intolerance', criticality: 'high' }),
        allergy({ code: { text: 'Latex' }, criticality: 'low' }),
        allergy({ code: { text: 'Pénicillines' }, criticality: 'high' }),
      ),
    );
    expect(allergies.list.map(({ substance }) => substance)).toEqual(['Pénicillines', 'Latex', 'Ramipril']);
    expect(allergies.state).toBe('listed');
  });

  test('that were entered in error or are resolved are not shown', () => {
    const verificationStatus = {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-verification', code: 'entered-in-error' },
      ],
    };
    const clinicalStatus = {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical', code: 'resolved' }],
    };
    const both = sources(
      allergy({ code: { text: 'a' }, verificationStatus }),
      allergy({ code: { text: 'b' }, clinicalStatus }),
    );
    expect(synthesisOf(both).allergies).toEqual({ state: 'not_recorded', list: [] });
  });
});

describe('measurements', () => {
  test('form one series for each code and unit, oldest first, whatever their order in the file', () => {
    const { measures } = synthesisOf(
      sources(
        observation('4548-4', '2026-08-01', 7.4),
        observation('4548-4', '2025-02-01T08:00:00+01:00', 6.9),
        observation('4548-4', '2026-01-01', 57, { valueQuantity: { value: 57, unit: 'mmol/mol' } }),
      ),
    );
    expect(measures.map(({ unit, points }) => [unit, points.map(({ value }) => value)])).toEqual([
      ['%', [6.9, 7.4]],
      ['mmol/mol', [57]],
    ]);
  });

  test('of a blood pressure have two values', () => {
    const part = (value: number) => ({ valueQuantity: { value, unit: 'mm[Hg]' } });
    const pressure = observation('85354-9', '2026-08-01', 0, {
      component: [part(136), part(82)],
      valueQuantity: undefined,
    });
    expect(synthesisOf(sources(pressure)).measures[0]).toMatchObject({
      unit: 'mmHg',
      points: [{ value: 136, second: 82 }],
    });
  });

  test('are abnormal as the laboratory marked them, and by the range only without a mark', () => {
    const range = { referenceRange: [{ low: { value: 4, unit: '%' }, high: { value: 6, unit: '%' } }] };
    const mark = (code: string) => ({
      interpretation: [
        { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', code }] },
      ],
    });
    const { measures } = synthesisOf(
      sources(
        observation('a', '2026-01-01', 7, range),
        observation('a', '2026-01-02', 3, range),
        observation('a', '2026-01-03', 7, { ...range, ...mark('N') }),
        observation('a', '2026-01-04', 5, { ...range, ...mark('HH') }),
        observation('a', '2026-01-05', 5, range),
      ),
    );
    expect(measures[0]?.points.map(({ abnormal }) => abnormal)).toEqual(['high', 'low', null, 'high', null]);
    expect(measures[0]?.range).toEqual({ low: 4, high: 6 });
  });

  test.each([
    ['a limit instead of a value', { valueQuantity: { value: 5, unit: '%', comparator: '<' } }],
    ['no number', { valueQuantity: { unit: '%' } }],
    ['a mistake', { status: 'entered-in-error' }],
    ['no date', { effectiveDateTime: undefined }],
  ])('with %s are in no curve', (_, more) => {
    expect(synthesisOf(sources(observation('a', '2026-01-01', 5, more))).measures).toEqual([]);
  });
});

describe('treatments', () => {
  const request = (name: string, authoredOn: string, more: Readonly<Record<string, unknown>> = {}): Resource => ({
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationCodeableConcept: { text: name },
    authoredOn,
    courseOfTherapyType: {
      coding: [
        { system: 'http://terminology.hl7.org/CodeSystem/medicationrequest-course-of-therapy', code: 'continuous' },
      ],
    },
    dosageInstruction: [{ text: '1 matin' }],
    ...more,
  });

  test('show the newest prescription of each medicine, with its strength apart', () => {
    const { treatments, prescriptions } = synthesisOf(
      sources(
        request('METFORMINE 500 mg, comprimé', '2025-01-01'),
        request('METFORMINE 1000 mg, comprimé', '2026-01-01', { dosageInstruction: [{ text: '1 matin, 1 soir' }] }),
      ),
    );
    expect(treatments).toMatchObject([{ name: 'METFORMINE', strength: '1000 mg', dose: '1 matin, 1 soir' }]);
    expect(prescriptions).toHaveLength(2);
  });

  test.each([
    ['stopped', { status: 'stopped' }],
    ['for an acute illness', { courseOfTherapyType: undefined }],
  ])('leave out a prescription that is %s', (_, more) => {
    expect(synthesisOf(sources(request('AMOXICILLINE 1 g', '2026-01-01', more))).treatments).toEqual([]);
  });
});

describe('consultations', () => {
  const encounter: Resource = {
    resourceType: 'Encounter',
    id: 'fhir-1',
    status: 'finished',
    class: { code: 'AMB' },
    period: { start: '2026-08-27T10:00:00+02:00' },
    reasonCode: [{ text: 'Suivi' }],
  };
  const note: Resource = {
    resourceType: 'Composition',
    status: 'final',
    encounter: { reference: 'Encounter/fhir-1' },
    date: '2026-08-27',
    title: 'Consultation',
    author: [{ display: 'Dr Arnaud' }],
    section: [
      { title: 'Examen', text: { status: 'generated', div: '<div><p>TA 13/8 &amp; pouls</p><p>Normal</p></div>' } },
    ],
  };

  test('join the note with its encounter and show its text without markup', () => {
    expect(synthesisOf(sources(encounter, note)).visits).toEqual([
      {
        ...{ id: 'id-0', date: '2026-08-27T10:00:00+02:00', reason: 'Suivi', author: 'Dr Arnaud' },
        sections: [{ title: 'Examen', text: 'TA 13/8 & pouls\nNormal' }],
      },
    ]);
  });

  test('include a note without an encounter', () => {
    expect(synthesisOf(sources(note)).visits).toMatchObject([{ id: 'id-0', reason: 'Consultation' }]);
  });
});

describe('problems', () => {
  test('are active unless the file says that they are over', () => {
    const condition = (text: string, code: string | null): Resource => ({
      resourceType: 'Condition',
      code: { text },
      ...(code === null ? {} : { clinicalStatus: { coding: [{ system: clinical, code }] } }),
    });
    const { problems } = synthesisOf(
      sources(condition('a', 'active'), condition('b', 'resolved'), condition('c', null), condition('d', 'remission')),
    );
    expect(problems.filter(({ isActive }) => isActive).map(({ name }) => name)).toEqual(['a', 'c']);
  });
});
