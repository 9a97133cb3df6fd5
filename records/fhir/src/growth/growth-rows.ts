import { wrongRow, type GrowthCurve, type GrowthTable } from './growth-table.ts';

/** A table as a document of settings, whose schema has no decimal numbers: a row is `age L M S`. */
interface PackedGrowthTable extends Omit<GrowthTable, 'curves'> {
  readonly curves: readonly (Omit<GrowthCurve, 'rows'> & { readonly rows: readonly string[] })[];
}

export function packGrowthTable({ curves, ...table }: GrowthTable) {
  return {
    ...table,
    curves: curves.map(({ measure, sex, rows }) => ({
      ...{ measure, sex },
      rows: rows.map(({ age, l, m, s }) => `${age} ${l} ${m} ${s}`),
    })),
  };
}

/** Null if a row is malformed or out of order, or a curve is there twice. */
export function unpackGrowthTable({ name, date, source, beyond3, curves }: PackedGrowthTable): GrowthTable | null {
  const read = curves.map(({ measure, sex, rows }): GrowthCurve => ({
    ...{ measure, sex },
    rows: rows.map((row) => {
      const [age = NaN, l = NaN, m = NaN, s = NaN] = row.split(' ').map(Number);
      return { age, l, m, s };
    }),
  }));
  const keys = new Set(read.map(({ measure, sex }) => `${measure} ${sex}`));
  const isRight = keys.size === read.length && read.every(({ rows }) => rows.length >= 2 && wrongRow(rows) === null);
  return isRight ? { name, date, source, beyond3, curves: read } : null;
}
