import { recordsLimits, type RejectionReason } from '@etanche/core-records-protocol';
import type { DataContext } from '../data/data-context.ts';
import { DataError } from '../data/data-error.ts';
import { sessionParts } from '../data/session-parts.ts';
import type { FileHandle, PatientFile } from '../patients/patient-file.ts';
import { assignResources } from './assign-resources.ts';
import { listUnassigned, type UnassignedEntry } from './list-unassigned.ts';
import { openUnassigned, rejectResources, type UnassignedFile, type UnassignedHandle } from './open-unassigned.ts';
import {
  readUnassignedRecords,
  writeUnassigned,
  type NewUnassigned,
  type UnassignedWriteResult,
} from './write-unassigned.ts';

/**
 * The resources whose patient an import could not determine, for the doctors of the practice. All methods throw
 * DataError or RecordsClientError; a secretary gets `forbidden`.
 */
export type Unassigned = {
  /** Lists the scopes that wait for a decision. Costs no unit. */
  list(): Promise<readonly UnassignedEntry[]>;
  /** Opens a scope of the list. Like a patient's file, it costs one unit unless it was opened since the last lock. */
  open(scope: string): Promise<UnassignedFile>;
  /**
   * Writes resources into a patient's file, with their exact bytes and this doctor as author, and removes them from the
   * list, in one transaction. A resource that the file already has is rejected as `duplicate`. Repeating the call is
   * safe.
   *
   * @param ids record ids of resources of `from`, at most 500
   * @returns the record ids in the patient's file, in the same order
   * @throws DataError `too_large`, `conflict` if another doctor decided one of them first, `invalid_resource` for a
   *   Patient; RecordsClientError `erased`, `erasing`
   */
  assign(from: UnassignedFile, ids: readonly string[], to: PatientFile): Promise<readonly string[]>;
  /**
   * Removes resources from the list for a reason, which the audit log stores.
   *
   * @param ids record ids of resources of `from`, at most 500
   * @throws DataError `too_large`, `conflict` if another doctor decided one of them first
   */
  reject(from: UnassignedFile, ids: readonly string[], reason: Exclude<RejectionReason, 'filed'>): Promise<void>;
  /** Adds resources to the list, for an importer. Large data are stored separately, as in a patient's file. */
  import(resources: NewUnassigned): Promise<UnassignedWriteResult>;
  /**
   * Reads which records of a scope the server has, including decided ones. Costs no unit.
   *
   * @returns record ids; empty if there is no such scope
   * @throws RecordsClientError `erased`
   */
  storedRecords(scope: string): Promise<ReadonlySet<string>>;
};

/** @param handleOf returns the handle of a patient's file that this session opened */
export function createUnassigned(context: DataContext, handleOf: (file: PatientFile) => FileHandle): Unassigned {
  const { queue } = context;
  const { unassigned: handles } = sessionParts(context);
  const unassignedHandleOf = (file: UnassignedFile): UnassignedHandle => {
    const handle = handles.get(file);
    if (handle === undefined) throw new RangeError('this session did not open the unassigned scope');
    return handle;
  };
  return {
    list: async () => (await listUnassigned(context)).imported,
    open: async (scope) => {
      const handle = await openUnassigned(context, scope);
      handles.set(handle.file, handle);
      return handle.file;
    },
    assign: async (from, ids, to) =>
      assignResources(context, unassignedHandleOf(from), requireNotTooMany(ids), handleOf(to)),
    reject: async (from, ids, reason) =>
      rejectResources(context, unassignedHandleOf(from), requireNotTooMany(ids), reason),
    import: (resources) => queue(resources.scope, () => writeUnassigned(context, resources)),
    storedRecords: (scope) => queue(scope, () => readUnassignedRecords(context, scope)),
  };
}

/** A call decides about at most as many resources as one write contains. @throws DataError `too_large` */
function requireNotTooMany(ids: readonly string[]): readonly string[] {
  const { versionsPerWrite: most } = recordsLimits;
  const count = new Set(ids).size;
  if (count > most) throw new DataError('too_large', `${count} resources in one decision exceed ${most}`);
  return ids;
}
