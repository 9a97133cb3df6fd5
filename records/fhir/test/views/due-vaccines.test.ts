import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  atAge,
  dueVaccines,
  vaccineCalendar,
  vaccineProducts,
  type CalendarFacts,
  type Disease,
} from '@etanche/records-fhir';

const today = '2026-11-29';
const nobody: CalendarFacts = { birthDate: null, isDeceased: false, given: [], amenorrhoeaSince: null };

function born(birthDate: string, ...given: readonly (readonly [string, ...Disease[]])[]): CalendarFacts {
  return { ...nobody, birthDate, given: given.map(([date, ...diseases]) => ({ date, diseases })) };
}

const lines = (facts: CalendarFacts, at = today) => dueVaccines(facts, at).map(({ line }) => line);

describe('an infant of two months', () => {
  const birth = '2026-09-29';
  test('is due for the first doses on the day, not the day before, and nothing is late', () => {
    expect(lines(born(birth), '2026-11-28')).toEqual([]);
    expect(lines(born(birth)).sort()).toEqual(['hexavalent-1', 'pneumococcus-1', 'rotavirus-1']);
    expect(dueVaccines(born(birth), today).some(({ isLate }) => isLate)).toBe(false);
  });

  test('is not due for a second dose less than four weeks after the first', () => {
    const facts = born('2026-07-29', ['2026-11-10', 'pertussis'], ['2026-11-10', 'pneumococcus']);
    expect(lines(facts)).not.toContain('hexavalent-2');
    expect(lines(facts, '2026-12-08')).toContain('hexavalent-2');
  });

  test('is no longer due for rotavirus from 24 weeks', () => {
    expect(lines(born('2026-06-15'))).toContain('rotavirus-1');
    expect(lines(born('2026-06-14'))).not.toContain('rotavirus-1');
  });
});

describe('an adult', () => {
  test('of 66 without a record is late for the booster of 65, not for those before', () => {
    const due = dueVaccines(born('1960-11-29'), today);
    expect(due.filter(({ disease }) => disease === 'tetanus')).toMatchObject([
      { line: 'dtp-65', isLate: true, recorded: 0, since: '2025-11-29', year: 2025 },
    ]);
    expect(lines(born('1960-11-29')).sort()).toEqual(
      ['covid-65', 'dtp-65', 'influenza-65', 'pneumococcus-65', 'zoster-1'].sort(),
    );
  });

  test('has the booster of 65 with a dose since 60, and lacks it with one before', () => {
    expect(lines(born('1960-11-29', ['2020-11-29', 'tetanus']))).not.toContain('dtp-65');
    expect(lines(born('1960-11-29', ['2020-11-28', 'tetanus']))).toContain('dtp-65');
  });

  test('of 64 is not due for what begins at 65', () => {
    const early = born('1961-11-30');
    expect(lines(early).some((line) => line.endsWith('-65'))).toBe(false);
  });

  test('has the influenza of this season, not that of the last one', () => {
    expect(lines(born('1950-01-01', ['2026-10-12', 'influenza']))).not.toContain('influenza-65');
    expect(lines(born('1950-01-01', ['2026-03-12', 'influenza']))).toContain('influenza-65');
    // In March the season is the one that began in September before.
    expect(lines(born('1950-01-01', ['2025-10-12', 'influenza']), '2026-03-12')).not.toContain('influenza-65');
  });

  test('born in 1980 is no longer caught up for measles at 45, one of 44 is', () => {
    expect(lines(born('1981-11-29'))).not.toContain('measles-1');
    expect(lines(born('1981-11-30'))).toContain('measles-1');
  });

  test('is due for a second zoster dose only after the first one', () => {
    const facts = born('1955-01-01', ['2026-06-01', 'zoster']);
    expect(lines(facts)).toContain('zoster-2');
    expect(lines(facts)).not.toContain('zoster-1');
  });
});

describe('a pregnancy', () => {
  const pregnant = { ...born('1995-04-01', ['2022-01-01', 'tetanus', 'pertussis']), amenorrhoeaSince: '2026-07-12' };
  test('of 20 weeks is due for pertussis, and not for RSV before 32 weeks', () => {
    expect(lines(pregnant)).toContain('pertussis-pregnancy');
    expect(lines(pregnant)).not.toContain('rsv-pregnancy');
    expect(lines(pregnant, '2027-02-21')).toContain('rsv-pregnancy');
  });

  test('of 19 weeks, or with a dose since its beginning, is not', () => {
    expect(lines(pregnant, '2026-11-28')).not.toContain('pertussis-pregnancy');
    const done = { ...pregnant, given: [{ date: '2026-11-20', diseases: ['pertussis' as const] }] };
    expect(lines(done)).not.toContain('pertussis-pregnancy');
  });
});

