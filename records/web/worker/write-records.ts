import type { Resource } from '@etanche/records-fhir';
import { RecordsClientError, type Change, type FileResource, type PatientFile } from '@etanche/records-client';
import type { Written } from '../port/entry-calls.ts';

/** Writes changes in one transaction. @returns what an undo needs, in the order of the changes */
export async function writeRecords(file: PatientFile, changes: readonly Change[]): Promise<readonly Written[]> {
  const before = changes.map((change) =>
    change.kind === 'create' ? null : (file.resource(change.id)?.version ?? null),
  );
  const ids = await file.write(changes);
  return ids.map((id, i) => ({ id, before: before[i] ?? null, after: file.resource(id)?.version ?? 0 }));
}

/**
 * Writes the exact text of the versions before again, and deletes what was new. It fails with `conflict` if somebody
 * has changed one of them since.
 */
export async function undoRecords(file: PatientFile, written: readonly Written[]): Promise<void> {
  const changes = await Promise.all(
    written.map(async ({ id, before, after }): Promise<Change> => {
      if (before === null) return { kind: 'delete', id, base: after };
      const past = (await file.history(id)).find(({ version }) => version === before)?.resource;
      if (past === undefined || past === null)
        throw new RecordsClientError('not_found', 'the version before is missing');
      return { kind: 'update', id, base: after, resource: past.text };
    }),
  );
  await file.write(changes);
}

/** @throws RecordsClientError `not_found` */
export function recordOf(file: PatientFile, id: string): FileResource {
  const found = file.resource(id);
  if (found === null) throw new RecordsClientError('not_found', 'the file has no such resource');
  return found;
}

/** The change of a record of the file to what `edit` makes of it. @throws RecordsClientError `not_found` */
export function updateOf(file: PatientFile, id: string, edit: (resource: Resource) => Resource): Change {
  const { resource, version } = recordOf(file, id);
  return { kind: 'update', id, base: version, resource: edit(resource) };
}
