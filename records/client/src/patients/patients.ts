import { recordsLimits, type BodyOf, type dataRoutes, type PackCopies } from '@etanche/core-records-protocol';
import type { PatientTraits } from '@etanche/records-fhir';
import { abortable, type CallOptions } from '../data/abortable.ts';
import type { ResourceInput } from '../data/change.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import {
  readStoredRecords,
  writeImportedPatient,
  type ImportedFile,
  type ImportedVersion,
  type StoredRecords,
} from '../import/write-imported-patient.ts';
import { createPatient } from './create-patient.ts';
import { listDestroyed, restoreResource } from './destroy-resource.ts';
import type { NewPatient } from './new-patient.ts';
import { erasePatient, listErasures, restorePatient, type ErasureState, type WaitingErasure } from './erase-patient.ts';
import { damageOf, examineFile, type FileDamage } from './examine-file.ts';
import { repairFile } from './repair-file.ts';
import { exportPatient, type PatientExport } from './export-patient.ts';
import { mergePatients, unmergePatients } from './merge-patients.ts';
import { openInEmergency, openPatient, type EmergencyReason } from './open-patient.ts';
import type { FileHandles } from './file-handles.ts';
import { createFileHandle, type PatientFile } from './patient-file.ts';
import { findDuplicates, type Duplicates } from '../search/find-duplicates.ts';
import { search, type SearchAnswer, type SearchOptions } from '../search/search.ts';

/** Maximum number of scopes in one call of `storedScopes`. */
export const mostStoredScopes = recordsLimits.storedScopes;

/** The patients of a practice, within this member's rights. All methods throw DataError or RecordsClientError. */
export type Patients = {
  /** Searches the cards that match the whole text. `quota: 'emergency'` raises an alarm at the vaults. */
  search(text: string, options?: SearchOptions): Promise<SearchAnswer>;
  /** Searches for duplicates before a creation, by birth date and then by the letters of the names. */
  findDuplicates(traits: PatientTraits): Promise<Duplicates>;
  /** Creates a file with one Patient. An object without an `id` gets the id of the file. */
  create(patient: ResourceInput, others?: readonly ResourceInput[]): Promise<PatientFile>;
  /** Repeats a creation that ended in `uncertain`, from the error's `creation`. */
  createAgain(creation: NewPatient): Promise<PatientFile>;
  /**
   * Writes the imported data of one patient, for an importer, which cannot open files.
   *
   * @returns versions that were not written because the server rejected their large data
   */
  import(file: ImportedFile): Promise<ReadonlySet<ImportedVersion>>;
  /** Returns those of at most `mostStoredScopes` scopes that the server has, for an importer, in one request. */
  storedScopes(scopes: readonly string[]): Promise<ReadonlySet<string>>;
  /** Reads the ids and versions of a file's records from a verified head; empty if the server has no such file. */
  storedRecords(scope: string): Promise<StoredRecords>;
  open(scope: string, options?: CallOptions): Promise<PatientFile>;
  openInEmergency(scope: string, reason: EmergencyReason, options?: CallOptions): Promise<PatientFile>;
  /** Links two files of one person. Both keep their resources and are found by a search. */
  merge(kept: PatientFile, replaced: PatientFile): Promise<void>;
  unmerge(kept: PatientFile, replaced: PatientFile): Promise<void>;
  /**
   * Requests an erasure. Another doctor, who has opened the file too, confirms it; seven days later the file is
   * destroyed.
   */
  erase(file: PatientFile, reason: BodyOf<typeof dataRoutes.erase>['reason']): Promise<ErasureState>;
  confirmErasure(file: PatientFile, erasure: WaitingErasure): Promise<ErasureState>;
  erasures(): Promise<readonly WaitingErasure[]>;
  /** Withdraws an erasure; after its confirmation that takes two doctors. @returns false until the second one */
  restore(erasure: string): Promise<boolean>;
  /** Record ids of the destroyed resources of a file, which need not be readable. */
  destroyedIn(scope: string): Promise<readonly string[]>;
  /**
   * Restores a destroyed resource before it is emptied, and opens the file, which the false copies of a stolen account
   * may have made unreadable.
   */
  restoreResource(scope: string, resource: string): Promise<PatientFile>;
  /**
   * Says what a file that does not open still has, for doctors; writes nothing.
   *
   * @param copies of packs from a backup
   */
  examine(scope: string, copies?: PackCopies): Promise<FileDamage>;
  /**
   * Makes a damaged file readable and opens it. A version that no source has is marked as lost, in the file, its list
   * of accesses and the audit log.
   *
   * @throws DataError `not_entitled`, `invalid_copies`, `could_not_check` if it needs more copies
   */
  repair(scope: string, copies?: PackCopies): Promise<PatientFile>;
  /** @param author display name of the document's author */
  export(file: PatientFile, author: string): Promise<PatientExport>;
  /** Marks a fictitious patient whose opening raises an alarm, or unmarks it. */
  markCanary(file: PatientFile, canary: boolean): Promise<void>;
};

export function createPatients(context: DataContext, { register, handleOf }: FileHandles): Patients {
  const { queue } = context;
  return {
    search: (text, options) => search(context, text, options),
    findDuplicates: (traits) => findDuplicates(context, traits),
    create: async (patient, others = []) =>
      register(createFileHandle(context, await createPatient(context, { patient, others, kind: 'create' }))),
    createAgain: async (creation) => register(createFileHandle(context, await createPatient(context, creation))),
    import: (file) => queue(file.scope, () => writeImportedPatient(context, file)),
    storedScopes: async (scopes) => {
      const question = { body: { scopes: [...scopes] } };
      const { stored } = await orCouldNotCheck('scopes', () => context.session.call('storedScopes', question));
      return new Set(stored);
    },
    storedRecords: (scope) => queue(scope, () => readStoredRecords(context, scope)),
    // The file outlives the call, so that the signal of its opening does not end later calls.
    open: async (scope, { signal } = {}) =>
      register(createFileHandle(context, await openPatient(abortable(context, signal), scope))),
    openInEmergency: async (scope, reason, { signal } = {}) =>
      register(createFileHandle(context, await openInEmergency(abortable(context, signal), scope, reason))),
    merge: (kept, replaced) => mergePatients(handleOf(kept), handleOf(replaced)),
    unmerge: (kept, replaced) => unmergePatients(handleOf(kept), handleOf(replaced)),
    erase: (file, reason) => erasePatient(context, handleOf(file), reason, null),
    confirmErasure: (file, { erasure, reason }) => erasePatient(context, handleOf(file), reason, erasure),
    erasures: () => listErasures(context),
    restore: (erasure) => restorePatient(context, erasure),
    destroyedIn: (scope) => listDestroyed(context, scope),
    restoreResource: async (scope, resource) =>
      register(createFileHandle(context, await restoreResource(context, scope, resource))),
    examine: async (scope, copies) => damageOf(await examineFile(context, scope, copies)),
    repair: async (scope, copies) => register(createFileHandle(context, await repairFile(context, scope, copies))),
    export: (file, author) => exportPatient(context, file, author),
    markCanary: async ({ scope }, canary) => {
      await orCouldNotCheck('canary', () => context.session.call('markCanary', { body: { scope, canary } }));
    },
  };
}
