import { describe, expect, test } from 'vitest';
import { curveOf, lmsAt, packGrowthTable, readWhoFiles, unpackGrowthTable } from '@etanche/records-fhir';

/** Days 0 to 1000 of both sexes, with invented numbers. */
function fileOf(name: string, position: boolean) {
  const lines = [1, 2].flatMap((sex) =>
    Array.from({ length: 1001 }, (_, day) => {
      const isStanding = day >= 731;
      const median = 50 + day / 20 - (position && isStanding ? 0.7 : 0);
      return [sex, day, 1, median.toFixed(4), '0.0380', ...(position ? [isStanding ? 'H' : 'L'] : [])].join('\t');
    }),
  );
  return { name, text: ['sex\tage\tl\tm\ts', ...lines].join('\r\n') };
}

describe('the files of the WHO', () => {
  test('become a table of both sexes with the restricted rule, which the settings store', () => {
    const table = readWhoFiles([fileOf('weianthro.txt', false), fileOf('hcanthro.txt', false)]);
    expect(table).toMatchObject({ beyond3: 'restricted', date: '2006-04-27' });
    expect(table.curves.map(({ measure, sex }) => `${measure} ${sex}`)).toEqual([
      ...['weight male', 'weight female', 'head male', 'head female'],
    ]);
    expect(unpackGrowthTable(packGrowthTable(table))).toEqual(table);
    expect(JSON.stringify(packGrowthTable(table)).length).toBeLessThan(24_000);
  });

  test('keep days at first, then weeks and months, so that each day is as in the file', () => {
    const curve = curveOf(readWhoFiles([fileOf('weianthro.txt', false)]), 'weight', 'male');
    if (curve === null) throw new Error('the table has no curve');
    expect(curve.rows.length).toBeLessThan(110);
    for (const day of [0, 1, 50, 91, 365, 400, 1000])
      expect(lmsAt(curve, day / 30.4375)?.m).toBeCloseTo(50 + day / 20, 3);
  });

  test('have two parts where the child is measured standing', () => {
    const curve = curveOf(readWhoFiles([fileOf('lenanthro.txt', true)]), 'height', 'female');
    const twice = curve?.rows.filter(({ age }, i, rows) => rows[i + 1]?.age === age || rows[i - 1]?.age === age) ?? [];
    expect(twice.map(({ m }) => m)).toEqual([86.5, 85.85]);
  });

  test.each([
    ['of another name', [{ ...fileOf('acanthro.txt', false) }], 'acanthro.txt'],
    ['without rows', [{ name: 'weianthro.txt', text: 'sex\tage\tl\tm\ts' }], 'weianthro.txt'],
    ['with words', [{ name: 'weianthro.txt', text: 'sex\tage\tl\tm\ts\n1\t0\tx\t3\t0.1' }], 'weianthro.txt:2'],
    ['of a third sex', [{ name: 'weianthro.txt', text: 'sex\tage\tl\tm\ts\n3\t0\t1\t3\t0.1' }], 'weianthro.txt:2'],
    ['twice', [fileOf('weianthro.txt', false), fileOf('wei2.txt', false)], ''],
    ['of which there are none', [], ''],
  ])('%s are rejected', (_, files, path) => {
    expect(() => readWhoFiles(files)).toThrow(expect.objectContaining({ code: 'growth_table_invalid', path }) as Error);
  });
});
