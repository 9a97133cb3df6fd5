import { parseNir } from '@etanche/core-identifiers';
import { splitNirs } from '../cells/nir-cell.ts';
import { makeDateEvidence, type DateEvidence } from '../dates/date-evidence.ts';
import type { DateOrder } from '../dates/read-date.ts';
import { isEmptyValue } from '../empty-value.ts';
import type { Row, SourceDescription } from '../source.ts';
import { isNeutralName } from './column-name.ts';
import { isIdentifierRole, isNameRole, type ColumnRole } from './column-role.ts';
import { contentKind, expectedKind, isReadableAs } from './content-kind.ts';
import { decideRole, judgeDates, type ColumnQuestion, type Confidence, type Decision } from './decide-role.ts';
import { guessNameColumns } from './guess-names.ts';
import { maskValue } from './mask-value.ts';
import { recognizeName, type Recognized } from './vocabulary.ts';

/** The proposal for one column, and statistics of its values. */
export type ProposedColumn = {
  readonly column: string;
  readonly role: ColumnRole;
  readonly confidence: Confidence;
  /** How its ambiguous dates are read. */
  readonly dates?: DateOrder;
  readonly question?: ColumnQuestion;
  /** Cells with a value: in all rows for possibly identifying columns, in the first rows for others. */
  readonly filled: number;
  /** Filled cells that can be read according to the role; equal to `filled` for categories. */
  readonly parsed: number;
  /** Number of different values among the filled cells of the first rows. */
  readonly distinct: number;
  /** Shapes of up to three values, most frequent first, never the values. */
  readonly samples: readonly string[];
};

/**
 * Why a proposal is not certain:
 * - `no_identifier`: these columns identify no person.
 * - `columns_unclear`: a column has an open question, or an identifier is uncertain.
 * - `rows_unreadable`: some rows cannot be read.
 * - `names_unreadable`: more than one name in a hundred cannot be read.
 * - `encoding_guessed`, `layout_inferred`: see the description.
 */
export type Doubt =
  | 'no_identifier'
  | 'columns_unclear'
  | 'rows_unreadable'
  | 'names_unreadable'
  | 'encoding_guessed'
  | 'layout_inferred';

export type MappingProposal = {
  readonly columns: readonly ProposedColumn[];
  /** Number of rows of the source, including bad ones. */
  readonly rows: number;
  readonly badRows: number;
  /** Number of rows with a repaired text: wrongly decoded letters, HTML entities. */
  readonly repairedRows: number;
  readonly doubts: readonly Doubt[];
  /** True if there is no doubt: only then may an import continue without a question. */
  readonly certain: boolean;
};

/** One table of a file: its description and the proposed roles of its columns. */
export type ProposedSource = { readonly description: SourceDescription; readonly proposal: MappingProposal };

/**
 * Inspects every row of a source before it proposes a mapping. The first rows determine which columns are inspected in
 * the others.
 */
type MappingSurvey = {
  readonly add: (rows: readonly Row[]) => void;
  readonly finish: () => MappingProposal;
};

const sampledRows = 5000;

/** Proposes the role of each column from its name and its values. */
export function proposeMapping(description: SourceDescription, rows: readonly Row[]): MappingProposal {
  const survey = surveyMapping(description);
  survey.add(rows);
  return survey.finish();
}

type SampledColumn = {
  readonly decision: Decision;
  readonly recognized: Recognized | undefined;
  readonly values: string[];
};
type WatchedColumn = { filled: number; parsed: number; readonly evidence: DateEvidence | undefined };

