export { RecordsClientError, type RecordsClientErrorCode } from './records-client-error.ts';
export { createMemory } from './memory.ts';
export { createBrowserKeptStore } from './browser-kept-store.ts';
export { createBrowserPasskeys } from './browser-passkeys.ts';
export { createKeptMemory, type KeptRow, type KeptStore } from './session/kept-store.ts';
export type { Memory, Passkeys, RecordsClientOptions, RetryRules } from './options.ts';
export type { Call, Download, Upload } from './transport/call.ts';

export { signIn, signOut } from './session/sign-in.ts';
export type { PracticeSecrets, SecretRole, Unlocked } from './session/unlocked.ts';
export type { MemberStatus } from './session/member-status.ts';
export {
  addPasskey,
  endSession,
  listPasskeys,
  listSessions,
  removePasskey,
  startIdentityProof,
  type PasskeyEntry,
  type SessionEntry,
} from './session/accounts.ts';

export { foundPractice, resumeFounding, type Founding } from './practice/found.ts';
export type { Founded, FoundingPlan } from './practice/complete-founding.ts';
export { register, type Registered } from './practice/register.ts';
export {
  findNewcomer,
  invite,
  listMembers,
  withdrawInvitation,
  type MemberEntry,
  type Newcomer,
} from './practice/members.ts';
export { epochIsDue, grant, openNextEpoch } from './practice/grants.ts';
export { openImporter, prepareImporter, type PreparedImporter } from './practice/importer.ts';
export { openImporterFile, type ImporterFile } from './practice/importer-file.ts';

export {
  freezeMember,
  proposeApprovers,
  proposeConfirmFreeze,
  proposeContacts,
  proposeEnrolment,
  proposeFreeze,
  proposeLive,
  proposeRaise,
  proposeRekey,
  proposeRestore,
  proposeRetirement,
  proposeServer,
  proposeThaw,
} from './registry/propose.ts';
export {
  catchUpVaults,
  pendingOrders,
  repostPending,
  signPending,
  type OrderState,
  type PendingOrder,
} from './registry/order-progress.ts';
export { dailyCounts, listAlarms, quotasLeft, vaultOwners } from './registry/vault-questions.ts';
export type { FirstLimit, Left, Quotas } from './registry/openable.ts';
export type { Chain, ChainMember, Freeze, PracticeState } from './registry/practice-state.ts';

export { prepareRecovery, type PreparedRecovery } from './recovery/prepare-recovery.ts';
export { helpRecovery, listRecoveriesToHelp, type RecoveryToHelp } from './recovery/help.ts';
export { startRecovery, type OngoingRecovery } from './recovery/recover.ts';
export { openKit } from './kit/open-kit.ts';
export { adoptKit, proposeKit, type ProposedKit } from './kit/replace-kit.ts';
export type { KitSheet } from './kit/new-kit.ts';

export { createRecordsData, type RecordsData } from './data/records-data.ts';
export {
  dataDefaults,
  type DataOptions,
  type Evaluate,
  type EvaluateElements,
  type FoundIssue,
} from './data/data-options.ts';
export { DataError, type DataErrorCode, type PlacedIssue } from './data/data-error.ts';
export { quotaText, type QuotaReached } from './data/quota-reached.ts';
export type { Change, ResourceInput } from './data/change.ts';
export type { Conflict } from './data/conflict.ts';
export type { FileResource } from './data/file-resource.ts';
export type { Patients } from './data/patients.ts';
export type { BroughtFile, BroughtNames, BroughtVersion, HeldRecords } from './data/import/bring-patient.ts';
export type { PatientFile } from './data/patient/patient-file.ts';
export type { NewPatient } from './data/patient/create-patient.ts';
export type { EmergencyReason } from './data/patient/open-patient.ts';
export type { PastVersion } from './data/patient/history.ts';
export type { Access } from './data/patient/accesses.ts';
export type { PatientExport } from './data/patient/export-patient.ts';
export { linkedFiles, type LinkedFile } from './data/patient/merge-patients.ts';
export { binaryOf, type AttachmentElement, type NewAttachment } from './data/binary/attachment.ts';
export type { BinarySource } from './data/binary/stream-bytes.ts';
export type { CallOptions } from './data/abortable.ts';
export type { SearchAnswer, SearchOptions } from './data/search/search.ts';
export type { Unassigned, UnassignedEntry } from './data/unassigned/unassigned.ts';
export type { UnassignedFile } from './data/unassigned/open-unassigned.ts';
export type { NewUnassigned } from './data/unassigned/bring-unassigned.ts';
export { unassignedReasons, type RejectionReason, type UnassignedReason } from '@etanche/core-records-protocol';
export { byBeginning, hashUnder, recordIds, type RecordIds } from './data/import/record-ids.ts';
export { metaOf, sourceName, writtenAt, type SourceResource } from './data/import/source-name.ts';
export { heldIndex, planVersions, type PlannedItem, type VersionChain } from './data/import/plan-versions.ts';
export type { FoundCard } from './data/search/open-cards.ts';
export type { Duplicates } from './data/search/find-duplicates.ts';
export type { Agenda } from './data/agenda/agenda.ts';
export { memberSystem } from './data/agenda/appointment.ts';
export type { AgendaDay } from './data/agenda/agenda-day.ts';
export type { AuditReport } from './data/audit/verify-audit.ts';
export { tracedFetch, type Span, type SpanName, type Trace } from './data/trace.ts';
