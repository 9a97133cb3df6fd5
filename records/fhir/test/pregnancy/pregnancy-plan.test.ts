import { describe, expect, test } from 'vitest';
import {
  buildMark,
  checkResource,
  dueDateOf,
  planPregnancy,
  pregnancyCalendar,
  synthesisOf,
  type PlanFacts,
  type TestView,
} from '@etanche/records-fhir';

/** Conceived on 15 June 2026, due on 15 March 2027. */
const since = '2026-06-01';
const nothing: PlanFacts = { since, tests: [], marks: [], visits: [] };
const result = (kind: TestView['kind'], value: string, date: string): TestView => ({ id: date, kind, value, date });

function stateOf(id: string, facts: PlanFacts, today: string): string | null {
  return planPregnancy(facts, today).find(({ line }) => line.id === id)?.state ?? null;
}

describe('the calendar of a pregnancy', () => {
  test('has seven examinations by month, three ultrasounds by week, and a source and year on every line', () => {
    const lines = planPregnancy(nothing, since);
    expect(lines.filter(({ line }) => line.kind === 'visit')).toHaveLength(7);
    const days = (id: string) => lines.filter(({ line }) => line.id === id).map(({ from, to }) => [from, to]);
    expect(days('exam-1')).toEqual([['2026-07-15', '2026-09-14']]);
    expect(days('exam-2')).toEqual([['2026-09-15', '2026-10-14']]);
    expect(days('exam-7')).toEqual([['2027-02-15', '2027-03-14']]);
    expect(days('ultrasound-1')).toEqual([['2026-08-17', '2026-09-06']]);
    expect(days('ultrasound-2')).toEqual([['2026-10-19', '2026-11-22']]);
    expect(days('ultrasound-3')).toEqual([['2026-12-28', '2027-01-31']]);
    for (const { source, year } of pregnancyCalendar) {
      expect(source).not.toBe('');
      expect(year).toBeGreaterThanOrEqual(2026);
    }
    expect(new Set(pregnancyCalendar.map(({ id }) => id)).size).toBe(pregnancyCalendar.length);
  });

  test('ends with the due date, and begins after the conception', () => {
    for (const { from, to } of planPregnancy(nothing, since)) {
      expect(from >= '2026-06-15' && from <= to).toBe(true);
      expect(to <= dueDateOf(since)).toBe(true);
    }
  });

  test('says to come, due and late on the right days', () => {
    const at = (today: string) => stateOf('ultrasound-1', nothing, today);
    const days = ['2026-08-16', '2026-08-17', '2026-09-06', '2026-09-07', '2026-10-18', '2026-10-19'];
    // From the first day of the second ultrasound, the first one is not caught up.
    expect(days.map(at)).toEqual(['coming', 'due', 'due', 'late', 'late', 'missed']);
    expect(stateOf('anaesthesia', nothing, '2027-03-14')).toBe('late');
  });
});

describe('a line', () => {
  test('is done by its mark, not by that of an earlier pregnancy', () => {
    const marked = (date: string) => ({ ...nothing, marks: [{ id: 'm', line: 'ultrasound-1', date }] });
    expect(stateOf('ultrasound-1', marked('2026-08-20'), '2026-11-29')).toBe('done');
    expect(stateOf('ultrasound-1', marked('2024-08-20'), '2026-11-29')).toBe('missed');
    expect(stateOf('ultrasound-2', marked('2026-08-20'), '2026-11-29')).toBe('late');
  });

  test('of an examination is done by a visit of its month, and one visit counts once', () => {
    const visits = ['2026-09-10', '2026-10-12'];
    const state = (id: string) => stateOf(id, { ...nothing, visits }, '2026-11-29');
    expect([state('exam-1'), state('exam-2'), state('exam-3')]).toEqual(['done', 'done', 'missed']);
    const one = { ...nothing, visits: ['2026-09-10'] };
    expect([stateOf('exam-1', one, '2026-10-14'), stateOf('exam-2', one, '2026-10-14')]).toEqual(['done', 'due']);
  });

  test('of a blood group is done by any earlier one, of a serology by one of this pregnancy only', () => {
    const before = {
      ...nothing,
      tests: [result('blood_group', 'A+', '2019-01-01'), result('syphilis', 'négatif', '2019-01-01')],
    };
    expect(stateOf('blood-group', before, '2026-09-01')).toBe('done');
    expect(stateOf('syphilis', before, '2026-09-01')).toBe('due');
    const now = { ...nothing, tests: [result('syphilis', 'négatif', '2026-08-01')] };
    expect(stateOf('syphilis', now, '2026-09-01')).toBe('done');
  });

  test('for the Rh negative concerns those whose group is negative or unknown', () => {
    const withGroup = (value: string) => ({ ...nothing, tests: [result('blood_group', value, '2020-01-01')] });
    expect(stateOf('antibodies-6', nothing, '2026-11-20')).toBe('due');
    expect(stateOf('antibodies-6', withGroup('O\u2212'), '2026-11-20')).toBe('due');
    expect(stateOf('antibodies-6', withGroup('O-'), '2026-11-20')).toBe('due');
    expect(stateOf('antibodies-6', withGroup('AB négatif'), '2026-11-20')).toBe('due');
    expect(stateOf('antibodies-6', withGroup('O+'), '2026-11-20')).toBeNull();
    expect(stateOf('antibodies-6', withGroup('illisible'), '2026-11-20')).toBe('due');
  });

  test('about toxoplasmosis each month concerns nobody who is immune, and the first test stays in the list', () => {
    const immune = { ...nothing, tests: [result('toxoplasmosis', 'immunisée', '2026-08-01')] };
    expect(stateOf('toxoplasmosis-1', immune, '2026-11-20')).toBe('done');
    expect(stateOf('toxoplasmosis-6', immune, '2026-11-20')).toBeNull();
    const not = { ...nothing, tests: [result('toxoplasmosis', 'non immunisée', '2026-08-01')] };
    expect(stateOf('toxoplasmosis-6', not, '2026-11-20')).toBe('due');
    const long = { ...nothing, tests: [result('toxoplasmosis', 'immunisée', '2020-01-01')] };
    expect(stateOf('toxoplasmosis-1', long, '2026-08-20')).toBeNull();
  });
});

describe('a mark', () => {
  const context = { patient: 'Patient/1', author: 'Solène Kervella', recorded: '2026-11-29T10:00:00+01:00' };

  test('is an Observation without a fault, which the file gives back', () => {
    const mark = buildMark('ultrasound-1', '2026-08-20', context);
    expect(checkResource(mark)).toEqual([]);
    expect(synthesisOf([{ id: 'm', resource: mark }]).obstetrics.marks).toEqual([
      { id: 'm', line: 'ultrasound-1', date: '2026-08-20' },
    ]);
  });

  test('of an unknown line is refused', () => {
    expect(() => buildMark('ultrasound-4', '2026-08-20', context)).toThrow(RangeError);
  });
});
