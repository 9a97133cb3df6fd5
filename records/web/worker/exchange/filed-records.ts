import type { Written } from '../../port/entry-calls.ts';

/** The records that a filing has written so far, each with the versions around its own writes. */
export type FiledRecords = ReadonlyMap<string, Written>;

/**
 * Adds the records of one write to those before. A record that a colleague has changed between two writes keeps the
 * version after the first one: an undo then fails with `conflict`, and does not remove what the colleague wrote.
 *
 * @param ids of what the write changed, by one version each
 * @param versionOf the version of a record after the write; null without one
 */
export function withWritten(
  filed: FiledRecords,
  ids: readonly string[],
  versionOf: (id: string) => number | null,
): FiledRecords {
  const all = new Map(filed);
  for (const id of new Set(ids)) {
    const after = versionOf(id);
    if (after === null) continue;
    const known = all.get(id);
    if (known === undefined) all.set(id, { id, before: after === 1 ? null : after - 1, after });
    else if (known.after === after - 1) all.set(id, { ...known, after });
  }
  return all;
}
