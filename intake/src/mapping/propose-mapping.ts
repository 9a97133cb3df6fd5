import { isEmptyValue } from '../empty-value.ts';
import type { Row, SourceDescription } from '../source.ts';
import { isIdentifierRole, type ColumnRole } from './column-role.ts';
import { contentKind, expectedKind, isReadableAs, type ContentKind } from './content-kind.ts';
import { maskValue } from './mask-value.ts';
import { recognizeName, type Recognized } from './vocabulary.ts';

export type Confidence = 'certain' | 'likely' | 'unsure';

/** What is proposed for one column, and what was seen of it in the sample. */
export type ProposedColumn = {
  readonly column: string;
  readonly role: ColumnRole;
  readonly confidence: Confidence;
  /** Cells of the sample that hold something. */
  readonly filled: number;
  /** Filled cells that can be read as the role wants; equal to `filled` for categories. */
  readonly parsed: number;
  /** Different values among the filled cells of the sample. */
  readonly distinct: number;
  /** Shapes of up to three values, the most frequent first; never a value. */
  readonly samples: readonly string[];
};

/** `certain`: every column is, and somebody can be found by it: only then may an import go on unasked. */
export type MappingProposal = {
  readonly columns: readonly ProposedColumn[];
  readonly rows: number;
  readonly certain: boolean;
};

/** Proposes what each column is, from its name and from what the sample rows hold in it. */
export function proposeMapping(description: SourceDescription, sampleRows: readonly Row[]): MappingProposal {
  const rows = sampleRows.filter((row) => row.ok);
  const columns = description.columns.map((column, index) =>
    proposeColumn(
      column,
      rows.map((row) => row.cells[index] ?? ''),
    ),
  );
  const identifies = columns.some(({ role }) => role === 'nir' || role === 'email' || role === 'phone');
  const certain = identifies && columns.every(({ confidence }) => confidence === 'certain');
  return { columns, rows: rows.length, certain };
}

function proposeColumn(column: string, cells: readonly string[]): ProposedColumn {
  const values = cells.filter((cell) => !isEmptyValue(cell));
  const recognized = recognizeName(column);
  const { role, confidence } = decide(recognized, contentKind(values), values);
  const readable = isIdentifierRole(role) ? countReadable(expectedKind(role), values) : values.length;
  return {
    column,
    role,
    confidence,
    filled: values.length,
    parsed: readable,
    distinct: new Set(values).size,
    samples: frequentShapes(values),
  };
}

type Decision = { readonly role: ColumnRole; readonly confidence: Confidence };

/** Half the values must be what the name promises, nine in ten to be certain; values of a sample of none prove nothing. */
function decide(recognized: Recognized | undefined, kind: ContentKind, values: readonly string[]): Decision {
  if (recognized === undefined) return fromContents(kind, values);
  const { role, certain } = recognized;
  if (!isIdentifierRole(role)) {
    // An e-mail address of the patient under an unclear name is worth a question.
    const contradicted = !certain && (kind === 'email' || kind === 'nir');
    return contradicted ? fromContents(kind, values) : { role, confidence: certain ? 'certain' : 'likely' };
  }
  if (values.length === 0) return { role, confidence: certain ? 'certain' : 'likely' };
  const share = countReadable(expectedKind(role), values) / values.length;
  if (share >= 0.8) return { role, confidence: certain ? 'certain' : 'likely' };
  if (share >= 0.4) return { role, confidence: 'likely' };
  return { ...fromContents(kind, values), confidence: 'unsure' };
}

function fromContents(kind: ContentKind, values: readonly string[]): Decision {
  switch (kind) {
    case 'email':
    case 'nir':
    case 'phone':
      return { role: kind, confidence: 'likely' };
    case 'date':
      return { role: looksLikeBirths(values) ? 'birth-date' : { category: 'other' }, confidence: 'unsure' };
    case 'name':
    case 'nir-key':
    case 'text':
      return values.length === 0
        ? { role: 'ignore', confidence: 'unsure' }
        : { role: { category: longTexts(values) ? 'comment' : 'other' }, confidence: 'unsure' };
  }
}

/** Years of birth spread over more than thirty years; those of visits do not. */
function looksLikeBirths(values: readonly string[]): boolean {
  const years = values.flatMap((value) => /(?:18|19|20)\d\d/.exec(value)?.[0] ?? []).map(Number);
  return years.length > 0 && Math.max(...years) - Math.min(...years) > 30;
}

function longTexts(values: readonly string[]): boolean {
  return values.reduce((sum, value) => sum + value.length, 0) > values.length * 25;
}

function countReadable(kind: Exclude<ContentKind, 'text'>, values: readonly string[]): number {
  return values.filter((value) => isReadableAs(kind, value)).length;
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
