import { describe, expect, test } from 'vitest';
import {
  curveOf,
  linesAt,
  lmsAt,
  openGrowthTable,
  packGrowthTable,
  scoreOf,
  unpackGrowthTable,
} from '@etanche/records-fhir';

const height = [
  [0, 1, 50, 0.04],
  [24, 1, 87, 0.035],
  [24, 1, 86.3, 0.035],
  [36, 1, 95, 0.037],
];
const file = {
  format: 'etanche-growth 1',
  name: 'Table d’essai',
  date: '2006-04-27',
  source: 'inventée pour les tests',
  beyond3: 'restricted',
  curves: {
    height: { male: height },
    weight: {
      female: [
        [0, 0.3, 3.2, 0.14],
        [12, -0.2, 8.9, 0.12],
      ],
    },
  },
};
const open = (changed: object = {}) => openGrowthTable(JSON.stringify({ ...file, ...changed }));
const curvesOf = (rows: unknown) => ({ curves: { height: { male: rows } } });

describe('a growth table', () => {
  test('is read, and stays the same through the settings', () => {
    const table = open();
    expect(table).toMatchObject({ name: 'Table d’essai', date: '2006-04-27', beyond3: 'restricted' });
    expect(unpackGrowthTable(packGrowthTable(table))).toEqual(table);
  });

  test('is linear between two ages, and absent outside them', () => {
    const curve = curveOf(open(), 'height', 'male');
    expect(lmsAt(curve ?? { measure: 'height', sex: 'male', rows: [] }, 12)).toEqual({
      l: 1,
      m: 68.5,
      s: expect.closeTo(0.0375, 8) as number,
    });
    expect(scoreOf(open(), 'height', 'male', 36, 95)).toEqual({ z: 0, centile: expect.closeTo(50, 5) as number });
    expect(scoreOf(open(), 'height', 'male', 36.01, 95)).toBeNull();
    expect(scoreOf(open(), 'height', 'male', -0.01, 50)).toBeNull();
    expect(scoreOf(open(), 'height', 'female', 12, 70)).toBeNull();
    expect(scoreOf(open(), 'head', 'male', 12, 46)).toBeNull();
  });

  test('with an age twice has two parts: the later one counts at that age, and no line joins them', () => {
    const curve = curveOf(open(), 'height', 'male');
    if (curve === null) throw new Error('the table has no curve');
    expect(lmsAt(curve, 24)?.m).toBe(86.3);
    expect(linesAt(curve, open(), 0).map((part) => part.map(({ value }) => value))).toEqual([
      [50, 87],
      [86.3, 95],
    ]);
  });

  test.each([
    ['no JSON', '{', ''],
    ['another format', JSON.stringify({ ...file, format: 'x' }), 'format'],
    ['an unknown member', JSON.stringify({ ...file, note: '' }), ''],
    ['no day', JSON.stringify({ ...file, date: '2006-04' }), 'date'],
    ['a day that is none', JSON.stringify({ ...file, date: '2006-02-30' }), 'date'],
    ['no source', JSON.stringify({ ...file, source: ' ' }), 'source'],
    ['an unknown rule', JSON.stringify({ ...file, beyond3: 'none' }), 'beyond3'],
    ['no curve', JSON.stringify({ ...file, curves: {} }), 'curves'],
    ['an unknown measurement', JSON.stringify({ ...file, curves: { arm: {} } }), 'curves'],
    ['one row', JSON.stringify({ ...file, ...curvesOf([[0, 1, 50, 0.04]]) }), 'curves.height.male'],
    [
      'a row of three',
      JSON.stringify({ ...file, ...curvesOf([...height.slice(0, 1), [1, 1, 50]]) }),
      'curves.height.male[1]',
    ],
    [
      'a text as number',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [0, 1, '50', 0.04],
          [1, 1, 51, 0.04],
        ]),
      }),
      'curves.height.male[0]',
    ],
    [
      'ages out of order',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [1, 1, 50, 0.04],
          [0, 1, 51, 0.04],
        ]),
      }),
      'curves.height.male[1]',
    ],
    [
      'an age three times',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [1, 1, 50, 0.04],
          [1, 1, 51, 0.04],
          [1, 1, 52, 0.04],
        ]),
      }),
      'curves.height.male[2]',
    ],
    [
      'a median of 0',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [0, 1, 0, 0.04],
          [1, 1, 51, 0.04],
        ]),
      }),
      'curves.height.male[0]',
    ],
    [
      'a coefficient in percent',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [0, 1, 50, 4],
          [1, 1, 51, 0.04],
        ]),
      }),
      'curves.height.male[0]',
    ],
    [
      'an age in days',
      JSON.stringify({
        ...file,
        ...curvesOf([
          [0, 1, 50, 0.04],
          [730, 1, 87, 0.04],
        ]),
      }),
      'curves.height.male[1]',
    ],
  ])('with %s is rejected, and the place is named without its value', (_, text, path) => {
    expect(() => openGrowthTable(text)).toThrow(
      expect.objectContaining({ code: 'growth_table_invalid', path }) as Error,
    );
  });

  test.each([[['0 1 50 0.04', '0 x 51 0.04']], [['1 1 50 0.04', '0 1 51 0.04']], [['0 1 50 0.04']]])(
    'of the settings with the rows %j is null',
    (rows) => {
      const packed = packGrowthTable(open());
      const [first] = packed.curves;
      expect(unpackGrowthTable({ ...packed, curves: first === undefined ? [] : [{ ...first, rows }] })).toBeNull();
    },
  );

  test('of the settings with a curve twice is null', () => {
    const packed = packGrowthTable(open());
    expect(unpackGrowthTable({ ...packed, curves: [...packed.curves, ...packed.curves] })).toBeNull();
  });
});
