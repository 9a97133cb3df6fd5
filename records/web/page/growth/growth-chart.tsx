import type { GrowthMeasure, GrowthTable } from '@etanche/records-fhir';
import { useWidth } from '../elements/use-width.ts';
import { number } from '../text/format.ts';
import { useLanguage, useTexts } from '../text/use-texts.tsx';
import { ageTicks, referenceLines, scaleOf, type LineKind, type Span, type Spot } from './chart-geometry.ts';
import { monthsOf, type Child } from './child-of.ts';
import styles from './growth.module.css';

const height = 460;
const inset = { left: 44, right: 40, top: 14, bottom: 30 } as const;

/** The child's points over the lines of the reference. Decoration: the numbers are in the table below it. */
export function GrowthChart({
  child,
  measure,
  table,
  span,
  lines: kind,
  isCorrected,
}: {
  readonly child: Child;
  readonly measure: GrowthMeasure;
  readonly table: GrowthTable | null;
  readonly span: Span;
  readonly lines: LineKind;
  readonly isCorrected: boolean;
}) {
  const t = useTexts();
  const { language } = useLanguage();
  const { frame, width } = useWidth(720);
  const lines = table === null || child.sex === null ? [] : referenceLines(table, measure, child.sex, kind, span);
  const points = child.points[measure]
    .map((point): Spot & { readonly isCorrected: boolean } => ({
      ...{ age: monthsOf(point, isCorrected), value: point.value },
      isCorrected: isCorrected && point.correctedDays !== null,
    }))
    .filter(({ age }) => age <= span);
  const first = Math.min(0, ...points.map(({ age }) => age));
  const scale = scaleOf([...lines.flatMap(({ parts }) => parts.flat()), ...points].map(({ value }) => value));
  const axis = ageTicks(span);
  const x = (age: number): number => inset.left + ((age - first) * (width - inset.left - inset.right)) / (span - first);
  const y = (value: number): number =>
    height - inset.bottom - ((value - scale.low) * (height - inset.top - inset.bottom)) / (scale.high - scale.low);
  const path = (spots: readonly Spot[]): string =>
    spots.map(({ age, value }) => `${x(age).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  return (
    <div ref={frame} className={styles.frame}>
      <svg className={styles.chart} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={inset.left} x2={width - inset.right} y1={y(tick)} y2={y(tick)} />
            <text className={styles.tick} x={inset.left - 8} y={y(tick) + 4} textAnchor="end">
              {number(tick, language)}
            </text>
          </g>
        ))}
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <line className={styles.grid} x1={x(tick)} x2={x(tick)} y1={inset.top} y2={height - inset.bottom} />
            <text className={styles.tick} x={x(tick)} y={height - 10} textAnchor="middle">
              {axis.unit === 'months' ? tick : tick / 12}
            </text>
          </g>
        ))}
        <text className={styles.tick} x={width - 2} y={height - 10} textAnchor="end">
          {t.growth.units[axis.unit]}
        </text>
        {lines.map(({ label, isMedian, parts }) => {
          const end = parts.at(-1)?.at(-1);
          return (
            <g key={label} data-median={isMedian} className={styles.reference}>
              {parts.map((part, i) => (
                <polyline key={i} points={path(part)} />
              ))}
              {end !== undefined && (
                <text x={x(end.age) + 4} y={y(end.value) + 4}>
                  {label}
                </text>
              )}
            </g>
          );
        })}
        <polyline className={styles.line} points={path(points)} />
        {points.map((spot, i) => (
          <circle
            key={i}
            className={styles.point}
            data-corrected={spot.isCorrected}
            cx={x(spot.age)}
            cy={y(spot.value)}
            r="4"
          />
        ))}
      </svg>
    </div>
  );
}
