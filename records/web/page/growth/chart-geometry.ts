import { curveOf, linesAt, type GrowthMeasure, type GrowthSex, type GrowthTable } from '@etanche/records-fhir';

export type Spot = { readonly age: number; readonly value: number };
export type ReferenceLine = { readonly label: string; readonly isMedian: boolean; readonly parts: readonly Spot[][] };
export type LineKind = 'centiles' | 'deviations';

/** z-scores of the centiles 3, 15, 50, 85 and 97. */
const centiles = [
  ['3', -1.880793608],
  ['15', -1.036433389],
  ['50', 0],
  ['85', 1.036433389],
  ['97', 1.880793608],
] as const;
const deviations = [-3, -2, -1, 0, 1, 2, 3].map((z): readonly [string, number] => [
  z > 0 ? `+${z}` : String(z).replace('-', '\u2212'),
  z,
]);

/** Ages in months that a chart can show. */
export const spans = [24, 60, 228] as const;
export type Span = (typeof spans)[number];

/** The smallest span that has the last point. */
export function spanOf(months: number): Span {
  return spans.find((span) => months <= span) ?? 228;
}

export function referenceLines(
  table: GrowthTable,
  measure: GrowthMeasure,
  sex: GrowthSex,
  kind: LineKind,
  span: Span,
): ReferenceLine[] {
  const curve = curveOf(table, measure, sex);
  if (curve === null) return [];
  return (kind === 'centiles' ? centiles : deviations).map(([label, z]) => ({
    ...{ label, isMedian: z === 0 },
    parts: linesAt(curve, table, z)
      .map((part) => part.filter(({ age }) => age <= span))
      .filter((part) => part.length > 1),
  }));
}

export type Scale = { readonly low: number; readonly high: number; readonly ticks: readonly number[] };

const steps = [0.5, 1, 2, 5, 10, 20, 50];
const mostTicks = 9;

/** A scale that contains all values, with round marks. */
export function scaleOf(values: readonly number[]): Scale {
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.5, (most - least) * 0.04);
  const step = steps.find((one) => (most - least + 2 * room) / one <= mostTicks) ?? 100;
  const low = Math.max(0, Math.floor((least - room) / step) * step);
  const high = Math.ceil((most + room) / step) * step;
  const count = Math.round((high - low) / step);
  return { low, high, ticks: Array.from({ length: count + 1 }, (_, i) => low + i * step) };
}

/** Marks of the age axis in months, and the number of months that one unit of the label has. */
export function ageTicks(span: Span): { readonly ticks: readonly number[]; readonly unit: 'months' | 'years' } {
  const step = span === 24 ? 2 : 12;
  const unit = span === 24 ? 'months' : 'years';
  return { ticks: Array.from({ length: Math.floor(span / step) + 1 }, (_, i) => i * step), unit };
}
