import { IntakeError } from '../intake-error.ts';
import { beyondLimit, limitColumns, limitName, mostColumns, mostTables } from '../limits.ts';
import { isValue } from '../records/safe-names.ts';
import type { DescribeOptions, TableDescription } from '../source.ts';
import { readTableHead } from './read-head.ts';
import type { TableItem } from './table-item.ts';

type TableSurvey = {
  readonly first: (readonly string[])[];
  width: number;
  records: number;
  readonly names: Set<string>;
};

const sampled = 300;

/**
 * Describes every table from a reader: the header if its records are cells, all names if its records have names.
 *
 * @throws IntakeError `file_empty` when no table has a record, `source_limits`
 */
export async function describeTables(
  items: AsyncIterable<readonly TableItem[]>,
  base: TableDescription,
  options: DescribeOptions,
): Promise<TableDescription[]> {
  const tables = new Map<string, TableSurvey>();
  for await (const batch of items) for (const item of batch) surveyRow(tables, item);
  const described = [...tables].flatMap(([table, seen]) => {
    const one = describeOne(seen, options);
    return one === undefined ? [] : [{ ...base, ...(table !== '' && { table }), ...one }];
  });
  if (described.length === 0) throw new IntakeError('file_empty', 'the file contains no record');
  for (const { columns } of described) limitColumns(columns);
  return described;
}

function surveyRow(tables: Map<string, TableSurvey>, item: TableItem): void {
  const seen = tables.get(item.table) ?? { first: [], width: 0, records: 0, names: new Set<string>() };
  if (!tables.has(item.table)) {
    limitName(item.table);
    if (tables.size === mostTables) throw beyondLimit(`the file has more than ${mostTables} tables`);
    tables.set(item.table, seen);
  }
  if (item.kind === 'bad') return;
  seen.records++;
  if (item.kind === 'cells') {
    const filled = item.cells.findLastIndex((cell) => cell !== '') + 1;
    seen.width = Math.max(seen.width, filled);
    if (seen.first.length < sampled) seen.first.push(item.cells.slice(0, Math.max(filled, 1)));
    return;
  }
  for (const name of item.record.keys()) seen.names.add(name);
  if (seen.names.size > mostColumns) throw beyondLimit(`the records have more than ${mostColumns} different names`);
}

function describeOne(
  { first, width, names, records }: TableSurvey,
  options: DescribeOptions,
): Pick<TableDescription, 'columns' | 'header' | 'preamble'> | undefined {
  if (records === 0) return undefined;
  if (names.size > 0) return { header: true, columns: safeNames([...names]) };
  const { preamble, header, columns } = readTableHead(first, width, options.header);
  if (first.length <= preamble + (header ? 1 : 0)) return undefined;
  return { header, columns, ...(preamble > 0 && { preamble }) };
}

/**
 * Rejects records whose member names are values, as in objects keyed by ids.
 *
 * @throws IntakeError `format_unsupported`
 */
export function safeNames(names: readonly string[]): string[] {
  const personal = names.filter((name) => isValue(name));
  if (personal.length === 0) return [...names];
  throw new IntakeError(
    'format_unsupported',
    `records whose names are values (${personal.length} of ${names.length}) are not supported: write them as a list`,
  );
}