export function surveyMapping(description: SourceDescription): MappingSurvey {
  const sample: (readonly string[])[] = [];
  const counts = { rows: 0, bad: 0, repaired: 0, names: 0, unreadableNames: 0 };
  let sampled: readonly SampledColumn[] | undefined;
  let watched: readonly (WatchedColumn | undefined)[] = [];
  let nirColumn = -1;

  const settle = (): readonly SampledColumn[] => {
    if (sampled !== undefined) return sampled;
    const settled = decideColumns(description.columns, sample);
    sampled = settled;
    nirColumn = settled.findIndex(({ decision }) => decision.role === 'nir');
    watched = settled.map(({ decision }) => {
      if (!isIdentifierRole(decision.role)) return undefined;
      const evidence = decision.role === 'birth-date' ? makeDateEvidence() : undefined;
      return { filled: 0, parsed: 0, evidence };
    });
    for (const cells of sample) watch(cells, settled);
    return settled;
  };

  const watch = (cells: readonly string[], settled: readonly SampledColumn[]): void => {
    const nir = nirColumn === -1 ? '' : canonicalNir(cells[nirColumn] ?? '');
    for (const [index, column] of watched.entries()) {
      const role = settled[index]?.decision.role;
      if (column === undefined || !isIdentifierRole(role)) continue;
      const cell = cells[index] ?? '';
      // A question mark counts as empty, but in a column of names it shows that a name was lost.
      const isLost = isNameRole(role) && /[?\uFFFD]/.test(cell);
      if (!isLost && isEmptyValue(cell)) continue;
      column.filled++;
      column.evidence?.add(cell, nir);
      const isReadable = column.evidence === undefined && !isLost && isReadableAs(expectedKind(role), cell);
      if (isReadable) column.parsed++;
      if (!isNameRole(role)) continue;
      counts.names++;
      if (!isReadable) counts.unreadableNames++;
    }
  };

  const add = (rows: readonly Row[]): void => {
    for (const row of rows) {
      counts.rows++;
      if (!row.ok) {
        if (row.code !== 'repeated_header') counts.bad++;
        continue;
      }
      if (row.repaired !== undefined) counts.repaired++;
      if (sampled === undefined) {
        sample.push(row.cells);
        if (sample.length >= sampledRows) settle();
      } else watch(row.cells, sampled);
    }
  };

  const finish = (): MappingProposal => {
    const settled = settle();
    const columns = settled.map(({ decision, recognized, values }, index) =>
      proposeColumn(description.columns[index] ?? '', decision, recognized, values, watched[index]),
    );
    const identifies = columns.some(({ role }) => role === 'nir' || role === 'email' || role === 'phone');
    const isUnclear = ({ role, confidence, question }: ProposedColumn): boolean =>
      question !== undefined || (isIdentifierRole(role) && confidence !== 'certain');
    const doubts: Doubt[] = [
      ...(identifies ? [] : ['no_identifier' as const]),
      ...(columns.some(isUnclear) ? ['columns_unclear' as const] : []),
      ...(counts.bad > 0 ? ['rows_unreadable' as const] : []),
      ...(counts.unreadableNames * 100 > counts.names ? ['names_unreadable' as const] : []),
      ...(description.doubts ?? []),
    ];
    const { rows, bad: badRows, repaired: repairedRows } = counts;
    return { columns, rows, badRows, repairedRows, doubts, certain: doubts.length === 0 };
  };
  return { add, finish };
}

function decideColumns(columns: readonly string[], sample: readonly (readonly string[])[]): SampledColumn[] {
  const decided = columns.map((column, index): SampledColumn => {
    const values = sample.map((cells) => cells[index] ?? '').filter((cell) => !isEmptyValue(cell));
    const recognized = recognizeName(column);
    const contents = { kind: contentKind(values), values, distinct: new Set(values).size };
    return { decision: decideRole(recognized, contents, isNeutralName(column)), recognized, values };
  });
  if (decided.some(({ decision }) => isNameRole(decision.role))) return decided;
  const free = decided.map(({ decision, values }, index) => ({
    values,
    isFree: isNeutralName(columns[index] ?? '') && typeof decision.role !== 'string',
  }));
  const names = guessNameColumns(free);
  if (names === undefined) return decided;
  return decided.map((column, index) => {
    if (index === names.given) return { ...column, decision: { role: 'given-names', confidence: 'certain' } };
    return index === names.family ? { ...column, decision: { role: 'family-name', confidence: 'certain' } } : column;
  });
}

function proposeColumn(
  column: string,
  decision: Decision,
  recognized: Recognized | undefined,
  values: readonly string[],
  watched: WatchedColumn | undefined,
): ProposedColumn {
  const seen = { distinct: new Set(values).size, samples: frequentShapes(values) };
  if (watched === undefined) return { column, ...decision, filled: values.length, parsed: values.length, ...seen };
  const { filled, parsed, evidence } = watched;
  if (evidence === undefined) return { column, ...decision, filled, parsed, ...seen };
  const verdict = evidence.decide();
  const judged = judgeDates(
    decision,
    verdict,
    filled,
    recognized?.role === 'birth-date' || recognized?.role === 'birth-day',
    values,
  );
  const order = verdict.order === undefined || verdict.unclear ? {} : { dates: verdict.order };
  return { column, ...judged, ...order, filled, parsed: verdict.readable, ...seen };
}

function canonicalNir(cell: string): string {
  for (const number of splitNirs(cell)) {
    const parsed = parseNir(number);
    if (parsed.ok) return parsed.value.canonical;
  }
  return '';
}

function frequentShapes(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) {
    const shape = maskValue(value);
    counts.set(shape, (counts.get(shape) ?? 0) + 1);
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 3)
    .map(([shape]) => shape);
}