describe('influenza in a pregnancy', () => {
  const pregnant = { ...born('1995-04-01'), amenorrhoeaSince: '2026-10-20' };
  test('is due in any week of it', () => {
    expect(lines(pregnant, '2026-11-01')).toContain('influenza-pregnancy');
    expect(lines(pregnant, '2027-07-01')).toContain('influenza-pregnancy');
    expect(lines({ ...pregnant, amenorrhoeaSince: null }, '2026-11-01')).not.toContain('influenza-pregnancy');
  });

  test('is not due after a dose of this season, before or after its beginning, and is after one of the last', () => {
    const vaccinated = (date: string) => ({ ...pregnant, given: [{ date, diseases: ['influenza' as const] }] });
    expect(lines(vaccinated('2026-10-01'), '2026-11-28')).not.toContain('influenza-pregnancy');
    expect(lines(vaccinated('2026-11-20'), '2026-11-28')).not.toContain('influenza-pregnancy');
    expect(lines(vaccinated('2026-08-20'), '2026-11-28')).toContain('influenza-pregnancy');
  });

  test('is not due after 42 weeks', () => {
    expect(lines(pregnant, '2027-08-09')).toContain('influenza-pregnancy');
    expect(lines(pregnant, '2027-08-10')).not.toContain('influenza-pregnancy');
  });
});

describe('nothing is due', () => {
  test('for somebody who died, whose birth day is unknown, or who is not born', () => {
    expect(lines({ ...born('1950-01-01'), isDeceased: true })).toEqual([]);
    expect(lines(nobody)).toEqual([]);
    expect(lines(born('1950'))).toEqual([]);
    expect(lines(born('2027-01-01'))).toEqual([]);
  });

  test('after a dose against every disease on every appointment, at whatever age', () => {
    const all = [...new Set(vaccineCalendar.map(({ disease }) => disease))];
    fc.assert(
      fc.property(fc.integer({ min: 1930, max: 2026 }), fc.integer({ min: 1, max: 9 }), (year, month) => {
        const birth = `${year}-0${month}-15`;
        // A dose every three months covers each series, booster and season.
        const given: CalendarFacts['given'][number][] = [];
        for (let at = birth, i = 1; at <= today; at = atAge(birth, `${i * 3}m`), i++)
          given.push({ date: at, diseases: all });
        const due = dueVaccines({ ...nobody, birthDate: birth, given }, today);
        expect(due.filter(({ isLate }) => isLate)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the calendar', () => {
  test('names the source and the year of each line, and has no line twice', () => {
    expect(new Set(vaccineCalendar.map(({ id }) => id)).size).toBe(vaccineCalendar.length);
    for (const { source, year } of vaccineCalendar) {
      expect(source.length).toBeGreaterThan(20);
      expect([2022, 2025]).toContain(year);
    }
  });
});

describe('the vaccine that a line proposes', () => {
  const proposed = vaccineCalendar.map((line) => ({
    line,
    product: vaccineProducts.find(({ cis }) => cis === line.product),
  }));

  test('is in the list and protects against the disease of the line', () => {
    for (const { line, product } of proposed) expect(product?.diseases).toContain(line.disease);
  });

  test('is one for infants only on the lines of infants', () => {
    const infant = proposed.filter(({ product }) => product?.diseases.includes('hib') === true);
    expect(infant.map(({ line }) => line.id)).toEqual(['hexavalent-1', 'hexavalent-2', 'hexavalent-3']);
  });
});

describe('an age', () => {
  test.each([
    ['2026-01-31', '1m', '2026-02-28'],
    ['2024-01-31', '1m', '2024-02-29'],
    ['2024-02-29', '1y', '2025-02-28'],
    ['2026-10-31', '4m', '2027-02-28'],
    ['2026-01-01', '24w', '2026-06-18'],
  ] as const)('born on %s, %s is reached on %s', (birth, age, date) => {
    expect(atAge(birth, age)).toBe(date);
  });
});
