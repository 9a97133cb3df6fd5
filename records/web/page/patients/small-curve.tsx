import type { MeasureSeries } from '@etanche/records-fhir';

const width = 96;
const height = 28;
const inset = 4;
const mostPoints = 12;

/** The last values as a line, with the reference range as a band; the numbers are in the table of results. */
export function SmallCurve({ series }: { readonly series: MeasureSeries }) {
  const points = series.points.slice(-mostPoints);
  if (points.length < 2) return <span />;
  const values = points.map(({ value }) => value);
  const { low = null, high = null } = series.range ?? {};
  const bottom = Math.min(...values, low ?? Infinity);
  const top = Math.max(...values, high ?? -Infinity);
  const x = (i: number): number => inset + (i * (width - 2 * inset)) / (points.length - 1);
  const y = (value: number): number =>
    top === bottom ? height / 2 : height - inset - ((value - bottom) * (height - 2 * inset)) / (top - bottom);
  const last = points.at(-1);
  return (
    <svg className="curve" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      {(low !== null || high !== null) && (
        <rect
          className="band"
          x="0"
          width={width}
          y={y(high ?? top)}
          height={Math.max(1, y(low ?? bottom) - y(high ?? top))}
        />
      )}
      <polyline points={points.map(({ value }, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      {last !== undefined && (
        <circle data-abnormal={last.abnormal !== null} cx={x(points.length - 1)} cy={y(last.value)} r="3" />
      )}
    </svg>
  );
}
