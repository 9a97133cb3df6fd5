import {
  type ProposedColumn,
  type ProposedSource,
  type ColumnRole,
  type OmittedPart,
  identifierRoles,
  roleCategory,
  sourceName,
} from '@etanche/intake';
import type { Terminal } from '../terminal.ts';
import { reasonWords } from './reason-words.ts';

/** Shows the proposal for one table: uncertain and identifying columns first, empty columns in one line. */
export function showProposal(terminal: Terminal, file: string, { description, proposal }: ProposedSource): void {
  const { format, encoding, separator, compression, columns } = description;
  const parts: string[] = [
    format,
    encoding,
    ...(separator === undefined ? [] : [`separator ${JSON.stringify(separator)}`]),
  ];
  if (compression !== 'none') parts.push(compression);
  const table = sourceName(description);
  terminal.line();
  terminal.line(
    terminal.style(
      'bold',
      `${[file, table].filter((name) => name !== '').join(' › ')} — ${parts.join(', ')}, ${columns.length} columns, ${proposal.rows} rows`,
    ),
  );
  const shown = importantFirst(proposal.columns);
  const rows = shown.map(({ column, place }) => [
    String(place + 1),
    column.column,
    roleText(column.role) + (column.dates === undefined ? '' : `, ${column.dates}`),
    column.confidence === 'certain' ? 'certain' : terminal.style('yellow', column.confidence),
    share(column.filled, proposal.rows),
    column.parsed === column.filled ? '' : share(column.parsed, column.filled),
    column.samples.slice(0, 2).join('  '),
  ]);
  terminal.table(['N°', 'Column', 'Is', 'Sure', 'Filled', 'Readable', 'Shapes'], rows, ['N°', 'Filled', 'Readable']);
  const empty = proposal.columns.filter(({ filled }) => filled === 0).length;
  if (empty > 0) terminal.line(terminal.style('dim', `${empty} empty columns are not shown.`));
  if (proposal.badRows > 0) terminal.warn(`${proposal.badRows} rows: ${reasonWords('rows_unreadable')}`);
  if (proposal.repairedRows > 0)
    terminal.line(`${proposal.repairedRows} rows had wrongly decoded texts, which were repaired.`);
  for (const { column, place } of shown)
    if (column.question !== undefined)
      terminal.warn(`column ${place + 1}, ${column.column}: ${reasonWords(column.question)}`);
  for (const doubt of proposal.doubts) if (doubt !== 'columns_unclear') terminal.warn(reasonWords(doubt));
  terminal.line(terminal.style('dim', 'Shapes stand for values: X a capital, x a letter, 9 a digit.'));
}

/** Shows the omitted parts of a file with their reasons. */
export function showLeftOut(terminal: Terminal, file: string, leftOut: readonly OmittedPart[]): void {
  for (const { name, code, why } of leftOut)
    terminal.warn(`${file}${name === '' ? '' : ` › ${name}`} is not read: ${reasonWords(code)} (${why})`);
}

/** Non-empty columns: questions, then identifiers, then the rest, each in the order of the file. */
function importantFirst(
  columns: readonly ProposedColumn[],
): { readonly column: ProposedColumn; readonly place: number }[] {
  const rank = ({ role, question, confidence }: ProposedColumn): number => {
    if (question !== undefined) return 0;
    const identifies = typeof role === 'string' && identifierRoles.some((known) => known === role);
    return identifies ? (confidence === 'certain' ? 2 : 1) : 3;
  };
  return columns
    .map((column, place) => ({ column, place }))
    .filter(({ column }) => column.filled > 0 || column.question !== undefined)
    .sort((a, b) => rank(a.column) - rank(b.column) || a.place - b.place);
}

function roleText(role: ColumnRole): string {
  if (role === 'ignore') return 'not personal';
  if (typeof role === 'string') return `${role} (identifies)`;
  return 'key' in role ? `key ${role.key} (joins tables)` : (roleCategory(role) ?? '');
}

function share(part: number, whole: number): string {
  return whole === 0 ? '0 %' : `${Math.round((100 * part) / whole)} %`;
}
