import { readRows } from '@etanche/intake';
import type { ImportSource } from '../import-request.ts';
import type { LeakSettings } from './leak-file.ts';
import { noIdentifier } from './reject-file.ts';
import { identifiers, readIdentity } from './row-identity.ts';
import { letterColumns, planRows } from './row-plan.ts';
import type { Identifier } from './spill-record.ts';

/** One row as an import would read it: the identifiers to index, and the reasons for omitted cells. */
type PreviewedRow = {
  readonly source: ImportSource;
  readonly identifiers: readonly Identifier[];
  readonly reasons: readonly string[];
};

/**
 * Reads every row of the sources like an import, without keys, vaults or files. The import would reject a row without
 * identifiers, which always has a reason.
 *
 * @param today `yyyy-mm-dd`
 */
export async function* previewRows(
  sources: readonly ImportSource[],
  leak: LeakSettings,
  today: string,
): AsyncGenerator<PreviewedRow> {
  const letters = letterColumns(
    leak,
    sources.map(({ mapping }) => mapping),
  );
  for (const source of sources) {
    const plan = planRows(leak, source.mapping, letters, today);
    for await (const { rows } of readRows(source.path, source.description)) {
      for (const row of rows) {
        if (!row.ok) {
          yield { source, identifiers: [], reasons: [row.code] };
          continue;
        }
        const identity = readIdentity(row.cells, plan);
        const found = identifiers(identity, plan);
        const reasons = found.length === 0 && identity.faults.length === 0 ? [noIdentifier] : identity.faults;
        yield { source, identifiers: found, reasons };
      }
    }
  }
}
