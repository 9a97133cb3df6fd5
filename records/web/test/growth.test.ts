import { describe, expect, test } from 'vitest';
import type { GrowthTable } from '@etanche/records-fhir';
import { ageTicks, referenceLines, scaleOf, spanOf } from '../page/growth/chart-geometry.ts';
import { ageWords, scoreWords, velocityWords } from '../page/growth/growth-words.ts';
import { en } from '../page/text/en.ts';
import { fr } from '../page/text/fr.ts';
import { growthPrint, type GrowthPrint } from '../paper/growth.ts';

const rows = [0, 12, 24, 36].map((age) => ({ age, l: 1, m: 50 + age, s: 0.04 }));
const table: GrowthTable = {
  ...{ name: 'Essai', date: '2006-04-27', source: 'inventée', beyond3: 'lms' },
  curves: [{ measure: 'height', sex: 'male', rows }],
};

describe('the scale of a chart', () => {
  test.each([[[]], [[3.2]], [[3.2, 3.3]], [[0.4, 98]], [[49.9, 176.8]]])(
    'of %j contains all values, with at most eleven round marks',
    (values) => {
      const { low, high, ticks } = scaleOf(values);
      expect(Math.min(...values, high)).toBeGreaterThanOrEqual(low);
      expect(Math.max(...values, low)).toBeLessThanOrEqual(high);
      expect(ticks.length).toBeGreaterThan(1);
      expect(ticks.length).toBeLessThanOrEqual(11);
      expect([ticks[0], ticks.at(-1)]).toEqual([low, high]);
    },
  );

  test('shows the smallest span that has the last measurement', () => {
    expect([0, 24, 24.1, 60, 61, 300].map(spanOf)).toEqual([24, 24, 60, 60, 228, 228]);
    expect(ageTicks(24)).toMatchObject({ unit: 'months' });
    expect(ageTicks(228).ticks.at(-1)).toBe(228);
  });
});

describe('the lines of a reference', () => {
  test('are five centiles or seven deviations, and end where the chart ends', () => {
    const centiles = referenceLines(table, 'height', 'male', 'centiles', 24);
    expect(centiles.map(({ label }) => label)).toEqual(['3', '15', '50', '85', '97']);
    expect(centiles[2]?.parts).toEqual([[0, 12, 24].map((age) => ({ age, value: 50 + age }))]);
    expect(referenceLines(table, 'height', 'male', 'deviations', 60)).toHaveLength(7);
  });

  test('are absent for a sex or measurement that the table lacks', () => {
    expect(referenceLines(table, 'height', 'female', 'centiles', 24)).toEqual([]);
    expect(referenceLines(table, 'weight', 'male', 'centiles', 24)).toEqual([]);
  });
});

describe('words of growth', () => {
  test.each([
    [0, '0\u00a0jour', '0 days'],
    [12, '12\u00a0jours', '12 days'],
    [-32, '−1\u00a0mois', '−1 months'],
    [200, '6\u00a0mois', '6 months'],
    [1552, '4\u00a0ans 2\u00a0mois', '4 years 2 months'],
    [1461, '4\u00a0ans', '4 years'],
  ])('an age of %d days is %s', (days, french, english) => {
    expect(ageWords(days, fr)).toBe(french);
    expect(ageWords(days, en)).toBe(english);
  });

  test('a score has a sign, and a centile beyond the tables is a limit', () => {
    expect(scoreWords({ z: 0.44, centile: 67 }, fr, 'fr')).toBe('+0,4\u00a0DS, centile 67');
    expect(scoreWords({ z: -2.96, centile: 0.154 }, en, 'en')).toBe('−3\u00a0SD, centile 0.2');
    expect(scoreWords({ z: -0.04, centile: 48.4 }, fr, 'fr')).toBe('0\u00a0DS, centile 48');
    expect(scoreWords({ z: 4, centile: 99.997 }, fr, 'fr')).toContain('>\u00a099,9');
  });

  test('a velocity has its unit, and a loss its sign', () => {
    const days = { from: '2026-01-01', to: '2026-01-11' };
    expect(velocityWords({ value: -12.6, unit: 'g/day', ...days }, fr, 'fr')).toBe('−13\u00a0g/jour');
    expect(velocityWords({ value: 6.04, unit: 'cm/year', ...days }, en, 'en')).toBe('+6\u00a0cm/year');
  });
});

describe('printed charts', () => {
  const chart: GrowthPrint['charts'][number] = {
    ...{ heading: 'Taille, cm', first: 0, last: 24 },
    ages: [0, 24].map((at) => ({ at, text: String(at) })),
    values: [40, 90].map((at) => ({ at, text: String(at) })),
    lines: [{ label: '50', parts: [[0, 24].map((age) => ({ age, value: 50 + age }))] }],
    points: [
      { age: 1, value: 54 },
      { age: 2, value: 57 },
    ],
  };
  const printed: GrowthPrint = {
    ...{ practice: 'Maison de santé du Port', title: 'Courbes', patient: 'DUPONT Léo, 14/03/2025' },
    ...{ charts: [chart, chart, chart], notes: ['Référence : Essai, 27 avril 2006.'], columns: ['Date', 'Taille'] },
    rows: [['14/04/2025', '54 cm\n+0,1 DS, centile 54']],
  };

  test('have the reference, every value, and the patient on each page', () => {
    const { sheets } = growthPrint(printed);
    const texts = sheets.map(({ items }) => items.flatMap((item) => (item.kind === 'text' ? [item.text] : [])));
    expect(sheets.length).toBe(2);
    expect(texts.flat()).toEqual(
      expect.arrayContaining(['Référence : Essai, 27 avril 2006.', '54 cm', '+0,1 DS, centile 54']),
    );
    for (const page of texts) expect(page.join(' ')).toMatch(/DUPONT Léo, 14\/03\/2025 · page \d \/ 2/);
  });

  test('stay within the page', () => {
    for (const { items } of growthPrint(printed).sheets)
      for (const item of items) {
        const xs = item.kind === 'line' ? [item.x1, item.x2] : [item.x];
        const ys = item.kind === 'line' ? [item.y1, item.y2] : [item.y];
        for (const x of xs) expect(x).toBeGreaterThan(20);
        for (const x of xs) expect(x).toBeLessThan(575);
        for (const y of ys) expect(y).toBeLessThan(830);
      }
  });
});
