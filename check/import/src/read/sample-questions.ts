import { readRows } from '@etanche/intake';
import type { Manifest } from '@etanche/core-check-protocol';
import type { ImportSource } from '../import-request.ts';
import { parseLeakFile } from './leak-file.ts';
import { identifiers, readIdentity } from './row-identity.ts';
import { planRows } from './row-plan.ts';
import type { Question } from '../publish/verify-sample.ts';

/** The questions that a visitor could ask with the data of one row. */
type SampledRow = { readonly row: number; readonly questions: readonly Question[] };

/**
 * Reads a file of people and returns, row by row, every question of the index's kinds that the row allows.
 *
 * @param today `yyyy-mm-dd`
 */
export async function* sampleQuestions(
  source: Pick<ImportSource, 'path' | 'description' | 'mapping'>,
  manifest: Manifest,
  today: string,
): AsyncGenerator<SampledRow> {
  const { index, version, leak } = manifest;
  const kinds = manifest.kinds.map(({ kind }) => kind);
  const expires = manifest.expiresAt.slice(0, 10);
  const settings = parseLeakFile({ ...leak, details: [], categories: [], index, version, kinds, expires });
  // Only identifiers matter here; categories of the operator would have no bit.
  const columns = source.mapping.columns.map((column) => ({
    ...column,
    role: typeof column.role === 'string' ? column.role : ('ignore' as const),
  }));
  const plan = planRows(settings, { columns }, [], today);
  for await (const { rows } of readRows(source.path, source.description)) {
    for (const row of rows) {
      if (!row.ok) continue;
      const found = identifiers(readIdentity(row.cells, plan), plan);
      yield { row: row.number, questions: found.map(({ kind, identifier }) => ({ kind, identifiers: [identifier] })) };
    }
  }
}
