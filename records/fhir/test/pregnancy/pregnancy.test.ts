import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  amenorrhoeaSince,
  buildCount,
  buildEntry,
  buildPregnancy,
  buildPregnancyVisit,
  buildTest,
  checkResource,
  compartmentOf,
  dueDateOf,
  editPregnancy,
  emptyEntry,
  isTest,
  ongoingPregnancy,
  outcomes,
  pregnancyFaults,
  pregnancyVisitFaults,
  readEntry,
  readPregnancy,
  synthesisOf,
  termOn,
  type Outcome,
  type PregnancyFacts,
  type PregnancyVisitFacts,
  type Resource,
} from '@etanche/records-fhir';

const today = '2026-11-29';
const context = { patient: 'Patient/1', author: 'Solène Kervella', recorded: '2026-11-29T10:00:00+01:00' };
const ongoing: PregnancyFacts = {
  ...{ method: 'last_period', date: '2026-06-01', outcome: null, outcomeDate: null, children: null, note: null },
};
const born: PregnancyFacts = {
  ...ongoing,
  method: null,
  date: null,
  outcome: 'birth',
  outcomeDate: '2022-05',
  children: 1,
};
const visit: PregnancyVisitFacts = {
  ...{ date: today, weight: 68.5, systolic: 120, diastolic: 70, fundal: 24, fetal: 140 },
  ...{ protein: 'négatif', glucose: 'traces', nitrite: null },
};

function synthesisWith(...resources: readonly Resource[]) {
  return synthesisOf(resources.map((resource, i) => ({ id: `r${i}`, resource })));
}

describe('the term', () => {
  test('is counted from the last period, or from 14 days before a conception', () => {
    expect(amenorrhoeaSince('last_period', '2026-06-01')).toBe('2026-06-01');
    expect(amenorrhoeaSince('ultrasound', '2026-06-15')).toBe('2026-06-01');
    expect(termOn('2026-06-01', '2026-06-01')).toEqual({ weeks: 0, days: 0 });
    expect(termOn('2026-06-01', today)).toEqual({ weeks: 25, days: 6 });
    expect(termOn('2026-06-01', '2026-05-31')).toBeNull();
  });

  test('is due at 41 weeks, and the two ways of dating agree', () => {
    expect(dueDateOf('2026-06-01')).toBe('2027-03-15');
    expect(termOn('2026-06-01', '2027-03-15')).toEqual({ weeks: 41, days: 0 });
    // A change of the clock and a leap day move nothing.
    expect(dueDateOf('2027-05-20')).toBe('2028-03-02');
  });
});

const anyFacts = fc.record<PregnancyFacts>({
  method: fc.constantFrom('last_period', 'ultrasound', null),
  date: fc.constantFrom('2026-06-01', null),
  outcome: fc.constantFrom(...(Object.keys(outcomes) as Outcome[]), null),
  outcomeDate: fc.constantFrom('2026-11-01', '2022-05', '2019', null),
  children: fc.option(fc.integer({ min: 0, max: 8 })),
  note: fc.option(fc.string({ minLength: 1, maxLength: 30 })),
});

describe('a pregnancy', () => {
  test('has no fault of FHIR, is clinical, and is read back as it was written', () => {
    fc.assert(
      fc.property(anyFacts, anyFacts, (facts, others) => {
        const built = buildPregnancy(facts, context);
        expect(checkResource(built)).toEqual([]);
        expect(compartmentOf(built)).toBe('clinical');
        expect(readPregnancy(built)).toEqual(facts);
        expect(readPregnancy(editPregnancy(built, others))).toEqual(others);
      }),
    );
  });

  test('of another program keeps its elements, and is not dated by a guess', () => {
    const other: Resource = {
      ...{ resourceType: 'Condition', id: 'x', subject: { reference: 'Patient/1' }, onsetDateTime: '2026-06-01' },
      code: { coding: [{ system: 'http://snomed.info/sct', code: '77386006' }] },
      clinicalStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-clinical', code: 'active' }],
      },
      extension: [{ url: 'https://other.example/x', valueString: 'kept' }],
    };
    const { obstetrics, problems } = synthesisWith(other);
    expect(ongoingPregnancy(obstetrics.pregnancies)).toMatchObject({ since: null, isOngoing: true });
    expect(problems).toEqual([]);
    const dated = editPregnancy(other, ongoing);
    expect(dated['extension']).toContainEqual({ url: 'https://other.example/x', valueString: 'kept' });
    expect(ongoingPregnancy(synthesisWith(dated).obstetrics.pregnancies)?.since).toBe('2026-06-01');
  });

  test.each<[Partial<PregnancyFacts>, string[]]>([
    [{}, []],
    [{ date: null }, ['date_missing']],
    [{ method: null }, ['date_missing']],
    [{ date: '2026-06' }, ['date_invalid']],
    [{ date: '2026-12-01' }, ['date_future']],
    [{ date: '2025-12-01' }, ['date_old']],
    [{ outcome: 'miscarriage' }, ['outcome_date_missing']],
    [{ outcome: 'birth', outcomeDate: '2026-05-31' }, ['outcome_before_start']],
    [{ outcome: 'birth', outcomeDate: '2026-06' }, []],
    [{ outcome: 'birth', outcomeDate: '2027-01-01' }, ['date_future']],
    [{ outcome: 'birth', outcomeDate: '2019', date: null, method: null }, []],
    [{ outcome: 'birth', outcomeDate: '2026-11-01', children: 9 }, ['children_invalid']],
  ])('with %j has the faults %j', (changed, faults) => {
    expect(pregnancyFaults({ ...ongoing, ...changed }, today)).toEqual(faults);
  });

  test('that ended is in the history without its outcome, and one that lasts is not', () => {
    for (const outcome of Object.keys(outcomes) as Outcome[]) {
      const { history, entries, problems } = synthesisWith(buildPregnancy({ ...born, outcome }, context));
      expect(history).toEqual([{ id: 'r0', kind: 'obstetric', name: 'Grossesse', date: '2022-05' }]);
      expect(JSON.stringify([history, entries, problems])).not.toContain(outcomes[outcome].name);
    }
    const lasting = synthesisWith(buildPregnancy(ongoing, context));
    expect([lasting.history, lasting.problems, lasting.entries]).toEqual([[], [], []]);
  });

  test('is no entry of the history, so that an edit there cannot end it', () => {
    expect(readEntry(buildPregnancy(ongoing, context))).toBeNull();
  });

  test('that was entered in error is not shown', () => {
    const wrong = {
      ...buildPregnancy(ongoing, context),
      verificationStatus: {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/condition-ver-status', code: 'entered-in-error' }],
      },
    };
    expect(synthesisWith(wrong).obstetrics.pregnancies).toEqual([]);
  });
});

