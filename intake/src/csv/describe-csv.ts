import { IntakeError } from '../intake-error.ts';
import { limitColumns } from '../limits.ts';
import { isIdentifierRole } from '../mapping/column-role.ts';
import { expectedKind, isReadableAs } from '../mapping/content-kind.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { readTableHead } from '../tables/read-head.ts';
import { headText } from '../text/head-text.ts';
import { rewriteHead, sniffLines } from './rewrite-lines.ts';
import { columnNames } from './sniff-header.ts';
import { sniffCsv } from './sniff-csv.ts';

/**
 * @param head the first bytes of the text in the source
 * @throws IntakeError `file_empty` when there is no record, `format_unknown` when the text has no columns,
 *   `source_limits`
 */
export function describeCsv(
  head: { readonly bytes: Buffer; readonly final: boolean },
  encoding: string,
  options: DescribeOptions,
): TableDescription {
  const { separator, quote, escape, lineEnd } = options;
  const known = {
    ...(separator !== undefined && { separator }),
    ...(quote !== undefined && { quote }),
    ...(escape !== undefined && { escape }),
    ...(lineEnd !== undefined && { lineEnd }),
  };
  const text = headText(head.bytes, encoding);
  const lines = sniffLines(text, encoding);
  const shape = sniffCsv(rewriteHead(text, lines, encoding), head.final, encoding, known);
  const table = readTableHead(shape.records, shape.width, options.header);
  const records = shape.records.slice(table.preamble);
  if (records.length === 0) throw new IntakeError('file_empty', 'the file contains no record');
  if (shape.width < 2 && separator === undefined) refuseLooseText(records, table.header);
  const named = table.names ?? [];
  const body = table.header ? records.slice(1) : records;
  const trailing = table.header ? emptyBeyond(records, named.length, shape.width) : 0;
  const columns = shiftedNames(named, body, shape.width) ?? columnNames(table.names, shape.width - trailing);
  limitColumns(columns);
  const missing = table.header ? Math.max(0, columns.length - shape.width) : 0;
  const preamble = shape.preamble + table.preamble;
  return {
    ...{ format: 'csv', encoding, ...shape.dialect, header: table.header, columns },
    ...(lines !== undefined && { lines }),
    ...(preamble > 0 && { preamble }),
    ...(trailing > 0 && { trailing }),
    ...(missing > 0 && { missing }),
  };
}

/** Number of cells that records have beyond the header's, if those are always empty. */
function emptyBeyond(records: readonly (readonly string[])[], named: number, width: number): number {
  const beyond = records.every((cells) => cells.slice(named).every((cell) => cell === ''));
  return beyond ? Math.max(0, width - named) : 0;
}

/** Shifts the names of a header by one column if it lacks the name of the first column, which numbers the rows. */
function shiftedNames(
  names: readonly string[],
  body: readonly (readonly string[])[],
  width: number,
): string[] | undefined {
  if (names.length === 0 || names.length + 1 !== width) return undefined;
  const fitting = (shift: number): number =>
    names.filter((name, index) => {
      const role = recognizeName(name)?.role;
      if (!isIdentifierRole(role)) return false;
      const values = body.slice(0, 50).map((cells) => cells[index + shift] ?? '');
      return values.filter((value) => isReadableAs(expectedKind(role), value)).length > values.length * 0.5;
    }).length;
  return fitting(1) > fitting(0) ? columnNames(['', ...names], width) : undefined;
}

/** Rejects free text: a single column must be a list of numbers or addresses, or have a known name. */
function refuseLooseText(records: readonly (readonly string[])[], header: boolean): void {
  const lines = records.map(([cell = '']) => cell);
  const values = (header ? lines.slice(1) : lines).slice(0, 100);
  const isList = (['nir', 'email', 'phone'] as const).some(
    (kind) => values.filter((value) => isReadableAs(kind, value)).length >= values.length * 0.5,
  );
  const isNamed = header && recognizeName(lines[0] ?? '') !== undefined;
  const average = lines.reduce((sum, line) => sum + line.length, 0) / lines.length;
  if (!isList && !isNamed && average > 30)
    throw new IntakeError(
      'format_unknown',
      'no columns were recognised in the text: state the separator, or export it as CSV or Excel',
    );
}
