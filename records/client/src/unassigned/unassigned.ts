import type { RejectionReason } from '@etanche/core-records-protocol';
import type { DataContext } from '../data/data-context.ts';
import type { FileHandle, PatientFile } from '../patients/patient-file.ts';
import { assignResources } from './assign-resources.ts';
import { bringUnassigned, heldUnassigned, type BroughtUnassigned, type NewUnassigned } from './bring-unassigned.ts';
import { listUnassigned } from './list-unassigned.ts';
import { openUnassigned, rejectResources, type OpenedUnassigned, type UnassignedFile } from './open-unassigned.ts';
import { requireFew } from './require-few.ts';
import type { UnassignedEntry } from './unassigned-entry.ts';
import { createTurns } from '../import/in-turn.ts';

/**
 * The resources whose patient an import could not determine, for the doctors of the practice. All methods throw DataError
 * or RecordsClientError; a secretary gets `forbidden`.
 */
export type Unassigned = {
  /** Lists what waits for a decision. Costs no unit. */
  list(): Promise<readonly UnassignedEntry[]>;
  /** Opens a scope of the list: one unit, as a patient's file, unless it was opened since the last lock. */
  open(scope: string): Promise<UnassignedFile>;
  /**
   * Writes resources into a patient's file, with their exact bytes and this doctor as author, and takes them off the list:
   * both or neither. A resource that the file has already is rejected as `duplicate`. The same call again is harmless.
   *
   * @param ids record ids of resources of `from`, at most 500
   * @returns the record ids in the patient's file, in the same order
   * @throws DataError `too_large`, `conflict` where another doctor decided one of them first, `invalid_resource` for a
   *   Patient; RecordsClientError `erased`, `erasing`
   */
  assign(from: UnassignedFile, ids: readonly string[], to: PatientFile): Promise<readonly string[]>;
  /**
   * Takes resources off the list for a reason, which is in the audit log.
   *
   * @param ids record ids of resources of `from`, at most 500
   * @throws DataError `too_large`, `conflict` where another doctor decided one of them first
   */
  reject(from: UnassignedFile, ids: readonly string[], reason: RejectionReason): Promise<void>;
  /**
   * Adds resources to the list, for an import. Large data are stored apart, as in a patient's file.
   */
  bring(fresh: NewUnassigned): Promise<BroughtUnassigned>;
  /**
   * Reads which records of a scope the server holds, decided ones included. Costs no unit.
   *
   * @returns none where there is no such scope
   * @throws RecordsClientError `erased`
   */
  held(scope: string): Promise<ReadonlySet<string>>;
};

/** @param behind what stands behind a patient's file that this session opened */
export function createUnassigned(context: DataContext, behind: (file: PatientFile) => FileHandle): Unassigned {
  const inTurn = createTurns(context.keys);
  const opened = new WeakMap<UnassignedFile, OpenedUnassigned>();
  const behindScope = (file: UnassignedFile): OpenedUnassigned => {
    const found = opened.get(file);
    if (found === undefined) throw new RangeError('an unassigned scope that was not opened here');
    return found;
  };
  return {
    list: () => listUnassigned(context),
    open: async (scope) => {
      const file = await openUnassigned(context, scope);
      opened.set(file.shown, file);
      return file.shown;
    },
    assign: async (from, ids, to) => assignResources(context, behindScope(from), requireFew(ids), behind(to)),
    reject: async (from, ids, reason) => rejectResources(context, behindScope(from), requireFew(ids), reason),
    bring: (fresh) => inTurn(fresh.scope, () => bringUnassigned(context, fresh)),
    held: (scope) => inTurn(scope, () => heldUnassigned(context, scope)),
  };
}