describe('gravida and para', () => {
  const words = (name: string, start: string | null): Resource =>
    buildEntry({ ...emptyEntry, kind: 'obstetric', name, start }, context);

  test('are computed from pregnancies and from events in words, each once', () => {
    const { gravida, para } = synthesisWith(
      buildPregnancy(ongoing, context),
      buildPregnancy(born, context),
      words('Accouchement voie basse', '2012'),
      words('Fausse couche', '2014-03'),
      words('Césarienne', '2022'),
      words('Diabète gestationnel', '2012'),
    ).obstetrics;
    expect([gravida.computed, para.computed]).toEqual([4, 2]);
    expect([gravida.stated, para.stated]).toEqual([null, null]);
  });

  test('of nobody are 0, and a stated number stands beside the computed one', () => {
    const stated = buildCount('gravida', 5, context);
    expect(checkResource(stated)).toEqual([]);
    const { gravida, para } = synthesisWith(stated).obstetrics;
    expect(gravida).toEqual({ computed: 0, stated: { id: 'r0', value: 5 } });
    expect(para).toEqual({ computed: 0, stated: null });
  });
});

describe('a visit of a pregnancy', () => {
  test('is Observations without a fault, which are read back as one visit', () => {
    const built = buildPregnancyVisit(visit, context);
    expect(built.flatMap((resource) => checkResource(resource))).toEqual([]);
    const { obstetrics } = synthesisWith(buildPregnancy(ongoing, context), ...built);
    expect(obstetrics.visits).toHaveLength(1);
    expect(obstetrics.visits[0]).toMatchObject(visit);
  });

  test('before the pregnancy, or with a weight alone, is none of its visits', () => {
    const early = buildPregnancyVisit({ ...visit, date: '2026-05-31' }, context);
    const alone = {
      ...visit,
      systolic: null,
      diastolic: null,
      fundal: null,
      fetal: null,
      protein: null,
      glucose: null,
    };
    const { obstetrics } = synthesisWith(
      buildPregnancy(ongoing, context),
      ...early,
      ...buildPregnancyVisit(alone, context),
    );
    expect(obstetrics.visits).toEqual([]);
  });

  test.each<[Partial<PregnancyVisitFacts>, string[]]>([
    [{}, []],
    [{ date: '2026-11-30' }, ['date_future']],
    [{ date: '29/11' }, ['date_invalid']],
    [{ weight: 6850 }, ['weight_impossible']],
    [{ systolic: 70, diastolic: 120 }, ['pressure_impossible']],
    [{ systolic: 120, diastolic: null }, ['pressure_impossible']],
    [{ fundal: 240 }, ['fundal_impossible']],
    [{ fetal: NaN }, ['fetal_impossible']],
  ])('with %j has the faults %j', (changed, faults) => {
    expect(pregnancyVisitFaults({ ...visit, ...changed }, today)).toEqual(faults);
  });

  test('with nothing measured is refused', () => {
    const empty = { weight: null, systolic: null, diastolic: null, fundal: null, fetal: null };
    const facts = { ...visit, ...empty, protein: null, glucose: null };
    expect(pregnancyVisitFaults(facts, today)).toEqual(['nothing_measured']);
  });
});

describe('a blood group or a serology', () => {
  test('is one of the list, of a day in the past', () => {
    expect(isTest({ kind: 'blood_group', value: 'O\u2212', date: today }, today)).toBe(true);
    expect(isTest({ kind: 'blood_group', value: 'C+', date: today }, today)).toBe(false);
    expect(isTest({ kind: 'toxoplasmosis', value: 'positif', date: today }, today)).toBe(false);
    expect(isTest({ kind: 'hiv', value: 'négatif', date: '2026-11-30' }, today)).toBe(false);
    expect(isTest({ kind: 'hiv', value: 'négatif', date: '2026-11' }, today)).toBe(false);
  });

  test('is read with that of other programs, newest first', () => {
    const ours = buildTest({ kind: 'hepatitis_b', value: 'négatif', date: '2026-10-01' }, context);
    expect(checkResource(ours)).toEqual([]);
    const other = {
      ...ours,
      code: { coding: [{ system: 'http://loinc.org', code: '5195-3' }] },
      effectiveDateTime: '2026-11-01',
    };
    expect(synthesisWith(ours, other).obstetrics.tests.map(({ kind, date }) => [kind, date])).toEqual([
      ['hepatitis_b', '2026-11-01'],
      ['hepatitis_b', '2026-10-01'],
    ]);
  });
});
