import { categories, findCategory } from '../categories.ts';
import { dateOrders, isDateOrder, type DateOrder } from '../dates/read-date.ts';
import { IntakeError } from '../intake-error.ts';
import type { SourceDescription } from '../source.ts';
import { identifierRoles, isIdentifierRole, type ColumnRole } from './column-role.ts';
import type { MappingProposal } from './propose-mapping.ts';

export type MappedColumn = {
  readonly column: string;
  readonly role: ColumnRole;
  /** How ambiguous dates of the column are read. */
  readonly dates?: DateOrder;
};

/** One role per column, in the order of the source's columns. */
export type Mapping = { readonly columns: readonly MappedColumn[] };

const format = 'etanche/v1/mapping';

export function mappingFromProposal(proposal: MappingProposal): Mapping {
  return {
    columns: proposal.columns.map(({ column, role, dates }) => ({
      column,
      role,
      ...(dates !== undefined && { dates }),
    })),
  };
}

/** mapping.json: one line per column, for an operator to read and correct. */
export function formatMapping(mapping: Mapping): string {
  const lines = mapping.columns.map((column) => `    ${JSON.stringify(column)}`);
  return `{\n  "format": "${format}",\n  "columns": [\n${lines.join(',\n')}\n  ]\n}\n`;
}

/**
 * Reads the mapping.json of this source: it must have a line for every column, in order.
 *
 * @param ownCategories keys of the categories that leak.json adds to the table
 * @throws IntakeError `mapping_invalid`, `mapping_incomplete`, `mapping_mismatch`, `mapping_role_unknown`
 */
export function parseMapping(
  json: unknown,
  description: Pick<SourceDescription, 'columns'>,
  ownCategories: readonly string[] = [],
): Mapping {
  if (!isObject(json) || json['format'] !== format || !Array.isArray(json['columns']))
    throw new IntakeError('mapping_invalid', `mapping: not an object of format ${format} with columns`);
  const lines: readonly unknown[] = json['columns'];
  const expected = description.columns;
  const columns = lines.map((line, index) => parseLine(line, index, ownCategories));
  for (const [index, { column }] of columns.entries())
    if (index < expected.length && expected[index] !== column)
      throw new IntakeError('mapping_mismatch', `mapping.columns[${index}]: not the name of the source's column`);
  if (columns.length > expected.length)
    throw new IntakeError('mapping_mismatch', `mapping: ${columns.length} columns, the source has ${expected.length}`);
  if (columns.length < expected.length)
    throw new IntakeError(
      'mapping_incomplete',
      `mapping: ${columns.length} columns, the source has ${expected.length}`,
    );
  return { columns };
}

function parseLine(line: unknown, index: number, ownCategories: readonly string[]): MappedColumn {
  if (!isObject(line) || typeof line['column'] !== 'string')
    throw new IntakeError('mapping_invalid', `mapping.columns[${index}]: not an object with a column`);
  const { dates } = line;
  if (dates !== undefined && !isDateOrder(dates))
    throw new IntakeError(
      'mapping_role_unknown',
      `mapping.columns[${index}].dates: not one of ${dateOrders.join(', ')}`,
    );
  const role = parseRole(line['role'], index, ownCategories);
  return { column: line['column'], role, ...(dates !== undefined && { dates }) };
}

/** @throws IntakeError `mapping_role_unknown`, listing the known roles and categories */
export function parseRole(role: unknown, index: number, ownCategories: readonly string[] = []): ColumnRole {
  if (role === 'ignore' || isIdentifierRole(role)) return role;
  const only = isObject(role) && Object.keys(role).length === 1 ? role : {};
  const { category, key } = only;
  if (typeof key === 'string' && /^[a-z][a-z0-9-]{0,39}$/.test(key)) return { key };
  if (typeof category === 'string' && (findCategory(category) !== undefined || ownCategories.includes(category)))
    return { category };
  const known = [...identifierRoles, 'ignore'].join(', ');
  const keys = [...categories.map((each) => each.key), ...ownCategories].join(', ');
  throw new IntakeError(
    'mapping_role_unknown',
    `mapping.columns[${index}].role: not one of ${known}, {"category": one of ${keys}}, {"key": a name for a join}`,
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
