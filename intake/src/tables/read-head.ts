import { isIdentifierRole } from '../mapping/column-role.ts';
import { recognizeName } from '../mapping/vocabulary.ts';
import { columnNames, sniffHeader } from '../csv/sniff-header.ts';
import { titleRecords } from '../csv/title-records.ts';
import { isValue } from '../records/safe-names.ts';

/** The position of a table's header, and the names of its columns. */
type TableHead = {
  readonly preamble: number;
  readonly header: boolean;
  readonly columns: readonly string[];
  /** The first record of the table, if it is the header. */
  readonly names: readonly string[] | undefined;
};

const headersTried = 6;

/**
 * Finds titles, names of groups and the header above the records of a table.
 *
 * @param records the first records
 * @param width number of cells of most records
 * @param known the operator's setting for the header
 */
export function readTableHead(records: readonly (readonly string[])[], width: number, known?: boolean): TableHead {
  const titles = titleRecords(records, width);
  const rest = records.slice(titles);
  const below = known === false ? 0 : betterHeader(rest, width);
  const body = rest.slice(below);
  const header = known ?? sniffHeader(body);
  const names = header ? body[0] : undefined;
  return { preamble: titles + below, header, names, columns: columnNames(names, width) };
}

/**
 * The number of records before the best header: names of groups (`Patient;;;;Contact;;;`) leave cells empty and are
 * rarely known words, unlike column names.
 */
function betterHeader(records: readonly (readonly string[])[], width: number): number {
  const scores: number[] = [];
  for (const cells of records.slice(0, headersTried)) {
    if (cells.some((cell) => isValue(cell))) break;
    scores.push(cells.filter((cell) => isIdentifierRole(recognizeName(cell)?.role)).length);
  }
  const best = Math.max(0, ...scores);
  const index = scores.indexOf(best);
  if (best < 2 || index <= 0) return 0;
  const filled = (cells: readonly string[] | undefined): number =>
    (cells ?? []).filter((cell) => cell.trim() !== '').length;
  const hasGroups = records.slice(0, index).every((cells) => filled(cells) < Math.max(2, width));
  return hasGroups && best > (scores[0] ?? 0) ? index : 0;
}
