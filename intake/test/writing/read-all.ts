import { describeSource, readRows, type DescribeOptions, type Row, type SourceDescription } from '../../src/index.ts';

type ReadAll = {
  readonly description: SourceDescription;
  readonly rows: readonly Row[];
  readonly cells: readonly (readonly string[])[];
  readonly bad: readonly { readonly number: number; readonly code: string; readonly raw: string }[];
};

/** Describes and reads a whole file. */
export async function readAll(path: string, options: DescribeOptions = {}): Promise<ReadAll> {
  const description = await describeSource(path, options);
  const rows: Row[] = [];
  for await (const batch of readRows(path, description)) rows.push(...batch.rows);
  return {
    description,
    rows,
    cells: rows.flatMap((row) => (row.ok ? [row.cells] : [])),
    bad: rows.flatMap((row) =>
      row.ok ? [] : [{ number: row.number, code: row.code, raw: Buffer.from(row.raw).toString('latin1') }],
    ),
  };
}
