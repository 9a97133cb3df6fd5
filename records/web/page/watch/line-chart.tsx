import { useWidth } from '../elements/use-width.ts';
import styles from './watch.module.css';

const height = 230;
const side = 12;
const top = 22;
const bottom = 26;
/** Least distance of two labels of the axis, in pixels. */
const tickDistance = 84;

type Tick = { readonly place: number; readonly text: string };
type Line = { readonly value: number; readonly text: string };

/**
 * A curve against a limit, and the threshold of an alarm where it is below it. Decoration: the numbers are in a
 * sentence and a table beside it.
 */
export function LineChart({
  values,
  last,
  ticks,
  limit,
  alarm,
}: {
  readonly values: readonly number[];
  readonly last: string;
  /** `place` is an index of `values`. */
  readonly ticks: readonly Tick[];
  readonly limit: Line;
  readonly alarm: Line | null;
}) {
  const { frame, width } = useWidth(640);
  const end = values.length - 1;
  const lines = alarm === null ? [limit.value] : [limit.value, alarm.value];
  const highest = Math.max(1, ...lines, ...values) * 1.06;
  const x = (i: number): number => side + (i * (width - 2 * side)) / Math.max(1, end);
  const y = (value: number): number => height - bottom - (value * (height - top - bottom)) / highest;
  const points = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const lastY = y(values.at(-1) ?? 0);
  // Where a line passes above the last value, the value is written below it.
  const isNear = lines.some((value) => Math.abs(y(value) - lastY + 14) < 16);
  const base = height - bottom;
  return (
    <div ref={frame} className={styles.frame}>
      <svg className={styles.chart} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
        <line className={styles.base} x1={side} x2={width - side} y1={base} y2={base} />
        <polygon className={styles.area} points={`${x(0)},${base} ${points} ${x(end)},${base}`} />
        {alarm !== null && (
          <g data-kind="alarm" className={styles.mark}>
            <line x1={side} x2={width - side} y1={y(alarm.value)} y2={y(alarm.value)} />
            <text x={side} y={besideLine(y(alarm.value), y(limit.value))}>
              {alarm.text}
            </text>
          </g>
        )}
        <g data-kind="limit" className={styles.mark}>
          <line x1={side} x2={width - side} y1={y(limit.value)} y2={y(limit.value)} />
          <text
            x={width - side}
            y={besideLine(y(limit.value), alarm === null ? null : y(alarm.value))}
            textAnchor="end"
          >
            {limit.text}
          </text>
        </g>
        <polyline className={styles.line} points={points} />
        <circle className={styles.dot} cx={x(end)} cy={lastY} r="4" />
        <text className={styles.last} x={x(end)} y={isNear ? lastY + 18 : lastY - 10} textAnchor="end">
          {last}
        </text>
        {spaced(ticks, x).map(({ place, text }) => (
          <text
            key={place}
            className={styles.tick}
            x={x(place)}
            y={height - 6}
            textAnchor={place < end * 0.05 ? 'start' : place > end * 0.95 ? 'end' : 'middle'}
          >
            {text}
          </text>
        ))}
      </svg>
    </div>
  );
}

/** Where the text of a line is written: above it, or below it if the other line passes there. */
function besideLine(line: number, other: number | null): number {
  return other !== null && other < line && line - other < 24 ? line + 15 : line - 6;
}

/** The ticks that have room, from the last one backwards. */
function spaced(ticks: readonly Tick[], x: (place: number) => number): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of ticks.toReversed()) {
    const next = kept.at(-1);
    if (next === undefined || x(next.place) - x(tick.place) >= tickDistance) kept.push(tick);
  }
  return kept;
}
