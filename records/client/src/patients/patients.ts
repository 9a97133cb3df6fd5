import type { BodyOf, dataRoutes } from '@etanche/core-records-protocol';
import type { PatientTraits } from '@etanche/records-fhir';
import { abortable, type CallOptions } from '../data/abortable.ts';
import type { ResourceInput } from '../data/change.ts';
import { orCouldNotCheck } from '../data/could-not-check.ts';
import type { DataContext } from '../data/data-context.ts';
import {
  bringPatient,
  heldRecords,
  type BroughtFile,
  type BroughtVersion,
  type HeldRecords,
} from '../import/bring-patient.ts';
import { createPatient } from './create-patient.ts';
import type { NewPatient } from './new-patient.ts';
import { erasePatient, listErasures, restorePatient, type ErasureState, type WaitingErasure } from './erase-patient.ts';
import { exportPatient, type PatientExport } from './export-patient.ts';
import { mergePatients, unmergePatients } from './merge-patients.ts';
import { openInEmergency, openPatient, type EmergencyReason } from './open-patient.ts';
import type { FileHandles } from './file-handles.ts';
import { createFileHandle, type PatientFile } from './patient-file.ts';
import { findDuplicates, type Duplicates } from '../search/find-duplicates.ts';
import { search, type SearchAnswer, type SearchOptions } from '../search/search.ts';
import { createTurns } from '../import/in-turn.ts';

/** The patients of a practice, as this member may see them. All methods throw DataError or RecordsClientError. */
export type Patients = {
  /** The cards of the patients who have all that a person types. `quota: 'emergency'` raises an alarm at the vaults. */
  search(text: string, options?: SearchOptions): Promise<SearchAnswer>;
  /** The search before a creation, by birth date and then by the letters of the names. */
  findDuplicates(traits: PatientTraits): Promise<Duplicates>;
  /** A new file with one Patient, whose id is the file's where it is an object without one. */
  create(patient: ResourceInput, others?: readonly ResourceInput[]): Promise<PatientFile>;
  /** Repeats a creation that ended in `uncertain`, from the error's `creation`. */
  createAgain(creation: NewPatient): Promise<PatientFile>;
  /**
   * Writes what a program imports of one patient, which opens no file, not even this one.
   *
   * @returns versions that are not written, because the server did not take their large data
   */
  bring(file: BroughtFile): Promise<ReadonlySet<BroughtVersion>>;
  /** Reads which records the server holds of a file, by a verified head; none where it has no such file. */
  held(scope: string): Promise<HeldRecords>;
  open(scope: string, options?: CallOptions): Promise<PatientFile>;
  openInEmergency(scope: string, reason: EmergencyReason, options?: CallOptions): Promise<PatientFile>;
  /** Joins two files of one person; both stay, and are found. */
  merge(kept: PatientFile, replaced: PatientFile): Promise<void>;
  unmerge(kept: PatientFile, replaced: PatientFile): Promise<void>;
  /** Asks for an erasure; another doctor, who opened the file too, confirms it, and seven days later it is destroyed. */
  erase(file: PatientFile, reason: BodyOf<typeof dataRoutes.erase>['reason']): Promise<ErasureState>;
  confirmErasure(file: PatientFile, erasure: WaitingErasure): Promise<ErasureState>;
  erasures(): Promise<readonly WaitingErasure[]>;
  /** Withdraws an erasure; once it is confirmed, it takes two doctors. @returns false until the second one */
  restore(erasure: string): Promise<boolean>;
  /** @param author who made the document, as it will say */
  export(file: PatientFile, author: string): Promise<PatientExport>;
  /** Marks a fictitious patient whose opening raises an alarm, or unmarks it. */
  markCanary(file: PatientFile, canary: boolean): Promise<void>;
};

export function createPatients(context: DataContext, { register, handleOf }: FileHandles): Patients {
  const inTurn = createTurns(context.keys);
  return {
    search: (text, options) => search(context, text, options),
    findDuplicates: (traits) => findDuplicates(context, traits),
    create: async (patient, others = []) =>
      register(createFileHandle(context, await createPatient(context, { patient, others, kind: 'create' }))),
    createAgain: async (creation) => register(createFileHandle(context, await createPatient(context, creation))),
    bring: (file) => inTurn(file.scope, () => bringPatient(context, file)),
    held: (scope) => inTurn(scope, () => heldRecords(context, scope)),
    // The file outlives the call: later calls on it are not ended by the signal of its opening.
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
    export: (file, author) => exportPatient(context, file, author),
    markCanary: async ({ scope }, canary) => {
      await orCouldNotCheck('canary', () => context.session.call('markCanary', { body: { scope, canary } }));
    },
  };
}
