import { open } from 'node:fs/promises';
import type { Person } from '../person.ts';
import { makePrng, type Prng } from '../prng.ts';
import { breakLine, type Break } from './break-line.ts';
import { laboratoryColumns, type LaboratoryCells } from './columns.ts';
import { identityCells, medicalCells } from './make-cells.ts';
import { addRow, emptyTruth, type LaboratoryTruth, type PersonTruth } from './truth.ts';
import { toWindows1252 } from './windows-1252.ts';

type LaboratoryOptions = {
  readonly seed: string;
  /** Share of people who appear a second time with another spelling. */
  readonly duplicates: number;
  /** Share of broken lines, of four kinds. */
  readonly broken: number;
  /** Share of rows that have an e-mail address, among people who have one; the laboratories' file had 12 % in all. */
  readonly emails: number;
};

/**
 * Shares as reported for the file of 2021: e-mail addresses empty for 88 % of people (70 % of the synthetic ones have
 * one).
 */
export const laboratoryLike = { duplicates: 0.06, broken: 0.002, emails: 0.17 } as const;

const breaks: readonly Break[] = ['truncated', 'extra_cells', 'line_end', 'unclosed_quote'];
const linesPerWrite = 2000;

/**
 * Writes a file with the shape of the laboratories': 61 columns, `;`, Windows-1252, CR LF, a header. There are no two
 * consecutive broken lines, and the first and last lines are intact. The same seed and people give the same bytes.
 *
 * @returns the truth, as found by a perfect reader
 */
export async function writeLaboratoryFile(
  path: string,
  people: Iterable<Person>,
  options: LaboratoryOptions,
): Promise<LaboratoryTruth> {
  const prng = makePrng(`laboratory/${options.seed}`);
  const truths: PersonTruth[] = [];
  const broken: LaboratoryTruth['broken'][number][] = [];
  await using file = await open(path, 'w');
  let records = 0;
  let lastWhole = false;
  let waiting = [lineOf(Object.fromEntries(laboratoryColumns.map(([name]) => [name, name])))];
  const visits = makeVisits(prng, people, options, truths);
  for (const { person, cells, truth, last } of withLast(visits)) {
    const kind: Break | undefined = lastWhole && !last && prng.chance(options.broken) ? prng.pick(breaks) : undefined;
    lastWhole = kind === undefined;
    if (kind === undefined) {
      records++;
      addRow(truth, person, records, cells);
      waiting.push(lineOf(cells));
    } else {
      const { line, codes } = breakLine(kind, cellTexts(cells), quoteCell);
      for (const code of codes) broken.push({ number: ++records, code });
      waiting.push(line);
    }
    if (waiting.length < linesPerWrite) continue;
    await file.write(toWindows1252(waiting.join('')));
    waiting = [];
  }
  await file.write(toWindows1252(waiting.join('')));
  return { records, people: truths, broken };
}

type Visit = { readonly person: Person; readonly truth: PersonTruth; readonly cells: LaboratoryCells };

/** One or two rows per person; the second one follows up to 50 people later. */
function* makeVisits(
  prng: Prng,
  people: Iterable<Person>,
  options: LaboratoryOptions,
  truths: PersonTruth[],
): Generator<Visit> {
  const later: { person: Person; truth: PersonTruth }[] = [];
  const visit = (person: Person, truth: PersonTruth): Visit => {
    const withEmail = person.emails.length > 0 && prng.chance(options.emails);
    return { person, truth, cells: { ...identityCells(prng, person, withEmail), ...medicalCells(prng) } };
  };
  for (const person of people) {
    const truth = emptyTruth(person);
    truths.push(truth);
    yield visit(person, truth);
    if (prng.chance(options.duplicates)) later.push({ person, truth });
    const again = later.length > 0 && (later.length > 50 || prng.chance(0.05)) ? later.shift() : undefined;
    if (again !== undefined) yield visit(again.person, again.truth);
  }
  for (const { person, truth } of later) yield visit(person, truth);
}

/** Each visit, with a flag for the last one. */
function* withLast(visits: Iterable<Visit>): Generator<Visit & { readonly last: boolean }> {
  let held: Visit | undefined;
  for (const visit of visits) {
    if (held !== undefined) yield { ...held, last: false };
    held = visit;
  }
  if (held !== undefined) yield { ...held, last: true };
}

function cellTexts(cells: LaboratoryCells): string[] {
  return laboratoryColumns.map(([name]) => cells[name] ?? '');
}

function lineOf(cells: LaboratoryCells): string {
  return `${cellTexts(cells).map(quoteCell).join(';')}\r\n`;
}

function quoteCell(cell: string): string {
  return /[;"\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
