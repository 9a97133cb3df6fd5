import { createFlow, margin, textWidth } from './flow.ts';
import { paper, textItem, type Item, type Print } from './sheet.ts';

type Spot = { readonly age: number; readonly value: number };

/** A chart as numbers: ages in months, values in the unit of `heading`. */
type PrintedChart = {
  readonly heading: string;
  readonly first: number;
  readonly last: number;
  readonly ages: readonly { readonly at: number; readonly text: string }[];
  readonly values: readonly { readonly at: number; readonly text: string }[];
  readonly lines: readonly { readonly label: string; readonly parts: readonly (readonly Spot[])[] }[];
  readonly points: readonly Spot[];
};

export type GrowthPrint = {
  readonly practice: string;
  readonly title: string;
  readonly patient: string;
  readonly charts: readonly PrintedChart[];
  /** The reference with its date and source, or the sentence that there is none. */
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  /** A cell may have a second line. */
  readonly rows: readonly (readonly string[])[];
};

const chartHeight = 284;
const left = margin.left + 30;
const right = margin.left + textWidth - 26;
const cross = 2.6;

/** Charts, two on a page, with the measurements as a table behind them. */
export function growthPrint({ practice, title, patient, charts, notes, columns, rows }: GrowthPrint): Print {
  const flow = createFlow(margin.top - 6);
  flow.paragraph(practice, { size: 9.5 });
  flow.paragraph(title, { size: 15, face: 'bold' });
  flow.paragraph(patient, { size: 11, face: 'bold' });
  for (const note of notes) flow.paragraph(note, { size: 8.5 });
  for (const chart of charts) {
    flow.need(chartHeight + 20);
    flow.gap(10);
    flow.paragraph(chart.heading, { size: 11, face: 'bold' });
    flow.add(...drawChart(chart, flow.y() + 6));
    flow.gap(chartHeight);
  }
  flow.gap(12);
  flow.need(60);
  const place = (column: number): number => margin.left + (column * textWidth) / columns.length;
  const line = (texts: readonly string[], face: 'plain' | 'bold'): void => {
    const cells = texts.map((text) => text.split('\n'));
    const height = 6 + 9.5 * Math.max(...cells.map((parts) => parts.length));
    flow.need(height);
    const y = flow.y() + 11;
    flow.add(
      ...cells.flatMap((parts, i) =>
        parts.map((part, row) => textItem(part, place(i), y + row * 9, { size: row === 0 ? 8 : 7, face })),
      ),
    );
    flow.gap(height);
  };
  line(columns, 'bold');
  flow.rule();
  for (const row of rows) line(row, 'plain');
  const foot = (page: number, pages: number): Item[] => [
    textItem(`${patient} · page ${page} / ${pages}`, margin.left + textWidth, paper.height - 30, {
      size: 8,
      align: 'right',
    }),
  ];
  return { title, sheets: flow.sheets(foot) };
}

function drawChart({ first, last, ages, values, lines, points }: PrintedChart, top: number): Item[] {
  const bottom = top + chartHeight - 34;
  const low = values[0]?.at ?? 0;
  const high = values.at(-1)?.at ?? 1;
  const x = (age: number): number => left + ((age - first) * (right - left)) / (last - first);
  const y = (value: number): number => bottom - ((value - low) * (bottom - top)) / (high - low);
  const segment = (one: Spot, other: Spot): Item => ({
    ...{ kind: 'line', x1: x(one.age), y1: y(one.value), x2: x(other.age), y2: y(other.value) },
  });
  const joined = (spots: readonly Spot[]): Item[] =>
    spots.slice(1).flatMap((spot, i) => {
      const before = spots[i];
      return before === undefined ? [] : [segment(before, spot)];
    });
  return [
    { kind: 'box', x: left, y: top, width: right - left, height: bottom - top },
    ...values.map(({ at, text }) => textItem(text, left - 4, y(at) + 3, { size: 7.5, align: 'right' })),
    ...ages.map(({ at, text }) => textItem(text, x(at), bottom + 11, { size: 7.5, align: 'centre' })),
    ...values.map(({ at }): Item => ({ kind: 'line', x1: left, y1: y(at), x2: left + 4, y2: y(at) })),
    ...ages.map(({ at }): Item => ({ kind: 'line', x1: x(at), y1: bottom - 4, x2: x(at), y2: bottom })),
    ...lines.flatMap(({ label, parts }) => {
      const end = parts.at(-1)?.at(-1);
      const name = end === undefined ? [] : [textItem(label, x(end.age) + 3, y(end.value) + 2.5, { size: 7 })];
      return [...parts.flatMap(joined), ...name];
    }),
    ...joined(points),
    ...points.flatMap(({ age, value }): Item[] => [
      { kind: 'box', x: x(age) - cross, y: y(value) - cross, width: 2 * cross, height: 2 * cross },
      { kind: 'line', x1: x(age) - cross, y1: y(value), x2: x(age) + cross, y2: y(value) },
      { kind: 'line', x1: x(age), y1: y(value) - cross, x2: x(age), y2: y(value) + cross },
    ]),
  ];
}
